// Large files are sent in slices that a dropped line does not undo: the tus 1.0 protocol. Without this file the plain form works.
"use strict";

const SLICE_BYTES = 16 * 1024 * 1024; // what one request carries; the server keeps what came of it before a drop
const PLAIN_BYTES = 1024 * 1024; // up to here the plain form is quick enough to begin again
const WAITS_S = [1, 2, 5, 10, 20, 30, 60];
const TUS = { "Tus-Resumable": "1.0.0" };

const uploadForm = document.querySelector("form[data-uploads]");
const token = uploadForm.querySelector("[name=csrfmiddlewaretoken]").value;
const words = uploadForm.dataset;
const lines = document.querySelector("#sending");
const leaving = (event) => event.preventDefault();

const wait = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const field = (name) => uploadForm.elements[name]?.value || "";

// ask answers {status, header(name), text}; it fails only where no answer came at all
function ask(method, address, { headers = {}, body = null, onProgress = null } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries({ ...TUS, "X-CSRFToken": token, ...headers })) request.setRequestHeader(name, value);
    if (onProgress) request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => resolve({ status: request.status, header: (name) => request.getResponseHeader(name), text: request.responseText }));
    request.addEventListener("error", () => reject(new Error("no answer")));
    request.send(body);
  });
}

class Refusal extends Error {}

class Sending {
  constructor(file) {
    this.file = file;
    this.line = document.querySelector("#sending-line").content.firstElementChild.cloneNode(true);
    this.line.querySelector("strong").textContent = file.name;
    this.bar = this.line.querySelector("progress");
    this.bar.max = file.size;
    lines.append(this.line);
  }

  say(text, { isRefusal = false } = {}) {
    const place = this.line.querySelector("[data-said]");
    place.textContent = text;
    place.className = isRefusal ? "errorlist" : "meta";
    this.line.classList.toggle("contrary", isRefusal);
  }

  show(bytes) {
    this.bar.value = bytes;
    this.say(`${Math.floor((bytes / this.file.size) * 100)}%`);
  }

  // An upload that this person began before, of a file of this name, size and age, goes on where it stands.
  begun() {
    const modified = String(this.file.lastModified);
    return [...document.querySelectorAll("[data-upload]")].find(
      (one) => one.dataset.name === this.file.name && Number(one.dataset.length) === this.file.size && one.dataset.modified === modified,
    );
  }

  async create() {
    const old = this.begun();
    if (old) { old.remove(); return old.dataset.upload; }
    const told = { filename: this.file.name, modified: String(this.file.lastModified) };
    for (const name of ["source", "source_kind", "published", "lang"]) told[name] = field(name);
    const metadata = Object.entries(told).filter(([, value]) => value).map(([name, value]) => `${name} ${base64(value)}`);
    const answer = await ask("POST", words.uploads, { headers: { "Upload-Length": String(this.file.size), "Upload-Metadata": metadata.join(",") } });
    if (answer.status !== 201) throw new Refusal(answer.text || words.refused);
    return answer.header("Location");
  }

  async offset() {
    const answer = await ask("HEAD", this.address);
    if (answer.status === 404) throw new Refusal(words.gone);
    if (answer.status !== 200) throw new Error(String(answer.status));
    return Number(answer.header("Upload-Offset"));
  }

  async send() {
    let at = await this.offset();
    while (at < this.file.size) {
      const body = this.file.slice(at, at + SLICE_BYTES);
      const headers = { "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" };
      const from = at;
      const answer = await ask("PATCH", this.address, { headers, body, onProgress: (bytes) => this.show(from + bytes) });
      if (answer.status === 204) at = Number(answer.header("Upload-Offset"));
      else if (answer.status === 409) at = await this.offset();
      else if (answer.status >= 500) throw new Error(String(answer.status));
      else throw new Refusal(answer.text || words.refused);
      this.show(at);
    }
    const answer = await ask("GET", this.address);
    const state = JSON.parse(answer.text);
    if (state.refusal) throw new Refusal(state.refusal);
    if (!state.receipt) throw new Error("not received yet");
    return state;
  }

  async run() {
    for (let tries = 0; ; tries += 1) {
      const before = this.bar.value;
      try {
        this.address ??= await this.create();
        this.done(await this.send());
        return;
      } catch (odd) {
        if (odd instanceof Refusal) { this.say(odd.message, { isRefusal: true }); return; }
        if (this.bar.value > before) tries = 0; // the line carries again
        this.say(words.waits);
        await wait(WAITS_S[Math.min(tries, WAITS_S.length - 1)]);
      }
    }
  }

  done(state) {
    this.bar.remove();
    this.say("");
    const place = this.line.querySelector("[data-said]");
    const chip = Object.assign(document.createElement("span"), { className: "chip good", textContent: words.received });
    const ref = document.createElement("bdi");
    ref.textContent = state.item || state.receipt;
    const link = state.address ? Object.assign(document.createElement("a"), { href: state.address }) : document.createElement("span");
    link.append(ref);
    const digest = Object.assign(document.createElement("code"), { textContent: `${state.sha256.slice(0, 16)}…` });
    place.append(chip, link, digest);
  }
}

uploadForm.addEventListener("submit", async (event) => {
  const chosen = uploadForm.querySelector("input[type=file]");
  const files = [...chosen.files];
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes <= PLAIN_BYTES || files.some((file) => file.size === 0)) return;
  event.preventDefault();
  const button = uploadForm.querySelector("button.main");
  button.disabled = true;
  document.querySelector("#sending-panel").hidden = false;
  window.addEventListener("beforeunload", leaving);
  for (const file of files) await new Sending(file).run();
  window.removeEventListener("beforeunload", leaving);
  chosen.value = "";
  button.disabled = false;
  if (field("text").trim()) uploadForm.requestSubmit();
});

for (const button of document.querySelectorAll("[data-remove]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const line = button.closest("[data-upload]");
    const answer = await ask("DELETE", line.dataset.upload);
    if (answer.status === 204 || answer.status === 404) line.remove();
  });
}
