/* The playground's page: shows the state the server tells, and tells the server what was done.
 *
 * The whole state comes in one piece every few hundred milliseconds, when it has changed. The log is
 * only ever added to, so that a screen reader reads what is new and nothing else.
 */
"use strict";

const POLL = 400;
const POLL_HIDDEN = 3000;
const GROUP_GAP = 5 * 60 * 1000;
const DIVIDER_GAP = 15 * 60 * 1000;
const LINKS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}»”'])|([\w.+-]+@[\w-]+\.[\w.-]*\w)/g;

const $ = (id) => document.getElementById(id);
const stored = (key, otherwise) => localStorage.getItem("playground-" + key) || otherwise;
const store = (key, value) => localStorage.setItem("playground-" + key, value);

let language = stored("language", "en");
let theme = stored("theme", "auto");
let customer = sessionStorage.getItem("playground-customer") || "";
let state = null;
let shown = ""; // the version of the state that is on the screen
let shownCustomer = null;
let selected = null; // a customer message's mid; null: always the newest
let failures = 0;
let polling = 0;
const openDeliveries = new Set();

// --- small tools ----------------------------------------------------------------------------------

function t(key, values = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** An element with attributes, listeners (onclick …) and children. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Text with its web and e-mail addresses as links. */
function linked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINKS)) {
    parts.push(text.slice(end, match.index));
    const address = match[2] ? "mailto:" + match[2] : match[1];
    parts.push(el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const percent = (score) => Math.round(score * 100) + " %";

// --- talking to the server ------------------------------------------------------------------------

async function post(path, body = {}) {
  try {
    const response = await fetch("/playground" + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, language }),
    });
    const answer = await response.json();
    if (!response.ok) toast(answer.problem || response.statusText);
    refresh();
    return response.ok ? answer : null;
  } catch {
    toast(t("lost"));
    return null;
  }
}

const inChat = (path, body) => post(`/customers/${state.chat.id}/${path}`, body);

async function refresh() {
  clearTimeout(polling);
  const turn = ++refresh.turn;
  try {
    const query = new URLSearchParams({ customer, language, since: shown });
    const response = await fetch("/playground/state?" + query);
    if (turn !== refresh.turn) return; // a newer question is on its way
    if (response.status === 200) {
      const fresh = await response.json();
      if (turn !== refresh.turn) return;
      state = fresh;
      render();
    }
    if (failures > 2) hideToast();
    failures = 0;
  } catch {
    if (++failures === 3) toast(t("lost"), { stays: true });
  }
  if (turn === refresh.turn) polling = setTimeout(refresh, document.hidden ? POLL_HIDDEN : POLL);
}
refresh.turn = 0;

function toast(text, { stays = false } = {}) {
  const node = $("toast");
  node.hidden = false;
  node.textContent = text;
  clearTimeout(toast.timer);
  if (!stays) toast.timer = setTimeout(hideToast, 6000);
}

function hideToast() {
  $("toast").hidden = true;
}

// --- drawing --------------------------------------------------------------------------------------

function render() {
  shown = state.version;
  const changed = shownCustomer !== state.chat.id;
  if (changed) {
    customer = shownCustomer = state.chat.id;
    sessionStorage.setItem("playground-customer", customer);
    selected = null;
    openDeliveries.clear();
    $("log").replaceChildren();
  }
  renderTop();
  renderChat(changed);
  renderControls();
  renderWhy();
  renderDeliveries();
}

function renderTop() {
  setText($("hours-chip-text"), state.hours.text);
  $("hours-chip").className = "chip " + (state.hours.open ? "open" : "closed");
  setText($("knowledge-chip"), t("knowledge_now", state.knowledge));
  const problems = state.knowledge.problems;
  $("banner").hidden = !problems;
  if (problems) {
    setText($("banner-title"), t("files_broken"));
    setText($("banner-text"), problems);
  }
}

