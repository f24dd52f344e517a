// Puts a button before the list, and loads the map when it is pressed: not a byte of it before.
const place = document.querySelector('[data-map]');

const canDraw = () => {
  const canvas = document.createElement('canvas');
  return Boolean(canvas.getContext('webgl2'));
};

const load = async (button) => {
  const words = button.textContent;
  button.disabled = true;
  button.textContent = place.dataset.loading;
  try {
    const { showMap } = await import(place.dataset.module);
    await showMap(place);
    button.parentElement.remove();
    place.querySelector('canvas').focus({ preventScroll: true });
  } catch {
    button.disabled = false;
    button.textContent = words;
    tell(place.dataset.failed);
  }
};

const tell = (words) => {
  const note = place.querySelector('[role=status]');
  note.textContent = words;
};

if (place) {
  const button = place.querySelector('button');
  if (canDraw()) {
    place.hidden = false;
    button.addEventListener('click', () => load(button));
  }
}
