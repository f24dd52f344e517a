// On every page: the worker is put in place. On the pages that it shows without a connection: the kept copies are
// listed, and the page comes back by itself with the connection.

const SIDES = "cotes";
const LOOK_AGAIN_MS = 10000;

navigator.serviceWorker?.register("/sw.js").catch(() => {}); // private windows refuse; the pages work without

// A kept copy in its own words: the side's name and when it was seen.
async function row(cache, request) {
  const copy = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
  const words = (selector) => copy.querySelector(selector)?.textContent ?? "";
  const link = document.createElement("a");
  link.href = new URL(request.url).pathname.replace(/\/hors-ligne$/, "");
  link.textContent = words("[data-side]");
  const place = document.createElement("li");
  place.lang = copy.documentElement.lang;
  place.dir = copy.documentElement.dir || "ltr";
  place.append(link, document.createElement("br"), words("[data-seen]"));
  return place;
}

async function list(section) {
  const cache = await caches.open(SIDES);
  const rows = await Promise.all((await cache.keys()).reverse().map((request) => row(cache, request)));
  section.querySelector("ul").replaceChildren(...rows);
  section.hidden = rows.length === 0;
}

const section = document.querySelector("[data-kept]");
if (section && "caches" in window) {
  section.querySelector("[data-forget]").addEventListener("click", async () => {
    await caches.delete(SIDES);
    section.hidden = true;
  });
  list(section);
}

// A browser says "online" before it is, and says nothing where it was the service that could not be reached.
async function comeBack() {
  const answer = document.hidden ? null : await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    location.reload();
  }
}

if (document.querySelector("[data-kept], [data-seen]") && !location.pathname.endsWith("/hors-ligne")) {
  window.addEventListener("online", () => setTimeout(comeBack, LOOK_AGAIN_MS / 10));
  setInterval(comeBack, LOOK_AGAIN_MS);
}