function renderChat(fresh) {
  const { chat } = state;
  setText($("customer-name"), chat.name);
  setText($("page-line"), t(chat.owned_by_person ? "line_person" : "line_bot"));
  $("start").hidden = chat.messages.length > 0;
  if (!chat.messages.length) renderStarters(chat.starters);

  const scroll = $("scroll");
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const log = $("log");
  // A chat that is opened is not news: nobody wants all of it read aloud.
  if (fresh) log.setAttribute("aria-live", "off");
  const known = new Set([...log.querySelectorAll("[data-mid]")].map((node) => node.dataset.mid));
  let added = false;
  chat.messages.forEach((message, index) => {
    if (known.has(message.mid)) return;
    const before = chat.messages[index - 1];
    if (!before || message.time - before.time > DIVIDER_GAP || message.time < before.time) {
      log.append(el("p", { class: "divider" }, message.when));
    }
    log.append(bubble(message));
    added = true;
  });
  if (fresh) requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  regroup(chat.messages);
  renderMarks(chat);
  renderQuick(chat);
  $("typing").hidden = !chat.typing;
  if (fresh || (added && (atEnd || chat.messages.at(-1).author === "customer")) || (atEnd && chat.typing)) {
    scroll.scrollTop = scroll.scrollHeight;
  } else if (atEnd) {
    scroll.scrollTop = scroll.scrollHeight;
  }
  if (added || fresh) tellRead();
}

function renderStarters(starters) {
  const key = JSON.stringify(starters);
  if ($("starters").dataset.key === key) return;
  $("starters").dataset.key = key;
  $("starters").replaceChildren(
    ...starters.map(({ title, payload }) =>
      el("button", { type: "button", onclick: () => inChat("button", { title, payload }) }, title)),
  );
}

function bubble(message) {
  const who = el("span", { class: "hidden" }, t("from_" + message.author) + ": ");
  const parts = [who];
  if (message.author === "agent" || message.author === "app") {
    parts.push(el("span", { class: "label", "aria-hidden": "true" }, t("from_" + message.author)));
  }
  const body = el("div", { class: "body" });
  if (message.attachment) body.append(attachment(message.attachment));
  if (message.text) body.append(el("div", { class: "text" }, ...linked(message.text)));
  if (message.buttons.length) {
    body.append(el("div", { class: "buttons" }, ...message.buttons.map(templateButton)));
  }
  parts.push(body);
  if (message.answers || message.author === "customer") {
    parts.push(el("button", { type: "button", class: "why-chip", hidden: true, onclick: () => select(message) }));
  }
  return el("div", { class: "message " + message.author, "data-mid": message.mid, title: message.when }, ...parts);
}

function attachment(kind) {
  if (kind === "like") {
    const like = $("like").querySelector("svg").cloneNode(true);
    return el("span", { class: "big-like", role: "img", "aria-label": t("a_like") }, like);
  }
  const icon = { image: "▦", file: "▤", audio: "▶" }[kind] ?? "▤";
  return el("span", { class: "stub " + kind }, el("span", { "aria-hidden": "true" }, icon), " ", t("a_" + kind));
}

function templateButton(button) {
  if (button.url) {
    return el("a", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.title,
      el("span", { class: "hidden" }, ` (${t("opens_new_window")})`));
  }
  return el("button", { type: "button", onclick: () => inChat("button", button) }, button.title);
}

/** Which bubbles stand together, and which of them carries the "why" of the reply. */
function regroup(messages) {
  const together = (a, b) => a && b && a.author === b.author && Math.abs(b.time - a.time) < GROUP_GAP;
  const chosen = selectedMid();
  const nodes = new Map([...$("log").querySelectorAll("[data-mid]")].map((node) => [node.dataset.mid, node]));
  const answered = new Set(messages.map((message) => message.answers).filter(Boolean));
  messages.forEach((message, index) => {
    const node = nodes.get(message.mid);
    if (!node) return;
    const [before, after] = [messages[index - 1], messages[index + 1]];
    node.classList.toggle("first", !together(before, message));
    node.classList.toggle("last", !together(message, after));
    const about = message.answers || message.mid;
    node.classList.toggle("selected", about === chosen && message.author !== "agent" && message.author !== "app");
    const chip = node.querySelector(".why-chip");
    if (!chip) return;
    const why = state.why[about];
    const carries = message.author === "bot"
      ? Boolean(why) && after?.answers !== message.answers
      : Boolean(why) && !why.route && !answered.has(message.mid);
    chip.hidden = !carries;
    if (!carries) return;
    const what = why.route ? WORDS[language].routes[why.route] : t("silent_chip");
    const label = why.score ? `${what} · ${percent(why.score)}` : what;
    setText(chip, label);
    chip.setAttribute("aria-label", t("show_why", { what: label }));
    chip.setAttribute("aria-pressed", String(about === chosen));
  });
}

