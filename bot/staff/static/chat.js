// One chat: the newest line in sight, FAQ replies into the box, and colleagues told that we are here.

const HERE_EVERY = 15000;
const WRITING_FOR = 10000;

const body = document.body;
const token = document.querySelector("meta[name=csrf-token]").content;
const box = document.getElementById("text");
let typedAt = -Infinity;
let toldWriting = -Infinity;

export function helpWriting() {
  const scroll = document.getElementById("scroll");
  scroll.scrollTop = scroll.scrollHeight;
  box.addEventListener("input", typing);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box.value.trim()) box.form.requestSubmit();
  });
  document.addEventListener("click", use);
  setInterval(() => document.visibilityState === "visible" && tellHere(), HERE_EVERY);
  window.addEventListener("pagehide", leave);
  tellHere();
  grow();
}

function typing() {
  grow();
  typedAt = performance.now();
  if (typedAt - toldWriting > WRITING_FOR) tellHere();
}

function grow() {
  box.rows = Math.min(12, Math.max(3, box.value.split("\n").length, Math.ceil(box.value.length / 60)));
}

function use(event) {
  const link = event.target.closest("[data-use]");
  if (!link) return;
  event.preventDefault();
  const words = link.closest("details").querySelector(".words").textContent;
  box.value = box.value.trim() ? `${box.value.trimEnd()}\n\n${words}` : words;
  box.focus();
  typing();
}

function form(fields) {
  const data = new FormData();
  data.set("csrf_token", token);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

function tellHere() {
  const writing = performance.now() - typedAt < WRITING_FOR;
  if (writing) toldWriting = performance.now();
  fetch(body.dataset.here, { method: "POST", body: form({ writing: writing ? 1 : 0 }) }).catch(() => {});
}

function leave() {
  navigator.sendBeacon(body.dataset.gone, form({}));
}
