// Comforts of the page on which sides are chosen and changed by hand; it works without this file.
for (const form of document.querySelectorAll("form[data-edit]")) {
  const boxes = [...form.querySelectorAll("input[name=s]:not(:disabled)")];
  const said = form.querySelector("p[role=status]");
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language);

  // 1. All, none, the even, the odd sides: at once, where without a script the page is asked for again.
  const chosen = { tous: () => true, aucun: () => false, pair: (box) => box.dataset.parity === "even", impair: (box) => box.dataset.parity === "odd" };
  const count = () => {
    const picked = boxes.filter((box) => box.checked).length;
    const { none, one, many } = said.dataset;
    said.textContent = picked > 1 ? many.replace("{number}", number.format(picked)) : picked ? one : none;
  };
  for (const button of form.querySelectorAll("button[name=choix]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes) box.checked = chosen[button.value](box);
      count();
    });
  }
  form.addEventListener("change", count);

  // 2. The weekday beside a date: the mistake of a day is seen before it is made.
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  for (const input of form.querySelectorAll("[data-weekday]")) {
    const output = document.getElementById(input.dataset.weekday);
    const say = () => { output.textContent = input.valueAsDate ? weekday.format(input.valueAsDate) : ""; };
    input.addEventListener("input", say);
    say();
  }

  // 3. The hours are there when they are needed.
  const hours = form.querySelector("[data-hours]");
  const fold = () => { hours.hidden = form.elements.quoi.value !== "heures"; };
  form.addEventListener("change", fold);
  fold();

  addEventListener("pageshow", () => { count(); fold(); });
}