function renderMarks(chat) {
  const last = chat.messages.at(-1);
  const line = $("mark-line");
  line.hidden = !last || last.author !== "customer";
  if (line.hidden) return;
  const mark = chat.seen === last.mid ? "seen" : last.failed ? "not_delivered" : last.delivered ? "delivered" : "sent";
  setText(line, t(mark));
  line.classList.toggle("bad", mark === "not_delivered");
}

function renderQuick(chat) {
  const replies = chat.messages.at(-1)?.quick_replies ?? [];
  const node = $("quick");
  const key = replies.length ? chat.messages.at(-1).mid : "";
  if (node.dataset.key === key) return;
  const focused = node.contains(document.activeElement);
  node.dataset.key = key;
  node.hidden = !replies.length;
  node.replaceChildren(
    ...replies.map(({ title, payload }) =>
      el("button", { type: "button", onclick: () => inChat("quick-reply", { title, payload }) }, title)),
  );
  if (focused) $("text").focus();
}

function renderControls() {
  const [clock, zone] = state.clock.text.split(" (");
  setText($("clock-text"), clock);
  setText($("clock-note"), `${zone.slice(0, -1)} · ` + t(state.clock.shifted ? "clock_shifted" : "clock_real"));
  $("clock-text").parentElement.classList.toggle("shifted", state.clock.shifted);
  for (const button of $("presets").children) {
    button.setAttribute("aria-pressed", String(button.dataset.preset === state.clock.preset));
  }
  if (document.activeElement !== $("moment") && $("moment").dataset.touched !== "yes") $("moment").value = state.clock.local;

  renderPeople();
  setText($("owner"), t("owner_" + (state.chat.owner || "none")));
  setText($("seen-by-bot"), t("seen_" + state.chat.seen_by_bot));
  if (document.activeElement !== $("setup")) $("setup").value = state.page.setup;
  setText($("setup-hint"), t("hint_" + state.page.setup));
  $("agent-take").hidden = state.page.setup === "none";
  $("agent-take").disabled = state.chat.owner === "inbox";
  $("agent-give").disabled = state.chat.owner === "bot";
  for (const name of ["twice", "shuffled", "batched"]) $(name).checked = state.network[name];
}

function renderPeople() {
  const key = JSON.stringify([state.customers, state.chat.id, language]);
  if ($("people").dataset.key === key) return;
  const focused = document.activeElement?.dataset?.customer;
  $("people").dataset.key = key;
  $("people").replaceChildren(
    ...state.customers.map((each) =>
      el("li", {},
        el("button", {
          type: "button",
          "data-customer": each.id,
          "aria-current": each.id === state.chat.id ? "true" : null,
          onclick: () => open(each.id),
        },
        el("span", { class: "avatar person", "aria-hidden": "true" }, each.name.slice(0, 1)),
        el("span", {}, el("b", {}, each.name), el("small", {}, each.last || t("no_words")))))),
  );
  if (focused) $("people").querySelector(`[data-customer="${focused}"]`)?.focus();
}

// --- why ------------------------------------------------------------------------------------------

/** The customer's message whose decision is shown: the chosen one, or the newest that has one. */
function selectedMid() {
  if (selected && state.why[selected]) return selected;
  const messages = state.chat.messages.filter((message) => message.author === "customer" && state.why[message.mid]);
  return messages.at(-1)?.mid ?? null;
}

function select(message) {
  selected = message.answers || message.mid;
  regroup(state.chat.messages);
  renderWhy();
  if (matchMedia("(max-width: 1000px)").matches) view("why");
}

