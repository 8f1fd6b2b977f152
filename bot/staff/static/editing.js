// The form of an entry: checked while somebody types, with the preview beside it. Without this, the button does it.

const form = document.getElementById("entry");
const place = document.getElementById("check");
const PAUSE = 600; // ms without a key before the check is asked for
const rivals = document.getElementById("rivals");
const LONGER = 2500; // ms until it is asked again what is not known yet
let waiting;
let trying;
let asked = 0;
let changed = false;

function count(label) {
  const field = document.getElementById(label.dataset.count);
  const most = Number(label.dataset.most);
  label.textContent = `${field.value.length} / ${most}`;
  label.classList.toggle("over", field.value.length > most);
}

function mark() {
  for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
  for (const link of place.querySelectorAll(".flash.problem [data-field]")) field_of(link)?.classList.add("wrong");
}

// A mistake in one question is shown at the list it stands in.
function field_of(link) {
  for (let path = link.dataset.field; path; path = path.substring(0, path.lastIndexOf("."))) {
    const field = document.getElementById(`f-${path}`);
    if (field) return field;
  }
  return document.getElementById(`f-${link.dataset.field}.en`);
}

async function check() {
  const mine = ++asked;
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(answer.statusText);
    const text = await answer.text();
    if (mine !== asked) return; // a newer one is on its way
    place.innerHTML = text;
    mark();
    tryLater(0);
  } catch {
    if (mine === asked) place.textContent = place.dataset.lost;
  } finally {
    if (mine === asked) place.removeAttribute("aria-busy");
  }
}

// Which questions another entry wins. Of what was just saved that is known only after a moment.
function tryLater(pause) {
  clearTimeout(trying);
  trying = setTimeout(tryQuestions, pause);
}

async function tryQuestions() {
  const mine = asked;
  try {
    const answer = await fetch(form.dataset.rivals, { method: "POST", body: new FormData(form) });
    if (!answer.ok || mine !== asked) return; // the check tells what is wrong, or is on its way
    rivals.innerHTML = (await answer.text()).trim();
    if (rivals.querySelector("[data-waits]")) tryLater(LONGER);
  } catch {
    rivals.textContent = "";
  }
}

function typed() {
  clearTimeout(trying);
  changed = true;
  document.querySelectorAll("[data-count]").forEach(count);
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
}

place.parentElement.addEventListener("click", (event) => {
  const link = event.target.closest("[data-field]");
  const field = link && field_of(link);
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
});
form.addEventListener("input", typed);
// What opens beside this page leaves the form as it is.
form.addEventListener("submit", (event) => { changed &&= event.submitter?.formTarget === "_blank"; });
window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
document.querySelectorAll("[data-count]").forEach(count);
mark();
tryLater(0);
// Somebody was quicker than this script, or the browser brought back what was typed before.
const is_typed = (field) => field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
if ([...form.elements].some(is_typed)) typed();
