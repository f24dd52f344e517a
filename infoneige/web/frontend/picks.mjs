// Sides that are picked, one by one: a press picks a side, another lets it go.
const SIDE = { source: 'city', sourceLayer: 'side' };

export class Picks {
  // `layer` draws the frame of what is picked; `changed` is called after each change.
  constructor(map, layer, changed) {
    this.map = map;
    this.ids = new Map();
    this.changed = changed;
    map.addLayer(layer, 'casing');
  }

  get text() { return [...this.ids.values()].join(' '); }

  turn({ id, properties }) {
    const isPicked = !this.ids.delete(id);
    if (isPicked) this.ids.set(id, properties.id);
    this.map.setFeatureState({ ...SIDE, id }, { picked: isPicked });
    this.changed();
  }

  clear() {
    for (const id of this.ids.keys()) this.map.setFeatureState({ ...SIDE, id }, { picked: false });
    this.ids.clear();
    this.changed();
  }
}
