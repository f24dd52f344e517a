// The service worker: shows what is pushed to this browser, with every page closed.
// What comes in is checked, what came too late is said to be late, and only our own pages are opened.
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

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.newSubscription)));
self.addEventListener("notificationclick", (event) => {
  const { id, url } = event.notification.data ?? { url: "/" };
  event.notification.close();
  event.waitUntil(event.action === "moved" ? post("/push/moved", { id }) : open(url));
});
