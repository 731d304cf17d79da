// A browser that translates a page puts other nodes in the place of words. React goes on with the nodes that it made: it
// throws where it removes one, and writes new words into one that nobody sees (facebook/react#11538, streamlit/streamlit#7745).
// Here what stands on the page for such a node goes with it, or makes room for its new words.
const instead = new WeakMap(); // words -> what stands in their place

// Letters of a chart vanish when something is put around them, and a code is for copying.
const KEEP = "[data-testid=stVegaLiteChart], code";
const WORDS = ["#text", "FONT"]; // what a translator takes away, and what it brings

function keep(node) {
  if (node.nodeType === Node.ELEMENT_NODE) {
    for (const place of [node, ...node.querySelectorAll(KEEP)].filter((each) => each.matches(KEEP))) {
      place.translate = false;
    }
  }
}

new MutationObserver((changes) => {
  for (const { addedNodes, removedNodes, previousSibling, nextSibling } of changes) {
    for (const node of addedNodes) {
      keep(node);
      instead.delete(node); // back on the page: two that stood for each other would be looked up without end
    }
    for (const node of removedNodes) {
      const other = addedNodes[0] ?? [previousSibling, nextSibling].find((beside) => beside?.nodeName === "FONT");
      if (other && WORDS.includes(node.nodeName)) {
        instead.set(node, other);
      } else {
        instead.delete(node);
      }
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true });

// The child of this parent in which a node stands now: itself, what was put around it or what came in its place.
function child(parent, node) {
  let place = node;
  while (place && place.parentNode !== parent) {
    place = place.parentNode ?? instead.get(place);
  }
  return place ?? null;
}

const { removeChild, insertBefore } = Node.prototype;
Node.prototype.removeChild = function (node) {
  const place = child(this, node);
  if (place) {
    removeChild.call(this, place);
  }
  return node;
};
Node.prototype.insertBefore = function (node, before) {
  return insertBefore.call(this, node, before && child(this, before));
};

const words = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue");
Object.defineProperty(Node.prototype, "nodeValue", {
  ...words,
  set(value) {
    words.set.call(this, value);
    let place = this;
    while (place && !place.isConnected) {
      place = instead.get(place);
    }
    if (place && place !== this) {
      place.replaceWith(this);
    }
  },
});
