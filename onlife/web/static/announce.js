// Tells who cannot see the screen what changed on it. Streamlit replaces words without saying so to a screen reader:
// that a choice was kept, that the connection went. Our own places say it here, in one region that is there from the start.
import { words } from "/words.js";

const KEPT = "[data-testid=stCaptionContainer]";
const STATE = "data-test-connection-state";
const PATIENCE = 1500; // ms; a short gap in the connection is no news

const region = document.createElement("div");
region.id = "voorlezen";
region.setAttribute("role", "status");
region.setAttribute("aria-live", "polite");
const bar = document.createElement("p");
bar.id = "verbinding";
bar.hidden = true;

function say(text) {
  region.textContent = region.textContent === text ? `${text}\u00a0` : text; // the same words again are a change too
}

const told = new Set();
let soon = 0;
function later(text) {
  told.add(text);
  clearTimeout(soon);
  soon = setTimeout(() => {
    say([...told].join(". "));
    told.clear();
  }, 150);
}

let gone = 0;
let missed = false;
function connection(state) {
  clearTimeout(gone);
  if (state === "CONNECTED") {
    bar.hidden = true;
    if (missed) {
      missed = false;
      say(words.back);
    }
  } else if (!missed && connected) {
    gone = setTimeout(() => {
      missed = true;
      bar.hidden = false;
      bar.textContent = words.lost;
      say(words.lost);
    }, PATIENCE);
  }
  connected ||= state === "CONNECTED";
}
let connected = false;

new MutationObserver((changes) => {
  for (const { target, type } of changes) {
    if (type === "attributes") {
      connection(target.getAttribute(STATE));
      continue;
    }
    const place = (target.nodeType === Node.TEXT_NODE ? target.parentElement : target)?.closest(KEPT);
    const text = place?.textContent.trim() ?? "";
    if (text.startsWith("✓")) {
      later(text.replace("✓", "").trim());
    }
  }
}).observe(document.body, {
  childList: true,
  subtree: true,
  characterData: true,
  attributes: true,
  attributeFilter: [STATE],
});

document.body.prepend(region, bar);
