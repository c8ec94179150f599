// The desk works without this file: it adds the keyboard, the highlighting while reading, and spans from selected words.
"use strict";

document.documentElement.classList.add("js");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const codePoints = (text) => [...text].length;

/* ---- words of the report and the cards beside them ---- */

// data-marks="CL-000001:quote CL-000001:place CL-000002:quote"
function marksOf(piece) {
  return piece.dataset.marks.split(" ").map((mark) => mark.split(":"));
}

function paint(ref, state) {
  for (const piece of all(".w")) {
    const roles = marksOf(piece).filter(([claim]) => claim === ref).map(([, role]) => role);
    piece.classList.toggle(state, roles.length > 0);
    if (state !== "is-on") continue;
    for (const name of [...piece.classList]) if (name.startsWith("r-")) piece.classList.remove(name);
    for (const role of roles) if (role !== "quote") piece.classList.add(`r-${role}`);
  }
}

function isVisible(element, box) {
  const inner = element.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  const tools = box.querySelector(":scope > .text-tools"); // it stays at the top of the text and covers what scrolls below it
  const top = tools ? tools.getBoundingClientRect().bottom : outer.top;
  return inner.top >= Math.max(top, 0) && inner.bottom <= Math.min(outer.bottom, window.innerHeight);
}

function startReader(reader) {
  const cards = all("[data-claim]", reader);
  const side = reader.querySelector(".text-side");
  let current = null;

  function select(card, { scrollCard = true, focus = false } = {}) {
    current = card;
    for (const other of cards) other.classList.toggle("is-on", other === card);
    paint(card ? card.dataset.claim : "", "is-on");
    if (!card) return;
    if (scrollCard && !isVisible(card, document.documentElement)) card.scrollIntoView({ block: "center" });
    if (focus) card.focus({ preventScroll: true });
    const words = all(".w.is-on", side).find((piece) => piece.dataset.marks.includes(`${card.dataset.claim}:quote`));
    const twoColumns = getComputedStyle(side).position === "sticky";
    if (words && twoColumns && !isVisible(words, side)) {
      side.scrollTo({ top: words.offsetTop - side.clientHeight / 3 });
    }
  }

  for (const card of cards) {
    card.addEventListener("pointerenter", () => paint(card.dataset.claim, "is-hover"));
    card.addEventListener("pointerleave", () => paint("", "is-hover"));
    card.addEventListener("focusin", () => { if (current !== card) select(card, { scrollCard: false }); });
    card.addEventListener("click", () => { if (current !== card) select(card, { scrollCard: false }); });
  }
  for (const piece of all(".w", side)) {
    piece.addEventListener("click", () => {
      if (!window.getSelection().isCollapsed) return;
      const refs = [...new Set(marksOf(piece).map(([ref]) => ref))];
      const at = current ? refs.indexOf(current.dataset.claim) : -1;
      const card = cards.find((one) => one.dataset.claim === refs[(at + 1) % refs.length]);
      if (card) select(card, { focus: true });
    });
  }

  function step(by) {
    if (!cards.length) return;
    const at = current ? cards.indexOf(current) : (by > 0 ? -1 : cards.length);
    select(cards[Math.min(Math.max(at + by, 0), cards.length - 1)], { focus: true });
  }

  const press = (selector) => { const found = current && current.querySelector(selector); if (found) found.click(); };
  const openDetails = (selector) => {
    const details = current && current.querySelector(selector);
    if (!details) return;
    details.open = true;
    details.querySelector("select, input:not([type=hidden]), textarea").focus();
  };
  const newClaim = () => {
    const link = reader.querySelector("[data-new]");
    if (!link) return;
    const span = selectedSpan(reader.querySelector(".report-text"));
    const query = span ? `?start=${span.start}&end=${span.end}` : "";
    window.location.assign(link.getAttribute("href") + query);
  };
  const link = reader.querySelector("[data-new]");
  if (link) link.addEventListener("click", (event) => { event.preventDefault(); newClaim(); });

  const teach = () => {
    const link = reader.querySelector("[data-teach]");
    if (!link) return;
    const span = selectedSpan(reader.querySelector(".report-text"));
    window.location.assign(link.getAttribute("href") + (span ? `?start=${span.start}&end=${span.end}` : ""));
  };
  const teachLink = reader.querySelector("[data-teach]");
  if (teachLink) teachLink.addEventListener("click", (event) => { event.preventDefault(); teach(); });

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press("[data-key=a]"),
    e: () => press("[data-key=e]"),
    i: () => press("[data-key=i]"),
    x: () => openDetails("[data-key=x]"),
    n: newClaim,
    w: teach,
    f: () => { const button = document.querySelector("[data-key=f]"); if (button) button.click(); },
  };
  const named = window.location.hash.slice(1).replace(/^words-/, "");
  const asked = cards.find((card) => card.dataset.claim === (named || reader.dataset.at));
  const firstOpen = cards.find((card) => card.classList.contains("proposed"));
  if (asked) select(asked);
  else if (firstOpen) select(firstOpen, { scrollCard: false });
  return keys;
}

