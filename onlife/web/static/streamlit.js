// Streamlit's own words are English and cannot be set (streamlit/streamlit#1353). This puts ours in their place, as the page
// draws them.
// A phrase that is not listed stays as it is, so a newer Streamlit can never break a page here.
import { words } from "/words.js";

const PLACE = /\$\d/g;
const LABELLED = [
  "Show data",
  "Download as PNG",
  "Copy Vega-Lite spec",
  "Fullscreen",
  "Close fullscreen",
  "Show/hide columns",
  "Download as CSV",
  "Search",
];
const OF_A_PHRASE = new Map(Object.entries(words.streamlit));
const PATTERNS = [
  ...LABELLED.filter((name) => OF_A_PHRASE.has(name)).map((name) => [
    `${name}: $1`,
    `${OF_A_PHRASE.get(name)}${words.colon}$1`,
  ]),
  ...[...OF_A_PHRASE].filter(([phrase]) => phrase.includes("$1")),
].map(([phrase, ours]) => [new RegExp(`^${phrase.replaceAll(".", "\\.").replace(PLACE, "(.*)")}$`, "s"), ours]);
const ATTRIBUTES = ["aria-label", "aria-roledescription", "placeholder", "title"];

function ours(text) {
  const phrase = text.trim();
  if (OF_A_PHRASE.has(phrase)) {
    return text.replace(phrase, OF_A_PHRASE.get(phrase));
  }
  const [pattern, said] = PATTERNS.find(([each]) => each.test(phrase)) ?? [];
  return pattern ? phrase.replace(pattern, said) : text;
}

// What people typed or chose is theirs: only Streamlit's own furniture is translated.
const OURS =
  "[data-testid=stMarkdownContainer], [data-testid=stText], [data-testid=stCode], [role=option], textarea, input";

const THEIRS = "[data-testid=stFileUploader]";

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const place = node.parentElement;
    if (place?.closest("font")) {
      return; // a browser that translates put it there; put in ours again, the two would take turns for ever
    }
    if (!place?.closest(OURS) || place.closest(THEIRS)) {
      const said = ours(node.data);
      if (said !== node.data) {
        node.data = said;
      }
    }
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return;
  }
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    const said = value && ours(value);
    if (said && said !== value) {
      node.setAttribute(name, said);
    }
  }
  node.childNodes.forEach(translate);
}

new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "childList") {
      change.addedNodes.forEach(translate);
    } else {
      translate(change.target);
    }
  }
}).observe(document.documentElement, {
  childList: true,
  subtree: true,
  characterData: true,
  attributes: true,
  attributeFilter: ATTRIBUTES,
});

translate(document.documentElement); // what was drawn before this script came
