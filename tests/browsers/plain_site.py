"""The smallest site that subscribes to push messages and shows them, to try the counterparts with."""

from flask import Flask

_PAGE = """<!doctype html><html lang="fr"><title>Valneige</title><script>
async function subscribe(key) {
    await navigator.serviceWorker.register("/sw.js");
    const registration = await navigator.serviceWorker.ready;
    return registration.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key});
}
async function unsubscribe() {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.pushManager.getSubscription()).unsubscribe();
}
</script></html>"""

_WORKER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => {
    const {title, ...options} = event.data.json();
    event.waitUntil(self.registration.showNotification(title, options));
});
"""


def make_plain_site(_: str) -> Flask:
    """Return the site."""
    app = Flask("plain_site")
    app.add_url_rule("/", "page", lambda: _PAGE)
    app.add_url_rule("/sw.js", "worker", lambda: (_WORKER, {"Content-Type": "text/javascript"}))
    return app
