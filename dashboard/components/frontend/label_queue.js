// The queue lives in the browser, so that the next text is there at once. Each decision gets its id here, stays
// pending until Python has it on the disk, and is sent again until then: a repeated id changes nothing. Pending ones
// are kept in the browser's storage, one entry each, so that neither a closed tab nor a second one loses them.

const LETTERS = "ABDEFGHIJKLMNOPQTUVWXY"; // without S and Z (ours) and C and R (Streamlit's)
const SHORT = 40; // fewer waiting texts than this: ask for more
const AGAIN_MS = 4000;
const SILENT_MS = 10_000; // without an answer: a server that is up again does not know this page any more
const RELOAD_MS = 60_000;
const LONG_TEXT = 400;

const RELOADED = "lanhai.reloaded";
const PENDING = "lanhai.pending.";

if (!window.__lanhaiQueues) {
  window.__lanhaiQueues = new Map(); // by project: survives a visit to another view
  window.addEventListener("beforeunload", warn);
}
const queues = window.__lanhaiQueues;

function warn(event) { // also for the views that were left
  if (!queues.reloading && [...queues.values()].some((each) => each.pending.length)) event.preventDefault();
}

function queueOf(project) {
  if (!queues.has(project)) {
    queues.set(project, { items: [], known: new Set(), pending: kept(project), past: [], fresh: true });
  }
  return queues.get(project);
}

const entry = (project, id) => `${PENDING}${project}.${id}`;

function kept(project) {
  const found = [];
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(entry(project, "")))) {
    try { found.push(JSON.parse(localStorage.getItem(key))); } catch { localStorage.removeItem(key); }
  }
  return found.sort((one, other) => (one.at < other.at ? -1 : 1));
}

function keyOf(index) {
  return index < 9 ? String(index + 1) : LETTERS[index - 9] ?? "";
}

function indexOf(code) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  if (digit) return Number(digit[1]) - 1;
  const letter = /^Key([A-Z])$/.exec(code);
  const place = letter ? LETTERS.indexOf(letter[1]) : -1;
  return place < 0 ? -1 : place + 9;
}

function typing(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable=true], [role=listbox], [role=menu], [role=dialog]")) return true;
  return event.code === "Space" && target.matches("button:focus-visible, a, summary, [role=button]");
}

