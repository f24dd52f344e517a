// What a page calls to have this browser notified. Errors are PushError with a word in `reason`:
// "unsupported", "denied" (the person or the browser said no), "refused" (we did, `message` says why), "offline".

export class PushError extends Error {
  constructor(reason, message = reason) {
    super(message);
    this.reason = reason;
  }
}

const isSupported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

// Return { permission, sideIds, isConfirmed }; permission is "unsupported", "default", "denied" or "granted".
export async function state() {
  const permission = isSupported() ? Notification.permission : "unsupported";
  const registration = isSupported() ? await navigator.serviceWorker.getRegistration("/") : undefined;
  const subscription = registration ? await registration.pushManager.getSubscription() : null;
  const kept = subscription && permission === "granted" ? await ask("GET", "/push/subscription") : null;
  if (!kept?.ok) {
    return { permission, sideIds: [], isConfirmed: false };
  }
  const { side_ids: sideIds, confirmed: isConfirmed } = await kept.json();
  return { permission, sideIds, isConfirmed };
}

// Have this browser notified of some sides too, reminded so many minutes before (by default 720 and 60).
export async function subscribe(sideIds, language, leadsMinutes = undefined) {
  if (!isSupported()) {
    throw new PushError("unsupported");
  }
  if ((await Notification.requestPermission()) !== "granted") {
    throw new PushError("denied");
  }
  const wish = { side_ids: sideIds, language, leads_minutes: leadsMinutes };
  let subscription = await listening();
  let answer = await ask("POST", "/push/subscription", { subscription, ...wish });
  if (answer.status === 409) { // the endpoint is of a session that this browser has forgotten
    await subscription.unsubscribe();
    subscription = await listening();
    answer = await ask("POST", "/push/subscription", { subscription, ...wish });
  }
  return accepted(answer);
}

// End it: here and at our end, each even if the other fails.
export async function unsubscribe() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  try {
    const answer = await ask("DELETE", "/push/subscription");
    if (!answer.ok) {
      await accepted(answer);
    }
  } finally {
    await subscription?.unsubscribe();
  }
}

async function listening() {
  const { key } = await accepted(await ask("GET", "/push/key"));
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    if (error.name === "NotAllowedError") {
      throw new PushError("denied");
    }
    const old = await pushManager.getSubscription(); // of a key that we had before
    if (!old) {
      throw error;
    }
    await old.unsubscribe();
    return pushManager.subscribe(options);
  }
}

async function ask(method, path, fields = undefined) {
  const body = fields && JSON.stringify(fields);
  const headers = fields ? { "Content-Type": "application/json" } : {};
  try {
    return await fetch(path, { method, headers, body });
  } catch {
    throw new PushError("offline");
  }
}

async function accepted(answer) {
  const told = await answer.json();
  if (!answer.ok) {
    throw new PushError("refused", told.error);
  }
  return told;
}
