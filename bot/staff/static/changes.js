// Looks after a comparison until it is done. Without this, the page loads itself again.

const EVERY = 1000; // ms

async function look() {
  const place = document.getElementById("changes");
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("changes");
    place.replaceWith(now);
    if ("waits" in now.dataset) setTimeout(look, EVERY);
  } catch {
    place.removeAttribute("aria-busy");
    place.textContent = place.dataset.lost;
  }
}

setTimeout(look, EVERY);
