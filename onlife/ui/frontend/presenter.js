// What a projector needs and Streamlit cannot give: keys, full screen, a lamp that stays on. The shortcut of a button is
// one key of one letter or arrow, works behind an open dialog too, and of two presses while the server is busy it loses
// one; a presenter sends arrows or pages, and the screen it wants is told by name, so that the last press wins.
const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
const PATIENCE = 2000; // ms; a message that nobody answered by then did not come through
const BUSY = "[role=dialog], :is(input, textarea, select, [contenteditable=true]):focus";

let stage; // the screens in order, the one that is wanted, the numbers of the last press and of the last answered, how to ask
let again;
let lamp;

export default function ({ data, parentElement, setTriggerValue }) {
  const anew = !stage || data.answered < stage.answered; // after the server started again, a session counts from nothing
  const asked = anew ? data.answered : stage.asked;
  stage = {
    ...data,
    asked,
    wanted: asked === data.answered ? data.screen : stage.wanted, // a screen of an earlier press is not where one is going
    place: parentElement,
    ask: (screen, number) => setTriggerValue("screen", { screen, number }),
  };
  light();
  return () => lamp?.release();
}

function turn(event) {
  const step = STEPS[event.key];
  if (!step || !stage?.place.isConnected || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (document.querySelector(BUSY)) {
    return;
  }
  event.preventDefault();
  const wanted = stage.screens[stage.screens.indexOf(stage.wanted) + step];
  if (wanted) {
    stage.wanted = wanted;
    stage.asked += 1;
    ask();
  }
}

function ask() {
  clearTimeout(again);
  stage.ask(stage.wanted, stage.asked);
  again = setTimeout(() => stage.place.isConnected && stage.asked !== stage.answered && ask(), PATIENCE);
}

function widen({ target }) {
  if (target.closest?.(".st-key-full-screen button")) {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else {
      document.documentElement.requestFullscreen?.();
    }
  }
}

// The browser lets go of the lamp when the tab is hidden, and gives none where the app is reached without https.
async function light() {
  if (document.visibilityState === "visible" && (!lamp || lamp.released)) {
    lamp = await navigator.wakeLock?.request("screen").catch(() => null);
  }
}

document.addEventListener("keydown", turn);
document.addEventListener("click", widen);
document.addEventListener("visibilitychange", () => stage?.place.isConnected && light());
