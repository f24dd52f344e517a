// Three comforts; every page works without this file.

// 1. The countdown follows the server's clock, not the telephone's: server time + time since load.
for (const node of document.querySelectorAll("[data-until]")) {
  const end = Date.parse(node.dataset.until);
  const served = Date.parse(node.dataset.now);
  const [hours, minutes] = (node.dataset.units ?? "h min").split(" ");
  const draw = () => {
    const rest = end - served - performance.now();
    if (rest <= 0) {
      location.reload();
      return;
    }
    const left = Math.floor(rest / 60000); // as the server writes it: never more than there is
    const parts = left >= 60 ? [Math.floor(left / 60), hours] : [];
    if (left % 60 || left < 60) parts.push(left % 60, minutes);
    const text = parts.join("\u00a0");
    if (node.textContent !== text) node.textContent = text;
    setTimeout(draw, 15000);
  };
  if (end > served) draw();
}

// 2. Suggestions while one types: the combobox of the ARIA practices, whose list is the city's answer.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  let at = -1;
  let asked = new AbortController();
  let waiting;
  list.className = "list";
  list.id = `${input.id}-liste`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.list);
  input.form.append(list);
  const set = (name, value) => input.setAttribute(name, value);
  input.autocomplete = "off";
  set("role", "combobox");
  set("aria-autocomplete", "list");
  set("aria-controls", list.id);
  set("aria-expanded", "false");

  const close = () => {
    list.hidden = true;
    at = -1;
    set("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    input.value = item.textContent;
    close();
    if (/^\d/.test(input.value)) input.form.requestSubmit(); // with its number an address is whole
    else input.focus();
  };
  const mark = () => {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else set("aria-activedescendant", list.children[at].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((text, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.textContent = text;
      item.dir = "auto";
      item.setAttribute("role", "option");
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(item));
      return item;
    }));
    at = -1;
    mark();
    list.hidden = !found.length;
    set("aria-expanded", String(Boolean(found.length)));
  };
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const typed = input.value.trim();
    if (typed.length < 2) {
      close();
      return;
    }
    try {
      const url = `${input.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(url, { signal: asked.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch {
      // Offline, or overtaken by the next letter: the form works as it is.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 80);
  });
  input.addEventListener("keydown", (event) => {
    const size = list.children.length;
    if (list.hidden || !size) return;
    if (event.key === "ArrowDown") at = (at + 1) % size;
    else if (event.key === "ArrowUp") at = (at + size - (at < 0 ? 0 : 1)) % size;
    else if (event.key === "Enter" && at >= 0) take(list.children[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    if (!list.hidden) mark();
  });
  input.form.addEventListener("submit", () => clearTimeout(waiting));
  input.addEventListener("blur", close);
}

// 3. "I am parked here": the place is asked for on a click only.
for (const button of document.querySelectorAll("[data-here]")) {
  if (!("geolocation" in navigator)) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const status = button.parentElement.querySelector("[role=status]");
    status.textContent = "";
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point = new URLSearchParams({ lon: coords.longitude.toFixed(5), lat: coords.latitude.toFixed(5) });
        location.assign(`${button.dataset.here}?${point}`);
        button.disabled = false;
      },
      () => {
        status.textContent = button.dataset.failed;
        button.disabled = false;
      },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 },
    );
  });
}
