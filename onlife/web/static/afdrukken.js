// On paper nothing can be opened: what is there to read is open while a page is printed, and closed again afterwards. What
// is there to fill in stays closed, as does the table of a chart that is printed; what the server has not been asked for
// cannot be fetched in that moment.
const READ = "details:not([open]):not(:has(input, textarea, table))";
const CONTENT = ":scope > :not(summary) :is(p, li, code)";

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(READ)].filter((fold) => fold.querySelector(CONTENT));
  for (const fold of unfolded) {
    fold.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const fold of unfolded) {
    fold.open = false;
  }
});
