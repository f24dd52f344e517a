// The operators' map: sides are picked by a press, or all those in an area that is drawn, and sent as a form.
import { Area } from './area.mjs';
import { Picks } from './picks.mjs';

// Shows the map in a place that holds the form, too; the map itself comes from the public one's script.
export const showMap = async (place) => {
  const { openCity, closeCity, Pointer, States, frame, token } = await import(place.dataset.library);
  const map = await openCity(place);
  try {
    const states = new States(map, place.dataset.states);
    await states.refresh();
    const said = place.querySelector('[role=status]');
    states.follow(() => {}, (isCut) => { if (isCut) said.textContent = place.dataset.cut; });
    const form = new PickForm(place.querySelector('form'), said);
    const show = () => form.show(picks, area);
    const picks = new Picks(map, frame('picked', 12), show);
    const area = new Area(map, token('action'), show);
    form.follow(picks, area);
    const pick = (event, side) => (area.isOpen ? area.press(event) : side && picks.turn(side));
    new Pointer(map, { press: pick, isBusy: () => area.isOpen }).follow();
    map.doubleClickZoom.disable();
  } catch (error) {
    closeCity(map);
    throw error;
  }
  place.dataset.ready = '';
};

// The buttons beside the map, and the fields in which the choice is sent.
class PickForm {
  constructor(form, said) {
    this.form = form;
    this.said = said;
    this.words = form.dataset;
    this.buttons = Object.fromEntries([...form.querySelectorAll('[data-do]')].map((one) => [one.dataset.do, one]));
  }

  follow(picks, area) {
    const acts = {
      draw: () => area.open(), close: () => area.close(), back: () => area.back(),
      clear: () => { area.clear(); picks.clear(); },
    };
    for (const [name, button] of Object.entries(this.buttons)) {
      if (acts[name]) button.addEventListener('click', acts[name]);
    }
    this.form.hidden = false;
    this.show(picks, area);
  }

  show(picks, area) {
    const { draw, close, back, clear, send } = this.buttons;
    this.form.elements.zone.value = area.text;
    this.form.elements.clics.value = picks.text;
    draw.setAttribute('aria-pressed', String(area.isOpen));
    close.disabled = !area.canClose;
    back.disabled = !(area.isOpen && area.corners.length);
    clear.disabled = !(area.corners.length || picks.ids.size);
    send.disabled = !(area.isClosed || picks.ids.size) || area.isOpen;
    this.said.textContent = this.sentence(picks, area);
  }

  sentence(picks, area) {
    if (area.isOpen) return this.words[area.canClose ? 'closing' : 'drawing'];
    const number = new Intl.NumberFormat(document.documentElement.lang).format(picks.ids.size);
    const parts = [
      picks.ids.size === 1 && this.words.one, picks.ids.size > 1 && this.words.many.replace('{number}', number),
      area.isClosed && this.words.area,
    ];
    return parts.filter(Boolean).join(' ') || this.words.nothing;
  }
}
