// Keeps the page that watches the queue up to date: asks every five seconds, less often when it fails or is not seen.
// What changed is put in place; nothing moves, and a screen reader is told the sum once a minute at most.
const page = document.querySelector("[data-watch]");
const EVERY = 5000;
const SLOWEST = 60000;
const SAY_EVERY = 60000;

if (page) {
  const parts = Object.fromEntries([...page.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  const shown = {};
  const announce = page.querySelector("[data-announce]");
  const failing = page.querySelector("[data-failing]");
  let etag = "";
  let wait = EVERY;
  let timer = 0;
  let said = "";
  let saidAt = Date.now();

  const put = (found) => {
    for (const [name, html] of Object.entries(found)) {
      const part = parts[name];
      if (!part || shown[name] === html || part.contains(document.activeElement)) continue;
      part.innerHTML = html;
      shown[name] = html;
    }
  };

  const say = () => {
    const alarm = parts.alarms.textContent.trim();
    const words = `${alarm} ${page.querySelector("[data-says]")?.textContent ?? ""}`.trim().replace(/\s+/g, " ");
    const isUrgent = alarm !== (announce.dataset.alarm ?? "");
    if (words === said || (!isUrgent && Date.now() - saidAt < SAY_EVERY)) return;
    announce.dataset.alarm = alarm;
    announce.textContent = words;
    said = words;
    saidAt = Date.now();
  };

  const trouble = (words) => {
    failing.textContent = words;
    failing.hidden = !words;
  };

  const ask = async () => {
    try {
      const headers = { Accept: "application/json", ...(etag && { "If-None-Match": etag }) };
      const answer = await fetch(page.dataset.watch, { headers, cache: "no-store" });
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
        trouble(page.dataset.out);
        return;
      }
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(String(answer.status));
        etag = answer.headers.get("ETag") ?? "";
        put(await answer.json());
        say();
      }
      trouble("");
      wait = EVERY;
    } catch {
      trouble(page.dataset.lost);
      wait = Math.min(2 * wait, SLOWEST);
    }
    timer = setTimeout(ask, document.hidden ? SLOWEST : wait);
  };

  announce.dataset.alarm = parts.alarms.textContent.trim();
  timer = setTimeout(ask, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !timer) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 0);
  });
}
