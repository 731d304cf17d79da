// A screen of the meeting for the projector: draws what it is told, in big type, and tells what was pressed.
// Arrows and the buttons of a presenter go to the next or the former screen, but never while somebody types.
const FORWARD = ["ArrowRight", "PageDown"];
const BACK = ["ArrowLeft", "PageUp"];
const TYPING = "input, textarea, select, [contenteditable=true]";
const stages = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const stage = stages.get(parentElement) ?? new Stage(parentElement);
  stages.set(parentElement, stage);
  stage.tell = (asked) => setTriggerValue("asked", asked);
  stage.show(data);
}

function make(tag, kind, text, settings = {}) {
  const element = Object.assign(document.createElement(tag), settings);
  if (kind) {
    element.className = kind
      .split(" ")
      .map((name) => `stage-${name}`)
      .join(" ");
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

class Stage {
  constructor(place) {
    this.root = make("div", "root");
    this.body = make("div", "body");
    this.cover = make("div", "cover", undefined, { hidden: true });
    this.said = make("p", "said");
    this.said.setAttribute("role", "status");
    this.root.append(this.body, this.said, this.cover);
    place.append(this.root);
    this.drawn = "";
    this.done = 0;
    const onKey = (event) => (this.root.isConnected ? this.key(event) : document.removeEventListener("keydown", onKey));
    document.addEventListener("keydown", onKey);
  }

  show(data) {
    const { count, done, message, ...rest } = data;
    const fresh = this.data?.id !== data.id;
    this.data = data;
    if (fresh) {
      this.wanted = data.id;
      this.close();
    }
    const drawing = JSON.stringify(rest);
    if (drawing !== this.drawn) {
      this.drawn = drawing;
      this.draw(fresh);
    }
    if (this.counter && this.counter.textContent !== count) {
      this.counter.textContent = count;
    }
    if (done !== this.done) {
      this.done = done;
      this.close();
    }
    this.said.textContent = message?.text ?? "";
    this.said.classList.toggle("stage-bad", Boolean(message?.bad));
  }

  draw(fresh) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.name : "";
    const { data } = this;
    const head = make("header", "head");
    head.append(
      make("span", "section", data.section),
      make("button", "quiet", "Volledig scherm", { type: "button", onclick: wide }),
      make("button", "quiet", "Verlaat het scherm", { type: "button", onclick: () => this.tell({ do: "leave" }) }),
      make("span", "place", data.place),
    );
    const title = make("h1", "title", data.title, { tabIndex: -1 });
    const main = make("div", "main"); // the page around it is the landmark
    main.append(title);
    if (data.question) {
      main.append(make("p", "question", data.question));
    }
    main.append(this.content());
    this.body.replaceChildren(head, main, this.foot());
    if (fresh) {
      title.focus({ preventScroll: true });
    } else if (focused) {
      this.body.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  content() {
    const { bullets, rows, columns, join, choices } = this.data;
    const content = make("div", "content");
    if (bullets.length) {
      content.append(
        list(
          "bullets",
          bullets.map((text) => make("li", "bullet", text)),
        ),
      );
    }
    if (rows.length) {
      content.append(list("rows", rows.map(row)));
    }
    if (columns.length) {
      const grid = make("div", "columns");
      grid.append(...columns.map(column));
      content.append(grid);
    }
    this.counter = null;
    if (join) {
      const box = make("div", "join");
      const words = make("div", "joinwords");
      words.append(make("p", "joinline", join.line), make("p", "address", join.address));
      if (choices.length) {
        words.append(
          list(
            "choices",
            choices.map((choice) => make("li", `choice ${choice.tone}`, choice.label)),
          ),
        );
      }
      this.counter = make("p", "count", this.data.count);
      this.counter.setAttribute("role", "status");
      words.append(this.counter);
      box.append(words, make("img", "qr", undefined, { src: join.qr, alt: join.alt }));
      content.append(box);
    }
    return content;
  }

  foot() {
    const foot = make("footer", "foot");
    const { order, id, buttons, panels } = this.data;
    const at = order.indexOf(id);
    const push = (label, name, act, kind = "") => {
      const button = make("button", `button ${kind}`.trim(), label, { type: "button", onclick: act });
      button.dataset.name = name;
      foot.append(button);
      return button;
    };
    push("← Vorige", "back", () => this.go(-1)).disabled = at === 0;
    const middle = make("div", "middle");
    foot.append(middle);
    for (const { label, primary, ...asked } of buttons) {
      middle.append(push(label, asked.do, () => this.tell(asked), primary ? "primary" : ""));
    }
    for (const panel of panels) {
      middle.append(push(panel.label, panel.id, () => this.open(panel.id)));
    }
    push("Volgende →", "next", () => this.go(1)).disabled = at === order.length - 1;
    return foot;
  }

  go(step) {
    const { order } = this.data;
    const to = order[order.indexOf(this.wanted) + step];
    if (to) {
      this.wanted = to;
      this.tell({ do: "go", to });
    }
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
      return;
    }
    if (!this.cover.hidden) {
      if (event.key === "Escape") {
        this.close(true);
      }
      return;
    }
    if (event.target.closest?.(TYPING)) {
      return;
    }
    const step = FORWARD.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
    if (step) {
      event.preventDefault();
      this.go(step);
    }
  }

  open(name) {
    const panel = this.data.panels.find((found) => found.id === name);
    const form = make("form", "panel");
    form.setAttribute("role", "dialog");
    form.setAttribute("aria-modal", "true");
    form.setAttribute("aria-label", panel.title);
    const values = {};
    form.append(make("h2", "paneltitle", panel.title));
    if (panel.text) {
      form.append(make("p", "paneltext", panel.text));
    }
    form.append(...panel.fields.map((field) => draw(field, values)));
    const foot = make("div", "panelfoot");
    foot.append(
      make("button", "button primary", panel.submit, { type: "submit" }),
      make("button", "button", "Sluiten", { type: "button", onclick: () => this.close(true) }),
    );
    form.append(foot);
    form.onsubmit = (event) => {
      event.preventDefault();
      const newest = this.data.panels.find((found) => found.id === name) ?? panel;
      this.tell({ do: panel.id, base: newest.base, ...values });
    };
    this.opener = name;
    this.body.inert = true;
    this.cover.replaceChildren(form);
    this.cover.hidden = false;
    form.querySelector("input, textarea, select")?.focus();
  }

  close(back = false) {
    this.cover.hidden = true;
    this.cover.replaceChildren();
    this.body.inert = false;
    if (back) {
      this.body.querySelector(`[data-name="${CSS.escape(this.opener)}"]`)?.focus();
    }
  }
}

function wide() {
  if (document.fullscreenElement) {
    document.exitFullscreen();
  } else {
    document.documentElement.requestFullscreen?.();
  }
}

function list(kind, items) {
  const found = make("ul", kind);
  found.append(...items);
  return found;
}

function row({ title, text, badge, tone }) {
  const item = make("li", `row ${tone}`);
  const words = make("div", "rowwords");
  words.append(make("strong", "rowtitle", title), make("span", "rowtext", text));
  item.append(words);
  if (badge) {
    item.append(make("span", "badge", badge));
  }
  return item;
}

function column({ head, big, tone, text, groups, wide }) {
  const box = make("section", wide ? "column wide" : "column");
  box.append(make("h2", "columnhead", head));
  if (big) {
    box.append(make("p", `big ${tone}`, big));
  }
  if (text) {
    box.append(make("p", "columntext", text));
  }
  for (const { label, tone: light, names, number } of groups) {
    const group = make("div", `group ${light}`);
    const heading = make("p", "grouphead", label);
    heading.append(make("span", "number", ` ${number}`));
    group.append(heading);
    if (names.length) {
      group.append(
        list(
          "names",
          names.map((name) => make("li", "name", name)),
        ),
      );
    }
    box.append(group);
  }
  return box;
}

let numbered = 0;

function draw({ name, label, kind, value, options, most }, values) {
  values[name] = value;
  const several = kind === "choice" || kind === "checks";
  const field = make(several ? "fieldset" : "div", "field");
  const id = `stage-field-${numbered++}`;
  if (!several) {
    field.append(make("label", "label", label, { htmlFor: id }));
    const input = make(kind === "text" ? "textarea" : kind === "pick" ? "select" : "input", "input", undefined, { id });
    if (kind === "pick") {
      input.append(...options.map((option) => make("option", "", option.label, { value: option.value })));
    } else {
      input.maxLength = most;
    }
    input.value = value;
    input.oninput = () => {
      values[name] = input.value;
    };
    field.append(input);
    return field;
  }
  field.append(make("legend", "label", label));
  const set = make("div", `set ${kind}`);
  for (const option of options) {
    const one = make("label", `option ${option.tone ?? ""}`.trim());
    const type = kind === "checks" ? "checkbox" : "radio";
    const input = make("input", "", undefined, { type, name: id, value: option.value });
    input.checked = kind === "checks" ? value.includes(option.value) : value === option.value;
    input.onchange = () => {
      if (kind === "choice") {
        values[name] = option.value;
      } else {
        values[name] = values[name].filter((other) => other !== option.value);
        if (input.checked) {
          values[name] = [...values[name], option.value];
        }
      }
    };
    one.append(input, make("span", "", option.label));
    set.append(one);
  }
  field.append(set);
  return field;
}
