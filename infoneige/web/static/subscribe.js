// The form by which a browser is notified: it is subscribed first, then the form says the rest. See push.js.

import { PushError, subscribe } from "./push.js";

const form = document.querySelector("form[data-subscribe]");
const choice = form.querySelector("[data-push]");
const failure = form.querySelector("[data-push-error]");
const button = form.querySelector("button[type=submit]");
const isApple = /iPhone|iPad/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
const isSupported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const codeWords = button.textContent;

const isByBrowser = () => form.elements.canal.value === "navigateur";

function follow() {
  form.querySelector("[data-phone]").hidden = isByBrowser();
  button.textContent = isByBrowser() ? button.dataset.pushWords : codeWords;
}

function fail(reason) {
  failure.textContent = form.dataset[reason] ?? form.dataset.refused;
  failure.hidden = false;
}

async function send(event) {
  if (!isByBrowser()) {
    return;
  }
  event.preventDefault();
  failure.hidden = true;
  button.disabled = true;
  try {
    const leads = [...form.querySelectorAll("[name=rappel]:checked")].map((one) => Number(one.value));
    await subscribe([form.elements.cote.value], form.elements.langue.value, leads);
    form.submit();
  } catch (error) {
    fail(error instanceof PushError ? error.reason : "refused");
    button.disabled = false;
  }
}

choice.hidden = !isSupported && !isApple;
if (!isSupported) {
  choice.querySelector("input").disabled = true;
  choice.querySelector("[data-push-hint]").textContent = isApple ? form.dataset.home : form.dataset.unsupported;
}
form.addEventListener("change", follow);
form.addEventListener("submit", send);
follow();
