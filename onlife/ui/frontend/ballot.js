// The answers of a vote as big buttons for a thumb. What was pressed shows at once; what is kept is told afterwards.
// A button of Streamlit shows nothing until the server has answered.
const ballots = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const kept = ballots.get(parentElement);
  const drawing = JSON.stringify(data);
  if (kept === drawing) {
    return;
  }
  ballots.set(parentElement, drawing);
  const old = parentElement.querySelector(".ballot");
  const focused = old?.contains(document.activeElement) ? document.activeElement.value : "";
  const group = document.createElement("div");
  group.className = "ballot";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", data.label);
  for (const { value, label, words, tone } of data.options) {
    const button = document.createElement("button");
    button.type = "button";
    button.value = value;
    button.className = `ballot-answer ballot-${tone}`;
    button.setAttribute("aria-pressed", String(value === data.chosen));
    const strong = document.createElement("strong");
    strong.textContent = label;
    const small = document.createElement("span");
    small.textContent = words;
    button.append(strong, small);
    button.onclick = () => {
      for (const other of group.children) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      ballots.delete(parentElement); // whatever comes back is drawn, even if it is what stood there before
      setTriggerValue("vote", { question: data.question, choice: value });
    };
    group.append(button);
  }
  if (old) {
    old.replaceWith(group);
  } else {
    parentElement.append(group);
  }
  if (focused) {
    group.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}
