// The service worker: shows what is pushed to this browser, with every page closed, and what was last seen of a side,
// without a connection. What comes in is checked, what came too late is said to be late, only our own pages are opened;
// a page itself is never kept, only the copy of a side that the server made to be true at any later time.
"use strict";

const WORDS = {
  fr: {
    late: "Message arrivé en retard",
    unreadable: "Un avis n'a pas pu être lu. Vérifiez les panneaux.",
    welcome: "Les avis arrivent ici. Vous serez averti des interdictions de stationnement.",
  },
  en: {
    late: "This message came late",
    unreadable: "A notice could not be read. Check the signs.",
    welcome: "Notices arrive here. You will be told of parking bans.",
  },
};

const isText = (value, longest) => typeof value === "string" && value.length > 0 && value.length <= longest;
const isId = (value) => isText(value, 100) && /^[A-Za-z0-9_.-]+$/.test(value);
const isLanguage = (value) => value === "fr" || value === "en";
const isInstant = (value) => isText(value, 40) && !Number.isNaN(Date.parse(value));
const isAction = (value) =>
  value && (value.action === "moved" || value.action === "view") && isText(value.title, 40);

function isMessage(value) {
  return Boolean(value) && isId(value.id) && isText(value.title, 200) && isText(value.body, 1000) &&
    isText(value.tag, 200) && isLanguage(value.lang) && isInstant(value.not_after) &&
    isText(value.url, 200) && Array.isArray(value.actions) && value.actions.length <= 2 && value.actions.every(isAction);
}

const isGreeting = (value) => Boolean(value) && isId(value.greeting) && isLanguage(value.lang);

// What showNotification is given for a message, as of an instant in milliseconds.
function notificationOf(message, now) {
  const isLate = Date.parse(message.not_after) <= now;
  const { lang, tag, id, url } = message;
  return {
    isLate,
    title: isLate ? WORDS[lang].late : message.title,
    options: {
      body: isLate ? `${message.title}\n${message.body}` : message.body,
      actions: isLate ? [] : message.actions.map(({ action, title }) => ({ action, title })),
      data: { id, url },
      lang,
      tag,
      renotify: !isLate,
    },
  };
}

// The page to open: on our own origin, whatever the message says.
function ownPage(url, origin) {
  try {
    const page = new URL(url, origin);
    return page.origin === origin ? page.href : `${origin}/`;
  } catch {
    return `${origin}/`;
  }
}

async function received(data) {
  let told = null;
  try {
    told = data.json();
    if (isId(told.id) && !("title" in told)) {
      const answer = await fetch(`/push/message/${told.id}`);
      told = answer.ok ? await answer.json() : null;
    }
  } catch {
    told = null; // shown as unreadable: a push that shows nothing costs the permission
  }
  return told;
}

async function show(data) {
  const told = data ? await received(data) : null;
  if (isGreeting(told)) {
    await greet(told);
  } else if (isMessage(told)) {
    await tell(notificationOf(told, Date.now()));
  } else {
    const lang = self.navigator.language.startsWith("en") ? "en" : "fr";
    await self.registration.showNotification("infoneige", { body: WORDS[lang].unreadable, lang, tag: "unreadable" });
  }
}

async function tell({ isLate, title, options }) {
  const shown = isLate ? await self.registration.getNotifications({ tag: options.tag }) : [];
  if (shown.length === 0) { // what came late replaces nothing
    await self.registration.showNotification(title, options);
  }
  await renewCopy(new URL(ownPage(options.data.url, self.location.origin)).pathname);
}

async function greet({ greeting, lang }) {
  await self.registration.showNotification("infoneige", { body: WORDS[lang].welcome, lang, tag: "welcome" });
  await post("/push/confirmation", { greeting });
}

const post = (path, fields) => fetch(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(fields),
});

async function open(url) {
  const page = ownPage(url, self.location.origin);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((window) => window.url === page);
  return there ? there.focus() : self.clients.openWindow(page);
}

