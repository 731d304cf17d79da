// Streamlit prints what happens to be unfolded, and on paper nothing can be opened: what is there to read is open while a
// page is printed, and closed again afterwards. What is there to fill in stays closed, as does the table of a chart that is
// printed; what the server has not been asked for cannot be fetched in that moment.
const READ = "details:not([open]):not(:has(input, textarea, table))";
const CONTENT = ":scope > :not(summary) :is(p, li, code)";

// A table that scrolls is a picture as wide as the screen was; on an A4 sheet it is made as narrow as the paper.
const TABLES = "[data-testid=stDataFrame]";
const PAPER = 700; // px between the margins

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(READ)].filter((fold) => fold.querySelector(CONTENT));
  for (const fold of unfolded) {
    fold.open = true;
  }
  for (const table of document.querySelectorAll(TABLES)) {
    table.style.zoom = Math.min(1, PAPER / table.scrollWidth);
  }
});
addEventListener("afterprint", () => {
  for (const fold of unfolded) {
    fold.open = false;
  }
  for (const table of document.querySelectorAll(TABLES)) {
    table.style.zoom = "";
  }
});