// crypto.randomUUID is only there on https and localhost; inside a company the app may be served over http.
function newId() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Queue {
  constructor(parent) {
    this.parent = parent;
    this.on = (event) => this.key(event);
    window.addEventListener("keydown", this.on, true);
  }

  find(selector) { return this.parent.querySelector(selector); }

  update(component) {
    this.data = component.data;
    this.send = (value) => component.setTriggerValue("decisions", value);
    this.state = queueOf(this.data.project);
    const { state, data } = this;
    const saved = new Set(data.acknowledged);
    for (const id of saved) localStorage.removeItem(entry(data.project, id));
    state.pending = state.pending.filter((each) => !saved.has(each.id));
    const waiting = new Set(state.pending.map((each) => each.example_id));
    const told = new Map(data.items.map((item) => [item.id, item])); // known ones too: the page may speak another language
    for (const item of [...state.items, ...state.past.map((each) => each.item)]) {
      if (told.has(item.id)) Object.assign(item, { where: told.get(item.id).where, why: told.get(item.id).why });
    }
    for (const item of data.items) {
      if (!state.known.has(item.id) && !waiting.has(item.id)) {
        state.known.add(item.id);
        state.items.push(item);
      }
    }
    this.answered = Date.now();
    this.draw();
    if (state.fresh && state.pending.length) this.deliver();
    state.fresh = false;
    this.watch();
  }

  decide(decision, label = null) {
    const { state } = this;
    const item = state.items.shift();
    if (!item) return;
    const { annotator } = this.data;
    state.past.push({ item, label, annotator });
    if (state.past.length > 200) state.past.shift();
    this.add({ example_id: item.id, decision, label, annotator, blind: item.blind });
  }

  undo() {
    const last = this.state.past.pop();
    if (!last) return;
    this.state.items.unshift(last.item);
    const { item, label, annotator } = last; // who decided takes back, whatever they are called by now
    this.add({ example_id: item.id, decision: "retract", label: null, annotator, blind: false, was: label });
  }

  add(decision) {
    const { state } = this;
    state.last = Math.max(Date.now(), (state.last ?? 0) + 1); // no two at once: the time is also the order
    const made = { id: newId(), at: new Date(state.last).toISOString(), ...decision };
    state.pending.push(made);
    localStorage.setItem(entry(this.data.project, made.id), JSON.stringify(made));
    this.draw();
    this.deliver();
    this.watch();
  }

  deliver() {
    this.send({ decisions: this.state.pending, waiting: this.state.items.length, short: this.state.items.length < SHORT });
  }

  watch() {
    clearTimeout(this.timer);
    if (this.state.pending.length) this.timer = setTimeout(() => this.again(), AGAIN_MS);
  }

  async again() {
    if (Date.now() - this.answered > SILENT_MS && (await this.restarted())) {
      queues.reloading = true; // the pending ones are in the browser's storage and are sent when the page is back
      sessionStorage.setItem(RELOADED, String(Date.now()));
      window.location.reload();
      return;
    }
    this.deliver();
    this.watch();
  }

  async restarted() {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < RELOAD_MS) return false;
    try {
      return (await fetch(new URL("/_stcore/health", window.location.origin))).ok;
    } catch {
      return false;
    }
  }

  key(event) {
    if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    const actions = { Space: () => this.decide("unsure"), KeyS: () => this.decide("skip"), KeyZ: () => this.undo() };
    const label = this.data.labels[indexOf(event.code)];
    const action = actions[event.code] ?? (label ? () => this.press(label.code) : null);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  press(code) {
    const tile = [...this.find(".tiles").children].find((each) => each.dataset.code === code);
    this.decide("label", code);
    tile?.classList.add("pressed");
    setTimeout(() => tile?.classList.remove("pressed"), 120);
  }

  draw() {
    const { data, state } = this;
    this.find(".queue").lang = data.lang;
    this.find(".meter-fill").style.width = `${100 * data.share}%`;
    this.find(".meter-words").textContent = data.words.done;
    this.drawText(state.items[0]);
    this.drawChips(state.items[0]);
    this.drawTiles(Boolean(state.items.length));
    this.drawKeys(Boolean(state.items.length));
  }

  drawText(item) {
    const box = this.find(".text");
    if (item && box.dataset.id === item.id) return;
    box.dataset.id = item?.id ?? "";
    box.lang = item ? this.data.text_lang : this.data.lang;
    box.dir = "auto";
    box.classList.toggle("done", !item);
    box.classList.toggle("long", Boolean(item) && item.texts.join("").length > LONG_TEXT);
    const texts = item ? item.texts : [this.data.more ? this.data.words.loading : this.data.words.finished];
    box.replaceChildren(...texts.map((text) => element("p", text)));
    box.scrollTop = 0;
  }

  drawChips(item) {
    const { words } = this.data;
    const chips = item ? [element("span", item.where, "chip"), element("span", item.why, "chip")] : [];
    const n = this.state.pending.length;
    const chip = n ? element("span", words.pending.replace("{n}", n), "chip pending") : element("span", words.saved, "chip saved");
    chip.setAttribute("role", "status");
    this.find(".chips").replaceChildren(...chips, chip);
  }

  drawTiles(active) {
    const box = this.find(".tiles");
    box.ariaLabel = this.data.words.tiles;
    box.classList.toggle("two", [2, 4].includes(this.data.labels.length));
    const known = [...box.children].map((each) => each.dataset.code).join("\n");
    if (known !== this.data.labels.map((each) => each.code).join("\n")) {
      box.replaceChildren(...this.data.labels.map((label, i) => this.tile(label, i)));
    }
    this.data.labels.forEach((label, i) => {
      const tile = box.children[i];
      tile.disabled = !active;
      tile.querySelector(".tile-name").textContent = label.name;
      tile.querySelector(".tile-count").textContent = this.data.words.count.replace("{count}", this.count(label));
      tile.title = label.guideline;
    });
  }

  count(label) {
    const more = this.state.pending.reduce((sum, each) => sum + (each.label === label.code) - (each.was === label.code), 0);
    return (label.count + more).toLocaleString(this.data.lang);
  }

  tile(label, i) {
    const tile = element("button", "", "tile");
    tile.type = "button";
    tile.dataset.code = label.code;
    const name = element("span", "");
    name.append(element("div", label.name, "tile-name"), element("div", "", "tile-count"));
    if (keyOf(i)) {
      const key = element("kbd", keyOf(i));
      key.ariaHidden = "true";
      tile.append(key);
      tile.setAttribute("aria-keyshortcuts", keyOf(i));
    }
    tile.append(name);
    tile.onclick = (event) => { this.press(label.code); if (event.detail) tile.blur(); };
    return tile;
  }

  drawKeys(active) {
    const { words } = this.data;
    const box = this.find(".keys");
    if (!box.children.length) {
      const keys = [[words.space, "unsure", () => this.decide("unsure")], ["S", "skip", () => this.decide("skip")], ["Z", "undo", () => this.undo()]];
      box.append(...keys.map(([key, name, action]) => {
        const button = element("button", "");
        button.type = "button";
        button.dataset.action = name;
        button.append(element("kbd", key), element("span", ""));
        button.onclick = (event) => { action(); if (event.detail) button.blur(); };
        return button;
      }));
    }
    for (const button of box.children) {
      button.lastChild.textContent = words[button.dataset.action];
      button.disabled = button.dataset.action === "undo" ? !this.state.past.length : !active;
    }
    box.querySelector("kbd").textContent = words.space;
  }

  close() {
    clearTimeout(this.timer);
    if (this.state) this.state.fresh = true; // what is pending is sent as soon as this view is back
    window.removeEventListener("keydown", this.on, true);
  }
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const mounted = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!mounted.has(parentElement)) mounted.set(parentElement, new Queue(parentElement));
  mounted.get(parentElement).update(component);
  return () => {
    mounted.get(parentElement)?.close();
    mounted.delete(parentElement);
  };
}
