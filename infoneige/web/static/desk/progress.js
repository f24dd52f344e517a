// Moves the bar of a load that is being read and weighed; what comes of it is another page.
const bar = document.querySelector("progress[data-at]");
const words = document.querySelector("[data-words]");

const ask = async () => {
  try {
    const answer = await fetch(bar.dataset.at, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const load = await answer.json();
    if (!load.isWorking) {
      location.reload();
      return;
    }
    bar.value = load.progress;
    if (words.textContent !== load.words) words.textContent = load.words;
    setTimeout(ask, 500);
  } catch (problem) {
    if (["401", "403", "404"].includes(problem.message)) location.reload();
    else setTimeout(ask, 3000);
  }
};
if (bar) setTimeout(ask, 300);
