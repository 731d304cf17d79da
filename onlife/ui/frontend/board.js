// Lets the cards of the plan be dragged to another column with a mouse; the buttons on a card do the same. Streamlit draws
// cards in columns, but none that can be dragged (streamlit/streamlit#5136).
export default function ({ setTriggerValue }) {
  const stop = new AbortController();
  let dragged = "";
  on("pointerdown", (event) => {
    const card = part(event.target, "card");
    if (card) {
      card.place.draggable = !event.target.closest("button, input, a");
    }
  });
  on("dragstart", (event) => {
    dragged = part(event.target, "card")?.name ?? "";
  });
  on("dragover", (event) => {
    if (dragged && part(event.target, "column")) {
      event.preventDefault(); // or nothing could be dropped here
    }
  });
  on("drop", (event) => {
    const column = part(event.target, "column");
    if (dragged && column) {
      event.preventDefault();
      setTriggerValue("moved", { action: dragged, status: column.name });
    }
  });
  on("dragend", () => {
    dragged = "";
  });
  return () => stop.abort();

  function on(kind, act) {
    document.addEventListener(kind, act, { signal: stop.signal });
  }
}

// The card or column around a place, and what it is called: `st-key-board-card-7` is card 7.
function part(target, kind) {
  const start = `st-key-board-${kind}-`;
  const place = target instanceof Element ? target.closest(`[class*="${start}"]`) : null;
  const name = place && [...place.classList].find((each) => each.startsWith(start))?.slice(start.length);
  return name ? { place, name } : null;
}
