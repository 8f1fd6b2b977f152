// Keeps a page up to date. The server says only that something changed; then the page is fetched
// again, and the parts marked data-live that differ are put in. What somebody types is never touched.

const body = document.body;
const lost = document.getElementById("lost");
const PATIENCE = 12000; // how long a missing stream is nobody's concern: each ends by itself now and then
const ASK_AGAIN = 5000;

let refreshing = null;
let missing = null;

export function keepLive() {
  const stream = new EventSource(body.dataset.stream);
  stream.onopen = found;
  stream.onmessage = (event) => {
    found();
    if (event.data !== body.dataset.token) refresh();
  };
  stream.onerror = () => {
    missing ??= setTimeout(() => tell("away"), PATIENCE);
    if (stream.readyState === EventSource.CLOSED) {
      // None was free, the server is away, or we are logged out: asking tells which.
      setTimeout(async () => (await refresh()) !== "out" && keepLive(), ASK_AGAIN);
    }
  };
}

export function refresh() {
  refreshing ??= fetchAgain().finally(() => (refreshing = null));
  return refreshing;
}

async function fetchAgain() {
  try {
    const answer = await fetch(body.dataset.page ?? location.href, { headers: { "X-Live": "1" } });
    if (answer.status === 401) return tell("out");
    if (!answer.ok) return tell("away");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    put(page);
    found();
    return "here";
  } catch {
    return tell("away");
  }
}

function put(page) {
  document.title = page.title;
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = page.getElementById(part.id);
    if (!now || looks(now) === looks(part)) continue;
    if ("byLine" in part.dataset) putLines(part, now);
    else keepingState(part, () => part.replaceChildren(...now.childNodes));
  }
  for (const box of ["#text", "#compose button"]) {
    const mine = document.querySelector(box);
    const theirs = page.querySelector(box);
    if (mine && theirs && !mine.hasAttribute("aria-busy")) mine.disabled = theirs.disabled;
  }
  body.dataset.token = page.body.dataset.token;
}

// Line by line, so that one that is being read stays as it is.
function putLines(list, now) {
  const scroll = list.parentElement;
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
  const wanted = [...now.children];
  const ids = new Set(wanted.map((line) => line.id));
  for (const line of [...list.children]) if (!ids.has(line.id)) line.remove();
  wanted.forEach((line, place) => {
    const mine = document.getElementById(line.id);
    if (!mine) list.insertBefore(line, list.children[place] ?? null);
    else if (looks(mine) !== looks(line)) keepingState(mine, () => mine.replaceChildren(...line.childNodes));
  });
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

// What can be seen of it: not the tokens in its forms, nor what the reader has opened.
function looks(part) {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll("input[type=hidden]")) each.remove();
  for (const each of copy.querySelectorAll("details[open]")) each.removeAttribute("open");
  return copy.innerHTML;
}

// What was open stays open, and what had the focus keeps it.
function keepingState(part, change) {
  const open = [...part.querySelectorAll("details[open]")].map(nameOf);
  const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const typed = part.querySelector("textarea:focus, input:focus");
  if (typed) return;
  change();
  for (const details of part.querySelectorAll("details")) if (open.includes(nameOf(details))) details.open = true;
  if (focused) [...part.querySelectorAll("a, button, summary")].find((each) => nameOf(each) === focused)?.focus();
}

function nameOf(element) {
  return `${element.closest("[id]")?.id} ${element.tagName} ${element.name ?? ""} ${element.value ?? ""} ${element.getAttribute("href") ?? ""}`;
}

function found() {
  clearTimeout(missing);
  missing = null;
  if (lost) lost.hidden = true;
}

function tell(what) {
  lost.textContent = lost.dataset[what];
  lost.hidden = false;
  return what;
}
