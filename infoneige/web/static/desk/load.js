// Two comforts of the page on which a plan is loaded: drop a file, and hear at once that it is too large.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const status = zone.querySelector("[role=status]");
  const form = input.form;
  const { drop, chosen, large, sending, largest } = zone.dataset;
  const unit = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  status.textContent = drop;

  const look = () => {
    const [file] = input.files;
    const isLarge = Boolean(file) && file.size > Number(largest);
    input.setCustomValidity(isLarge ? large : "");
    if (!file) status.textContent = drop;
    else if (isLarge) status.textContent = large;
    else status.textContent = chosen.replace("{name}", file.name).replace("{size}", unit.format(file.size / 1e6));
  };
  const isFile = (event) => [...event.dataTransfer.types].includes("Files");
  let inside = 0;

  zone.addEventListener("dragenter", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    inside += 1;
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => {
    inside = Math.max(0, inside - 1);
    if (!inside) zone.classList.remove("over");
  });
  zone.addEventListener("dragover", (event) => {
    if (isFile(event)) event.preventDefault();
  });
  zone.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    inside = 0;
    zone.classList.remove("over");
    if (event.dataTransfer.files.length !== 1) {
      status.textContent = zone.dataset.one;
      return;
    }
    input.files = event.dataTransfer.files;
    look();
  });
  input.addEventListener("change", look);
  form.addEventListener("submit", () => {
    status.textContent = sending;
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", sending);
    status.after(bar);
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
  });
}

// Who comes back by the browser's own button finds the form as it was, and its button with it.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
