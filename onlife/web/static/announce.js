// Tells who cannot see the screen what changed on it. Streamlit replaces words without saying so to a screen reader:
// that a choice was kept, that the connection went. Our own places say it here, in one region that is there from the start.
const KEPT = "[data-testid=stCaptionContainer]";
const STATE = "data-test-connection-state";
const LOST =
  "De verbinding is weg. Wat bewaard is, blijft bewaard. Kiezen kan weer zodra ze terug is; dat gaat vanzelf.";
const BACK = "De verbinding is er weer. Kijk na of je laatste keuze er staat.";
const PATIENCE = 1500; // ms; a short gap in the connection is no news

const region = document.createElement("div");
region.id = "voorlezen";
region.setAttribute("role", "status");
region.setAttribute("aria-live", "polite");
const bar = document.createElement("p");
bar.id = "verbinding";
bar.hidden = true;

function say(words) {
  region.textContent = region.textContent === words ? `${words}\u00a0` : words; // the same words again are a change too
}

const told = new Set();
let soon = 0;
function later(words) {
  told.add(words);
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
      say(BACK);
    }
  } else if (!missed && connected) {
    gone = setTimeout(() => {
      missed = true;
      bar.hidden = false;
      bar.textContent = LOST;
      say(LOST);
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
    const words = place?.textContent.trim() ?? "";
    if (words.startsWith("✓")) {
      later(words.replace("✓", "").trim());
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