function renderWhy() {
  const mid = selectedMid();
  const why = mid ? state.why[mid] : null;
  const key = JSON.stringify([mid, why, language]);
  const card = $("why-card");
  if (card.dataset.key === key) return;
  card.dataset.key = key;
  if (!why) {
    card.replaceChildren(el("h2", {}, t("why")), el("p", { class: "hint" }, t(state.chat.messages.length ? "why_waiting" : "why_none")));
    return;
  }
  const route = why.route ? WORDS[language].routes[why.route] : t("why_silent");
  card.replaceChildren(
    el("h2", {}, t("why")),
    el("blockquote", {}, why.message),
    el("p", { class: "verdict" },
      el("span", { class: "route " + (why.route || "silent") }, route),
      why.entry ? el("code", {}, why.entry) : null),
    el("p", { class: "reason" }, why.reason),
    ...runnersUp(why),
    el("h3", {}, t("facts")),
    facts(why),
  );
}

function runnersUp(why) {
  if (!why.candidates.length) return [];
  return [
    el("h3", {}, t("runners_up")),
    el("ol", { class: "bars" }, ...why.candidates.map((each) => {
      const fill = el("i");
      fill.style.width = Math.max(1, Math.round(each.score * 100)) + "%";
      return el("li", { class: each.id === why.entry ? "winner" : null },
        el("span", { class: "bar-head" }, el("b", {}, each.title || each.id), el("span", {}, percent(each.score))),
        el("span", { class: "bar", "aria-hidden": "true" }, fill),
        el("small", {}, el("code", {}, each.id), each.because ? " " + t("because", { text: each.because }) : ""));
    })),
  ];
}

function facts(why) {
  const rows = [
    ["product", why.product || t("unknown")],
    ["language", WORDS[language].languages[why.language] || t("unknown")],
    ["hours", why.hours],
    ["knowledge", why.knowledge],
    ["took", why.took],
  ];
  return el("dl", {}, ...rows.filter(([, value]) => value).flatMap(([key, value]) =>
    [el("dt", {}, t(key)), el("dd", {}, value)]));
}

function renderDeliveries() {
  const node = $("deliveries");
  const key = JSON.stringify([state.deliveries, language]);
  if (node.dataset.key === key) return;
  const focused = node.contains(document.activeElement) ? document.activeElement.parentElement.dataset.number : null;
  node.dataset.key = key;
  node.replaceChildren(...(state.deliveries.length ? state.deliveries.map(delivery) : [el("p", { class: "hint" }, t("deliveries_none"))]));
  if (focused) node.querySelector(`[data-number="${focused}"] summary`)?.focus();
}

function delivery(each) {
  const outcome = each.state === "under way" ? t("pending") : each.status ?? t("no_answer");
  const details = el("details", { "data-number": each.number, open: openDeliveries.has(each.number) },
    el("summary", {},
      el("span", { class: "kind" }, each.kinds.join(", ")),
      el("span", { class: "status " + (each.status === 200 ? "good" : "bad") }, String(outcome)),
      el("small", {}, each.attempts > 1 ? t("attempts", { n: each.attempts }) + " · " : "", `${each.milliseconds} ms`)),
    el("pre", { tabindex: "0" }, pretty(each.body)));
  details.addEventListener("toggle", () => {
    if (details.open) openDeliveries.add(each.number);
    else openDeliveries.delete(each.number);
  });
  return details;
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

// --- doing ----------------------------------------------------------------------------------------

function view(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
  if (name === "chat") {
    $("scroll").scrollTop = $("scroll").scrollHeight;
    tellRead();
  }
}

function open(id) {
  customer = id;
  shown = "";
  refresh();
  if (matchMedia("(max-width: 1000px)").matches) view("chat");
}

/** The customer has seen what is on the screen; only then a read receipt goes out. */
function tellRead() {
  const unread = state?.chat.unread;
  if (unread && !document.hidden && $("chat").offsetParent !== null) {
    state.chat.unread = false;
    inChat("read");
  }
}

async function send() {
  const text = $("text").value;
  if (!text.trim() || !state) return;
  $("text").value = "";
  grow();
  selected = null;
  if (!(await inChat("messages", { text })) && !$("text").value) {
    $("text").value = text; // not sent: nothing that was typed is lost
    grow();
  }
}

function grow() {
  const field = $("text");
  field.style.height = "auto";
  field.style.height = Math.min(field.scrollHeight, 130) + "px";
  const empty = !field.value.trim();
  $("send").hidden = empty;
  $("like").hidden = !empty;
}

function applyWords() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-i18n]")) setText(node, t(node.dataset.i18n));
  for (const node of document.querySelectorAll("[data-i18n-label]")) node.setAttribute("aria-label", t(node.dataset.i18nLabel));
  for (const node of document.querySelectorAll("[data-i18n-placeholder]")) node.placeholder = t(node.dataset.i18nPlaceholder);
  const toggle = $("language");
  toggle.lang = language === "en" ? "vi" : "en";
  setText(toggle, t("other_language"));
  applyTheme();
}

