// How the map is drawn: the look's own colours and motifs, read from its tokens. No image, no font, no other host.

export const LOOKS = ['x', '0', '10', '2', '3', '4', '5', '1'];
const SIDES = { source: 'city', 'source-layer': 'side' };
const LOOK = ['coalesce', ['feature-state', 'look'], 0];

// The motif on a field five units wide, as in components.css: its own width, dashes and gaps in those units.
const MOTIFS = {
  0: { width: 1.7, dashes: [0.1, 6], cap: 'round' },
  10: { width: 1.1 },
  2: { width: 5, dashes: [2.2, 4] },
  3: { width: 1.7, dashes: [6, 4] },
  4: { width: 2.6, dashes: [4, 4] },
  5: { width: 2.6, dashes: [0.1, 7], cap: 'round' },
  x: { width: 5, dashes: [2.2, 4] },
};
const FIELD = 5;

// A width in pixels that grows with the zoom; `times` and `plus` make a casing or a motif of the field's. Sides of which
// nothing is known are narrower: on most days they are the most, and would hide the few that matter.
const UNKNOWN = 0.55;
const width = (times = 1, plus = 0) => ['interpolate', ['linear'], ['zoom'],
  ...[[12, 1.6], [13, 2.4], [14, 3.4], [15, 4.6], [16, 6], [18, 10]].flatMap(([zoom, px]) => [
    zoom, ['case', ['==', LOOK, 0], px * UNKNOWN * times + plus * UNKNOWN, px * times + plus],
  ])];

// The two sides of a street lie eight metres apart: from afar they are drawn further out, so that both can be seen.
const outwards = ['interpolate', ['linear'], ['zoom'], 12, 1.2, 14, 2.4, 15, 3.4, 16, 4, 18, 7];

// A street as wide as it is: sixteen metres of ground, in pixels.
const roadWidth = ['interpolate', ['exponential', 2], ['zoom'], 12, 1.5, 14, 5, 16, 20, 18, 80];

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const line = (id, paint, layout = {}) => ({
  id, type: 'line', ...SIDES,
  layout: { 'line-join': 'round', ...layout },
  paint: { 'line-offset': outwards, ...paint },
});

const field = () => line('field', {
  'line-width': width(),
  'line-color': ['match', LOOK, ...LOOKS.flatMap((look, number) => [number, token(`c${look}`)]), token('cx')],
});

const motif = (look) => {
  const { width: units, dashes, cap } = MOTIFS[look];
  const black = !['3', '4', '5'].includes(look);
  return line(`motif-${look}`, {
    'line-width': width(units / FIELD),
    'line-color': black ? token('black') : look === '4' ? token('m4') : '#fff',
    'line-opacity': ['case', ['==', LOOK, LOOKS.indexOf(look)], 1, 0],
    ...(dashes && { 'line-dasharray': dashes.map((length) => length / units) }),
  }, { 'line-cap': cap ?? 'butt' });
};

const label = (id, more) => ({
  id, type: 'symbol', source: 'city', ...more,
  paint: { 'text-color': token('ink'), 'text-halo-color': token('road'), 'text-halo-width': 2 },
});

// From afar a name here and there; from near one in the middle of each block, between its two sides. The size stays the
// same: a label is left out where it would not fit in at its largest.
const streets = (id, placement, zooms) => label(id, {
  'source-layer': 'street', ...zooms,
  layout: {
    'symbol-placement': placement, 'symbol-spacing': 300, 'text-field': ['get', 'name'],
    'text-font': ['sans-serif'], 'text-size': 13,
    'text-max-angle': 30, 'text-padding': 4,
  },
});

const places = () => label('places', {
  'source-layer': 'place', maxzoom: 14,
  layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 14, 'text-max-width': 8 },
});

// A frame around the sides that are in some state of the map, so many pixels wider than they are.
export const frame = (state, pixels) => line(state, {
  'line-width': width(1, pixels), 'line-color': token('action'),
  'line-opacity': ['case', ['to-boolean', ['feature-state', state]], 1, 0],
}, { 'line-cap': 'round' });

export const cityStyle = (tiles) => ({
  version: 8,
  sources: { city: { type: 'vector', url: `pmtiles://${tiles}` } },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': token('snow') } },
    { id: 'boroughs', type: 'fill', source: 'city', 'source-layer': 'borough', paint: { 'fill-color': token('block') } },
    {
      id: 'borders', type: 'line', source: 'city', 'source-layer': 'borough',
      paint: { 'line-color': token('edge'), 'line-dasharray': [3, 2], 'line-opacity': 0.6 },
    },
    {
      id: 'roads', type: 'line', ...SIDES, layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': token('road'), 'line-width': roadWidth },
    },
    frame('framed', 9), // the side that the page came from, and the one under the pointer
    line('casing', { 'line-width': width(1, 2.4), 'line-color': token('ink') }),
    field(),
    ...Object.keys(MOTIFS).map(motif),
    streets('streets-far', 'line', { minzoom: 14, maxzoom: 15.5 }),
    streets('streets-near', 'line-center', { minzoom: 15.5 }),
    places(),
  ],
});
