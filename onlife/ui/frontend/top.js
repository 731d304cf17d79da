// Brings the reader to the top of a new screen, and the focus to its heading: who walks by keyboard or listens starts
// there. Streamlit can neither scroll nor move the focus (streamlit/streamlit#636, #11230).
export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement;
  if (host.dataset.screen === data.screen) {
    return;
  }
  const first = host.dataset.screen === undefined && data.first;
  host.dataset.screen = data.screen;
  if (first) {
    return;
  }
  host.scrollIntoView({ block: "start" });
  const app = document.querySelector("[data-testid=stApp]");
  const drawn = new MutationObserver(arrive); // the heading is drawn after this place
  drawn.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
  arrive();

  function arrive() {
    if (app.dataset.testScriptState !== "notRunning") {
      return;
    }
    drawn.disconnect();
    const headings = document.querySelectorAll("[data-testid=stMain] [data-testid=stHeading]");
    const heading =
      [...headings].map((place) => place.querySelector("h2")).find(Boolean) ?? headings[0]?.querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }
}