/* ---- spans: what is selected, in code points of the report's text ---- */

// The text's element holds the report's text and nothing else, so counting from its start is counting in the report.
function offsetOf(text, node, at) {
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(node, at);
  return codePoints(before.toString());
}

function selectedSpan(text) {
  const selection = window.getSelection();
  if (!text || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  let start = offsetOf(text, range.startContainer, range.startOffset);
  let end = offsetOf(text, range.endContainer, range.endOffset);
  const points = [...text.textContent];
  while (start < end && /\s/u.test(points[start])) start += 1;
  while (end > start && /\s/u.test(points[end - 1])) end -= 1;
  return start < end ? { start, end, words: points.slice(start, end).join("") } : null;
}

function startSpanPickers(form, text) {
  let last = null;
  document.addEventListener("selectionchange", () => { last = selectedSpan(text) || last; });
  const shown = (group) => group.querySelector("[data-words]");
  const field = (group, name) => group.querySelector(`input[data-span=${name}]`);
  const refresh = (group) => {
    const start = Number(field(group, "start").value), end = Number(field(group, "end").value);
    const filled = field(group, "start").value !== "" && end > start;
    shown(group).textContent = filled ? [...text.textContent].slice(start, end).join("") : "";
  };
  for (const group of all("[data-picker]", form)) {
    group.querySelector("[data-take]").addEventListener("click", () => {
      if (!last) return;
      field(group, "start").value = last.start;
      field(group, "end").value = last.end;
      refresh(group);
    });
    group.querySelector("[data-clear]").addEventListener("click", () => {
      field(group, "start").value = field(group, "end").value = "";
      refresh(group);
    });
    group.addEventListener("input", () => refresh(group));
    refresh(group);
  }
}

/* ---- selected words: what are they a spelling of? ---- */

function startSelectMenu(menu, text) {
  const list = menu.querySelector("[data-list]"), asked = menu.querySelector("[data-asked]");
  const make = menu.querySelector("[data-make]"), makeAddress = make.getAttribute("href");
  const longest = 120; // a sentence is no spelling
  let span = null, resting = 0, typing = 0, newest = 0;

  const close = () => { menu.hidden = true; span = null; };

  async function fill() {
    const mine = (newest += 1);
    const query = new URLSearchParams({ start: span.start, end: span.end, asked: asked.value });
    const answer = await fetch(`${menu.dataset.offers}?${query}`, { credentials: "same-origin" });
    if (mine === newest && answer.ok) list.innerHTML = await answer.text(); // our own server's markup, escaped there
  }

  function place() {
    if (getComputedStyle(menu).position === "fixed") return; // at the foot of a small window
    const words = window.getSelection().getRangeAt(0).getBoundingClientRect();
    const width = menu.offsetWidth, room = document.documentElement.clientWidth;
    menu.style.left = `${window.scrollX + Math.max(8, Math.min(words.left, room - width - 8))}px`;
    menu.style.top = `${window.scrollY + words.bottom + 6}px`;
  }

  function open(found) {
    span = found;
    asked.value = "";
    list.textContent = list.dataset.wait;
    menu.querySelector("[data-selected]").textContent = found.words;
    make.setAttribute("href", `${makeAddress}?start=${found.start}&end=${found.end}`);
    menu.hidden = false;
    place();
    fill();
  }

  // When the selection has come to rest; while it lies in the menu itself nothing changes.
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(() => {
      const found = selectedSpan(text);
      if (found && found.words.length <= longest) {
        if (!span || span.start !== found.start || span.end !== found.end) open(found);
      } else if (!menu.contains(document.activeElement) && window.getSelection().isCollapsed) close();
    }, 350);
  });
  asked.addEventListener("input", () => { window.clearTimeout(typing); typing = window.setTimeout(fill, 250); });
  menu.querySelector("[data-close]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !text.contains(event.target)) close();
  });
}