async function renew(fresh) {
  const { key } = await (await fetch("/push/key")).json();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const subscription = fresh ?? (await self.registration.pushManager.subscribe(options));
  await post("/push/renewal", { subscription });
}

// What is kept: copies of the sides last seen, the page that stands in for all others, and what they are drawn with.
const SIDES = "cotes";
const SHELL = "coquille";
const MOST_SIDES = 20;
const MOST_SHELL = 40;
const PATIENCE_MS = 6000;
const DAY_MS = 24 * 60 * 60 * 1000;

// The pages that speak of a path when there is no connection, the best first.
function standIns(path) {
  const [, prefix, side] = /^((?:\/(?:en|es|ar))?)(?:\/cote\/([^/]+))?(?:\/|$)/.exec(path);
  return { copy: side ? `${prefix}/cote/${side}/hors-ligne` : null, shell: `${prefix}/hors-ligne` };
}

// Keep a page and what it is drawn with; what cannot be had now stays as it was.
async function keep(name, most, path) {
  try {
    const page = await fetch(path, { credentials: "omit" });
    if (!page.ok) {
      return;
    }
    const needed = [...(await page.clone().text()).matchAll(/"(\/static\/[^"?]+\?v=[^"]+)"/g)].map(([, asset]) => asset);
    await Promise.all([...new Set(needed)].map(keepAsset));
    const cache = await caches.open(name);
    await cache.put(path, page); // in one step: what stood there stands until then, and what was put last is the last to go
    await trim(cache, most);
  } catch {
    // no connection any more
  }
}

async function keepAsset(path) {
  const cache = await caches.open(SHELL);
  if (!(await cache.match(path))) {
    await cache.add(path);
  }
}

async function trim(cache, most) {
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map((request) => cache.delete(request)));
}

// Keep what would stand in for a page that somebody has just seen.
async function keepFor(path) {
  const { copy, shell } = standIns(path);
  const kept = await caches.match(shell);
  if (!kept || Date.parse(kept.headers.get("date")) + DAY_MS < Date.now()) {
    await keep(SHELL, MOST_SHELL, shell);
  }
  if (copy) {
    await keep(SIDES, MOST_SIDES, copy);
  }
}

// What was pushed makes a copy of that side old: take a new one, where there is one.
async function renewCopy(path) {
  const { copy } = standIns(path);
  if (copy && (await caches.match(copy))) {
    await keep(SIDES, MOST_SIDES, copy);
  }
}

async function standIn(path) {
  const { copy, shell } = standIns(path);
  return (copy && (await caches.match(copy))) ?? (await caches.match(shell));
}

// The page itself, or what stands in for it where the network fails, or where it keeps silent and a copy is at hand.
async function navigated(event) {
  const path = new URL(event.request.url).pathname;
  const answer = fetch(event.request);
  const { copy } = standIns(path);
  const waits = copy && (await caches.match(copy)) ? [silence(PATIENCE_MS)] : [];
  try {
    const page = await Promise.race([answer, ...waits]);
    if (page.ok) {
      event.waitUntil(keepFor(path));
    }
    return page;
  } catch {
    return (await standIn(path)) ?? Response.error();
  }
}

const silence = (milliseconds) => new Promise((_, reject) => {
  setTimeout(() => reject(new Error("no answer")), milliseconds);
});

async function keepOpenPages() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  await Promise.all(windows.map((window) => keepFor(new URL(window.url).pathname)));
}

function fetched(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(navigated(event));
  } else if (url.pathname.startsWith("/static/") && url.searchParams.has("v")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(keepOpenPages)));
self.addEventListener("fetch", fetched);
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.newSubscription)));
self.addEventListener("notificationclick", (event) => {
  const { id, url } = event.notification.data ?? { url: "/" };
  event.notification.close();
  event.waitUntil(event.action === "moved" ? post("/push/moved", { id }) : open(url));
});
