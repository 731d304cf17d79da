// The sheet on which a scan on paper is typed over: one row per question, one key per answer.
// What is typed goes to the server after a short pause, and again, all of it, when the sheet is handed in.
// A key that answers must bring one to the next question, and Streamlit cannot move the focus (streamlit/streamlit#3899).
const PAUSE = 350;
const WRITING = 1500; // a remark is sent in whole sentences rather than in letters

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const known = parentElement.sheet;
  if (known) {
    known.heard(data);
    return known.stop;
  }
  const sheet = build(data, parentElement, setStateValue, setTriggerValue);
  parentElement.sheet = sheet;
  sheet.heard(data);
  return sheet.stop;
}

function build(data, parentElement, setStateValue, setTriggerValue) {
  const given = { function: data.function, answers: { ...data.answers }, remarks: { ...data.remarks } };
  const rows = [];
  let pause = 0;

  const root = make("div", { class: "sheet" });
  const head = make("p", { class: "help" }, data.words.help);
  const state = make("p", { class: "state" });
  const live = make("p", { class: "aloud", role: "status", "aria-live": "polite" });
  root.append(head, state, live);
  if (data.functions.length) {
    add(root, "function", data.words.function, data.functions);
  }
  for (const block of data.blocks) {
    root.append(make("h3", {}, block.title));
    for (const element of block.elements) {
      add(root, element.id, `${element.id} ${element.title}`, data.lights);
    }
    add_remark(root, block);
  }
  const done = make("button", { type: "button", class: "done" }, data.words.done);
  done.addEventListener("click", hand_in);
  root.append(done);
  root.addEventListener("keydown", pressed);
  parentElement.append(root);
  if (data.focus) {
    stand(first_open());
  }

  function add(place, item, title, choices) {
    const name = `row-${item}`;
    const row = make("div", { class: "row", role: "radiogroup", "aria-labelledby": name });
    row.append(make("span", { class: "title", id: name }, title));
    const buttons = make("span", { class: "choices" });
    const options = choices.map((choice) => {
      const button = make("button", { type: "button", role: "radio", "data-value": choice.value }, "");
      button.append(make("kbd", { "aria-hidden": "true" }, choice.key), " ");
      if (choice.symbol) {
        button.append(make("span", { class: choice.value }, choice.symbol), " ");
      }
      button.append(choice.label);
      button.addEventListener("click", () => choose(place_of(item), choice.value, false));
      buttons.append(button);
      return { ...choice, button };
    });
    row.append(buttons);
    place.append(row);
    rows.push({ item, title, row, options });
  }

  // Not a row: keys go over it, Tab leads to it.
  function add_remark(place, block) {
    const label = make("label", { class: "remark" }, block.remark);
    const field = make("textarea", { rows: 2, maxlength: data.remark_length });
    field.value = given.remarks[block.id] ?? "";
    field.addEventListener("input", () => {
      given.remarks[block.id] = field.value;
      draw();
      later(WRITING);
    });
    field.addEventListener("change", () => later(PAUSE));
    label.append(field);
    place.append(label);
  }

  function place_of(item) {
    return rows.findIndex((row) => row.item === item);
  }

  function value(row) {
    return row.item === "function" ? given.function : (given.answers[row.item] ?? "");
  }

  function first_open() {
    const at = rows.findIndex((row) => !value(row));
    return at < 0 ? rows.length : at;
  }

  function standing() {
    const place = parentElement.activeElement ?? root.getRootNode().activeElement;
    return rows.findIndex((row) => row.row.contains(place));
  }

  // Goes to a row, or after the last to the button that hands the sheet in.
  function stand(at) {
    const row = rows[Math.max(0, at)];
    const place = row ? (row.options.find((option) => option.value === value(row)) ?? row.options[0]).button : done;
    place.focus({ preventScroll: true });
    (row ? row.row : done).scrollIntoView({ block: "center" });
  }

  function choose(at, chosen, on) {
    const row = rows[at];
    if (row.item === "function") {
      given.function = chosen;
    } else {
      given.answers[row.item] = chosen;
    }
    const label = row.options.find((option) => option.value === chosen)?.label ?? data.words.nothing;
    draw();
    live.textContent = `${row.title}: ${label}`;
    if (on) {
      stand(at + 1);
    }
    later(PAUSE);
  }

  function later(wait) {
    clearTimeout(pause);
    pause = setTimeout(send, wait);
  }

  function pressed(event) {
    const at = standing();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea")) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      stand(at < 0 ? rows.length - 1 : Math.min(rows.length, at + (event.key === "ArrowDown" ? 1 : -1)));
    } else if (event.key === "Backspace") {
      const before = at < 0 ? rows.length - 1 : Math.max(0, at - (value(rows[at]) ? 0 : 1));
      choose(before, "", false);
      stand(before);
    } else if (at >= 0 && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const buttons = rows[at].options.map((option) => option.button);
      const here = buttons.indexOf(root.getRootNode().activeElement) + (event.key === "ArrowRight" ? 1 : -1);
      buttons[Math.max(0, Math.min(buttons.length - 1, here))].focus();
    } else {
      const option = at >= 0 && rows[at].options.find((one) => one.key === event.key);
      if (!option) {
        return;
      }
      choose(at, option.value, true);
    }
    event.preventDefault();
  }

  function all() {
    return { function: given.function, answers: { ...given.answers }, remarks: { ...given.remarks } };
  }

  function send() {
    pause = 0;
    setStateValue("sheet", all());
  }

  function hand_in() {
    clearTimeout(pause);
    setTriggerValue("done", all());
  }

  function draw(kept) {
    for (const row of rows) {
      const chosen = value(row);
      row.row.classList.toggle("open", !chosen);
      row.options.forEach((option, at) => {
        const mine = option.value === chosen;
        option.button.setAttribute("aria-checked", String(mine));
        option.button.tabIndex = mine || (!chosen && at === 0) ? 0 : -1;
      });
    }
    const filled = rows.filter((row) => value(row)).length;
    const words = kept === undefined ? data.words.keeping : kept ? data.words.kept : data.words.keeping;
    state.textContent = `${filled} / ${rows.length} · ${filled ? words : data.words.empty}`;
  }

  // The server's word on what it holds; what was typed since stays.
  function heard(told) {
    const same = (one, other) => (one ?? "") === (other ?? "");
    draw(
      same(told.function, given.function) &&
        rows.every((row) => row.item === "function" || same(told.answers[row.item], given.answers[row.item])) &&
        data.blocks.every((block) => same(seen(told.remarks[block.id]), seen(given.remarks[block.id]))),
    );
  }

  return { heard, stop: () => undefined };
}

// What the store keeps of a text: without signs that cannot be seen, nor space around it.
function seen(text) {
  return (text ?? "").normalize("NFC").replace(/\s+/gu, " ").replace(/\p{C}/gu, "").trim();
}

function make(tag, attributes, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}
