// Streamlit's own words are English and cannot be set (streamlit/streamlit#1353). This puts Dutch in their
// place, as the page draws them.
// A phrase that is not listed stays as it is, so a newer Streamlit can never break a page here.
const WORDS = new Map(
  Object.entries({
    "Press Enter to apply": "Druk op Enter om te bewaren",
    "Press Enter to submit form": "Druk op Enter om te versturen",
    "Press Ctrl+Enter to apply": "Wordt bewaard zodra je verder klikt",
    "Press ⌘+Enter to apply": "Wordt bewaard zodra je verder klikt",
    "Press Ctrl+Enter to submit form": "Druk op Ctrl+Enter om te versturen",
    "Press ⌘+Enter to submit form": "Druk op ⌘+Enter om te versturen",
    "Choose an option": "Kies",
    "Choose options": "Kies",
    "Select all": "Alles kiezen",
    "Clear all": "Alles wissen",
    "Selected values": "Gekozen",
    "No results": "Niets gevonden",
    "No options to select.": "Er is niets om te kiezen",
    "Loading...": "Bezig met laden …",
    "Running...": "Bezig …",
    "Connecting...": "Verbinding maken …",
    Stop: "Stop",
    Upload: "Kies een bestand",
    "Browse files": "Kies een bestand",
    "Add files": "Kies een bestand",
    "Drag and drop file here": "Sleep een bestand hierheen",
    "Copy to clipboard": "Kopieer",
    Copied: "Gekopieerd",
    Close: "Sluiten",
    Dismiss: "Sluiten",
    Search: "Zoeken",
    "Download as CSV": "Bewaar als CSV",
    "Show/hide columns": "Kolommen tonen of verbergen",
    Fullscreen: "Volledig scherm",
    "Close fullscreen": "Volledig scherm sluiten",
    "Show data": "Toon de tabel",
    "Show chart": "Toon de grafiek",
    "Close table": "Sluit de tabel",
    "Connection error": "Geen verbinding",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "De verbinding is weg. Wat bewaard werd, is bewaard. De app probeert vanzelf opnieuw te verbinden.",
    "Open sidebar": "Open het menu",
    "Close sidebar": "Sluit het menu",
    "Show password": "Toon het wachtwoord",
    "Hide password": "Verberg het wachtwoord",
    "Show password text": "Toon het wachtwoord",
    "Hide password text": "Verberg het wachtwoord",
    Help: "Uitleg",
    "Skip to main content": "Naar de inhoud",
    Sidebar: "Menu",
    "App pages": "Pagina's",
    "Collapse sidebar": "Menu inklappen",
    "Expand sidebar": "Menu uitklappen",
    "Link to heading": "Link naar deze titel",
    "Download as PNG": "Bewaar als afbeelding",
    "Copy Vega-Lite spec": "Kopieer de opbouw van de grafiek",
    visualization: "grafiek",
    "group mark container": "grafiek",
    progress: "voortgang",
    Increment: "Eén meer",
    Decrement: "Eén minder",
    "Clear value": "Leegmaken",
    "file upload": "bestand kiezen",
    Open: "Openen",
    empty: "leeg",
  }),
);
const PATTERNS = [
  [/^Limit (\d+)MB per file(?: • (.*))?$/, (_, size, kinds) => `Hoogstens ${size} MB${kinds ? ` · ${kinds}` : ""}`],
  [/^(\d+)MB per file(?: • (.*))?$/, (_, size, kinds) => `Hoogstens ${size} MB${kinds ? ` · ${kinds}` : ""}`],
  [/^Help for (.*)$/, (_, label) => `Uitleg bij ${label}`],
  [
    /^(Show data|Download as PNG|Copy Vega-Lite spec|Fullscreen|Close fullscreen|Show\/hide columns|Download as CSV|Search): (.*)$/s,
    (_, words, label) => `${WORDS.get(words)}: ${label}`,
  ],
  [/^Remove (.*)$/, (_, label) => `Verwijder ${label}`],
  [/^Selected (.*)\. (.*)$/, (_, value, label) => `Gekozen: ${value}. ${label}`],
];
const ATTRIBUTES = ["aria-label", "aria-roledescription", "placeholder", "title"];

function dutch(text) {
  const phrase = text.trim();
  if (WORDS.has(phrase)) {
    return text.replace(phrase, WORDS.get(phrase));
  }
  for (const [pattern, words] of PATTERNS) {
    if (pattern.test(phrase)) {
      return phrase.replace(pattern, words);
    }
  }
  return text;
}

// What people typed or chose is theirs: only Streamlit's own furniture is translated.
const OURS =
  "[data-testid=stMarkdownContainer], [data-testid=stText], [data-testid=stCode], [role=option], textarea, input";

const THEIRS = "[data-testid=stFileUploader]";

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const place = node.parentElement;
    if (place?.closest("font")) {
      return; // a browser that translates put it there; put in Dutch again, the two would take turns for ever
    }
    if (!place?.closest(OURS) || place.closest(THEIRS)) {
      const words = dutch(node.data);
      if (words !== node.data) {
        node.data = words;
      }
    }
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return;
  }
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    const words = value && dutch(value);
    if (words && words !== value) {
      node.setAttribute(name, words);
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
