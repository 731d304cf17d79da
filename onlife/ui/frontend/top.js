// Brings the reader to the top of a new screen and tells assistive technology that it has changed.
export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement;
  if (host.dataset.screen === data.screen) {
    return;
  }
  const first = host.dataset.screen === undefined && data.first;
  host.dataset.screen = data.screen;
  if (!first) {
    host.scrollIntoView({ block: "start" });
  }
}