/* ---- same or not: s, d, u say which, the reason follows, Enter sends it ---- */

function startLinking(page) {
  const form = page.querySelector("form#word");
  const reason = form.querySelector("textarea");
  let chosen = null;
  const choose = (key) => {
    chosen = form.querySelector(`button[data-key=${key}]`);
    for (const button of all("button[name=verdict]", form)) button.classList.toggle("is-chosen", button === chosen);
    if (reason.value.trim()) chosen.click();
    else reason.focus();
  };
  reason.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !chosen) return;
    event.preventDefault();
    if (reason.value.trim()) form.requestSubmit(chosen);
  });
  const go = (key) => { const link = form.querySelector(`a[data-key=${key}]`); if (link) link.click(); };
  return { s: () => choose("s"), d: () => choose("d"), u: () => choose("u"), j: () => go("j"), k: () => go("k") };
}

/* ---- pages ---- */

// On a phone the menu is wider than the window: the page one is on must be in sight.
const here = document.querySelector(".nav [aria-current]");
if (here) here.scrollIntoView({ block: "nearest", inline: "center" });

const help = document.querySelector("dialog#keys");
const reader = document.querySelector(".reader[data-at]");
const linking = document.querySelector("[data-linking]");
const keys = reader ? startReader(reader) : linking ? startLinking(linking) : {};

if (help) {
  for (const opener of all("[data-help]")) opener.addEventListener("click", () => help.showModal());
  keys["?"] = () => (help.open ? help.close() : help.showModal());
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "Escape" && typing) { typing.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || (help && help.open && event.key !== "?")) return;
  // The same keys with the Arabic layout on: what lies under j, k, a, e, x, n, i, f, w, s, d, u.
  const arabic = { "ت": "j", "ن": "k", "ش": "a", "ث": "e", "ء": "x", "ى": "n", "ه": "i", "ب": "f", "ص": "w", "س": "s", "ي": "d", "ع": "u", "؟": "?" };
  const action = keys[arabic[event.key] || event.key];
  if (action) { event.preventDefault(); action(); }
});

const selectMenu = document.querySelector(".select-menu");
if (selectMenu) startSelectMenu(selectMenu, document.querySelector(".report-text"));

const claimForm = document.querySelector("form[data-spans]");
if (claimForm) startSpanPickers(claimForm, document.querySelector(".report-text"));

// A list follows the keyboard as the reader does: j and k move, Enter opens.
const rows = all(".list > li .title a");
if (rows.length && !reader && !linking) {
  const move = (by) => {
    const at = rows.indexOf(document.activeElement);
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    next.focus();
  };
  keys.j = () => move(1);
  keys.k = () => move(-1);
}

for (const select of all("select[data-submit]")) select.addEventListener("change", () => select.form.requestSubmit());
for (const button of all("[data-print]")) button.addEventListener("click", () => window.print());
