// Whatever goes wrong in what Streamlit draws and was not foreseen there takes its whole page away. It is loaded again, before a
// room looks at an empty screen; what was kept is there. One that goes while it is young would only go again: there it says
// that it is stuck (`stuck.html`).
const YOUNG = 10_000; // ms

const root = document.getElementById("root");

new MutationObserver(() => {
  if (!root.firstChild && performance.now() > YOUNG) {
    location.reload();
  }
}).observe(root, { childList: true });
