// Brings a place on the page into view, once per place: what was asked for may stand far below the top. Streamlit cannot
// scroll (streamlit/streamlit#636).
export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement;
  if (host.dataset.place === data.place) {
    return;
  }
  host.dataset.place = data.place;
  const found = document.querySelector(`.st-key-${data.place}`);
  if (found) {
    found.style.scrollMarginTop = "4.5rem"; // the bar on top of the page lies over it
    found.scrollIntoView({ block: "start" });
    found.querySelector("summary")?.focus({ preventScroll: true });
  }
}