function applyTheme() {
  document.documentElement.dataset.theme = theme;
  $("theme").setAttribute("aria-label", t("theme_" + theme));
  $("theme").title = t("theme_" + theme);
  setText($("theme").firstElementChild, { auto: "◐", light: "☀", dark: "☾" }[theme]);
}

function showMenu(open) {
  $("attach-menu").hidden = !open;
  $("attach").setAttribute("aria-expanded", String(open));
  if (open) $("attach-menu").firstElementChild.focus();
}

function listen() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  $("text").addEventListener("input", grow);
  $("text").addEventListener("keydown", (event) => {
    // While a Vietnamese keyboard is composing a letter, Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  $("like").addEventListener("click", () => inChat("attach", { kind: "like" }));
  $("get-started").addEventListener("click", () => inChat("button", { title: t("get_started"), payload: "GET_STARTED" }));
  $("attach").addEventListener("click", () => showMenu($("attach-menu").hidden));
  $("attach-menu").addEventListener("click", (event) => {
    const kind = event.target.dataset.kind;
    if (!kind) return;
    showMenu(false);
    $("attach").focus();
    inChat("attach", { kind });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("attach-menu").hidden) return;
    showMenu(false);
    $("attach").focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".attach")) showMenu(false);
  });
  $("presets").addEventListener("click", (event) => {
    if (!event.target.dataset.preset) return;
    $("moment").dataset.touched = "";
    post("/clock", { preset: event.target.dataset.preset });
  });
  $("moment").addEventListener("input", () => { $("moment").dataset.touched = "yes"; });
  $("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    $("moment").dataset.touched = "";
    post("/clock", { moment: $("moment").value });
  });
  $("new-customer").addEventListener("click", async () => {
    const answer = await post("/customers");
    if (!answer) return;
    open(answer.id);
    $("text").focus();
  });
  $("agent-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $("agent-text").value;
    if (text.trim() && (await inChat("agent", { text }))) $("agent-text").value = "";
  });
  $("agent-text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("agent-form").requestSubmit();
    }
  });
  for (const button of $("commands").children) {
    button.addEventListener("click", () => {
      $("agent-text").value = button.textContent;
      $("agent-text").focus();
    });
  }
  for (const button of $("steps").children) {
    button.addEventListener("click", () => post("/clock", { step: button.dataset.step }));
  }
  $("agent-take").addEventListener("click", () => inChat("take"));
  $("agent-give").addEventListener("click", () => inChat("give"));
  $("setup").addEventListener("change", () => post("/setup", { setup: $("setup").value }));
  for (const name of ["twice", "shuffled", "batched"]) {
    $(name).addEventListener("change", () => post("/network", { [name]: $(name).checked }));
  }
  for (const button of document.querySelectorAll(".views button")) {
    button.addEventListener("click", () => view(button.dataset.view));
  }
  $("language").addEventListener("click", () => {
    language = language === "en" ? "vi" : "en";
    store("language", language);
    shown = "";
    shownCustomer = null;
    applyWords();
    refresh();
  });
  $("theme").addEventListener("click", () => {
    theme = { auto: "light", light: "dark", dark: "auto" }[theme];
    store("theme", theme);
    applyTheme();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh().then(tellRead);
  });
}

applyWords();
listen();
refresh();
