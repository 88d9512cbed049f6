// A large file goes to the server in pieces, one after the other, so that neither side holds more than one of them.
// What has arrived is the server's to say: after a hiccup of the network the browser asks it and goes on from there.

const AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];
const TRIES = 40; // some ten minutes without an answer
const SHOWN_MS = 200;

if (!window.__lanhaiUploads) {
  window.__lanhaiUploads = new Map(); // by chooser: an upload goes on while the page is drawn again
  window.addEventListener("beforeunload", (event) => {
    if ([...window.__lanhaiUploads.values()].some((each) => each.file)) event.preventDefault();
  });
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, className, onclick) {
  const made = element("button", text, className);
  made.type = "button";
  made.onclick = onclick;
  return made;
}

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

function told(sizeBytes) {
  return sizeBytes >= 1e9 ? `${(sizeBytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(sizeBytes / 1e6))} MB`;
}

class Upload {
  constructor() {
    this.file = null; // the one on its way
    this.said = null; // a refusal: what, why, do
  }

  update(component) {
    this.data = component.data;
    this.finish = (token) => component.setTriggerValue("done", token);
    this.root = component.parentElement.querySelector(".upload");
    this.root.lang = this.data.lang;
    this.draw();
    if (this.arrived) this.handOver();
  }

  draw() {
    if (this.root) this.root.replaceChildren(...(this.file ? this.sending() : this.place()));
  }

  place() {
    const { words } = this.data;
    const input = document.createElement("input");
    input.type = "file";
    input.hidden = true;
    input.onchange = () => { if (input.files.length) this.begin(input.files[0]); };
    const zone = element("div", "", "zone");
    zone.append(button(words.choose, "choose", () => input.click()), element("span", words.drop, "muted"), input);
    zone.ondragover = (event) => { event.preventDefault(); zone.classList.add("over"); };
    zone.ondragleave = () => zone.classList.remove("over");
    zone.ondrop = (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) this.begin(event.dataTransfer.files[0]);
    };
    return this.said ? [zone, this.refusal()] : [zone];
  }

  refusal() {
    const box = element("div", "", "refusal");
    box.setAttribute("role", "alert");
    box.append(...[this.said.what, this.said.why, this.said.do].filter(Boolean).map((words, i) => element("p", words, i ? "muted" : "what")));
    return box;
  }

  sending() {
    const bar = element("div", "", "bar");
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-valuemin", "0");
    bar.setAttribute("aria-valuemax", "100");
    bar.append(element("div", "", "fill"));
    const line = element("p", "", "line");
    line.setAttribute("role", "status");
    const row = element("div", "", "row");
    row.append(line, button(this.data.words.cancel, "quiet", () => this.cancel()));
    queueMicrotask(() => this.progress(true));
    return [row, bar];
  }

  progress(now = false) {
    if (!this.root?.querySelector(".bar") || (!now && Date.now() - (this.drawn ?? 0) < SHOWN_MS)) return;
    this.drawn = Date.now();
    const percent = Math.floor((100 * this.n) / this.file.size);
    const words = this.waiting ? this.data.words.waiting : this.data.words.sending;
    const bar = this.root.querySelector(".bar");
    bar.setAttribute("aria-valuenow", String(percent));
    bar.setAttribute("aria-label", this.file.name);
    this.root.querySelector(".fill").style.width = `${percent}%`;
    this.root.querySelector(".line").textContent = words.replace("{name}", () => this.file.name).replace("{percent}", percent);
  }

  refuse(said) {
    Object.assign(this, { file: null, said, token: null });
    this.draw();
  }

  async begin(file) {
    const { words, limit_bytes: limit } = this.data;
    if (file.size > limit) {
      this.refuse({ what: words.too_large.replace("{name}", () => file.name).replace("{size}", told(file.size)) });
      return;
    }
    if (!file.size) {
      this.refuse({ what: words.empty });
      return;
    }
    Object.assign(this, { file, said: null, n: 0, token: null, waiting: false });
    this.draw();
    const answer = await this.ask("", { method: "POST", body: JSON.stringify({ file_name: file.name, size_bytes: file.size }) });
    if (answer && this.file === file) {
      this.token = answer.token;
      await this.send(file);
    }
  }

  async send(file) {
    while (this.file === file && this.n < file.size) {
      const piece = file.slice(this.n, this.n + this.data.piece_bytes);
      const answer = await this.ask(`/${this.token}?offset=${this.n}`, { method: "PUT", body: piece }, `/${this.token}`);
      if (!answer || this.file !== file) return;
      this.n = answer.n_received;
      this.progress();
    }
    if (this.file !== file) return;
    this.progress(true);
    this.arrived = this.token;
    this.handOver();
  }

  handOver() { // or wait until the view is back
    if (!this.root?.isConnected) return;
    const token = this.arrived;
    Object.assign(this, { file: null, arrived: null, token: null });
    this.finish(token);
  }

  // Ask until there is an answer. `instead` asks how much has arrived, since a piece may have come though its answer did not.
  async ask(path, options, instead = null) {
    const file = this.file;
    for (let i = 0; this.file === file; i += 1) {
      try {
        const [where, how] = i && instead ? [instead, { method: "GET" }] : [path, options];
        const response = await fetch(this.data.path + where, { ...how, headers: this.headers() });
        this.waiting = false;
        if (response.ok) return await response.json();
        const said = response.status < 500 ? await response.json().catch(() => null) : null;
        if (said && !(response.status === 403 && i < AGAIN_MS.length)) { // after a restart the page gets a new pass
          this.refuse(said);
          return null;
        }
      } catch { /* no answer: try again */ }
      if (i >= TRIES) {
        this.refuse({ what: this.data.words.again });
        return null;
      }
      this.waiting = true;
      this.progress(true);
      await pause(AGAIN_MS[Math.min(i, AGAIN_MS.length - 1)]);
    }
    return null;
  }

  headers() {
    return { "X-Lanhai-Pass": this.data.pass, "X-Lanhai-Language": this.data.language };
  }

  async cancel() {
    const token = this.token;
    this.refuse({ what: this.data.words.cancelled });
    if (token) await fetch(`${this.data.path}/${token}`, { method: "DELETE", headers: this.headers() }).catch(() => null);
  }
}

export default function (component) {
  const uploads = window.__lanhaiUploads;
  const { key } = component.data;
  if (!uploads.has(key)) uploads.set(key, new Upload());
  uploads.get(key).update(component);
}
