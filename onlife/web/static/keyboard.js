// What who walks by keyboard needs and Streamlit's page does not give: a wide table that the arrows can move, and no letter
// that does something by itself. Streamlit draws the page anew on R, which a hand that trembles or a voice that dictates
// presses unasked, and there is no setting for it (streamlit/streamlit#16954 asks for one).
import { words } from "/words.js";

const LETTERS = ["r", "c"];
const WIDE = "[data-testid=stTable] div:has(> table)";

document.body.addEventListener("keydown", (event) => {
  if (LETTERS.includes(event.key?.toLowerCase()) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.stopPropagation(); // Streamlit listens one step higher; fields and grids have had the key by then
  }
});

function reach(place) {
  if (place.scrollWidth > place.clientWidth) {
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", place.firstElementChild.ariaLabel ?? words.table);
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) {
      place.removeAttribute(name);
    }
  }
}

const sized = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    reach(target);
  }
});
const known = new WeakSet();
new MutationObserver(() => {
  for (const place of document.querySelectorAll(WIDE)) {
    if (!known.has(place)) {
      known.add(place);
      sized.observe(place);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
