// What the pages do by themselves. Without a script everything still works, by loading pages.
import { keepLive } from "./live.js";
import { helpWriting } from "./chat.js";

function showBusy(event) {
  const button = event.submitter;
  if (!button?.dataset.busy) return;
  // After the form has been sent: a disabled button's value would not be sent with it.
  setTimeout(() => {
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
  });
}

function closeOtherMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

document.addEventListener("submit", showBusy);
document.addEventListener("click", closeOtherMenus);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeOtherMenus({ target: document.body });
});
// The browser's "back" may bring back a page with a button that is still busy.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

if (document.body.dataset.stream) keepLive();
if (document.body.dataset.here) helpWriting();
