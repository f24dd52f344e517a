// An area drawn by its corners: each press adds one, a press on the first one, or the button, closes it.
const SOURCE = 'area';
const REACH_PX = 14;
const FEWEST = 3;
const DECIMALS = 5;

const feature = (type, coordinates) => ({ type: 'Feature', properties: {}, geometry: { type, coordinates } });

export class Area {
  // `colour` is that of what people do; `changed` is called after each change.
  constructor(map, colour, changed) {
    this.map = map;
    this.corners = [];
    this.isOpen = false;
    this.changed = changed;
    map.addSource(SOURCE, { type: 'geojson', data: this.drawing() });
    const layer = (id, type, paint, filter) => map.addLayer({ id, type, source: SOURCE, paint, ...(filter && { filter }) });
    layer('area-inside', 'fill', { 'fill-color': colour, 'fill-opacity': 0.16 }, ['==', '$type', 'Polygon']);
    layer('area-edge', 'line', { 'line-color': colour, 'line-width': 3 }, ['!=', '$type', 'Point']);
    layer('area-corners', 'circle', {
      'circle-color': '#fff', 'circle-radius': 6, 'circle-stroke-color': colour, 'circle-stroke-width': 3,
    }, ['==', '$type', 'Point']);
  }

  get isClosed() { return !this.isOpen && this.corners.length >= FEWEST; }

  get canClose() { return this.isOpen && this.corners.length >= FEWEST; }

  // The corners as the service reads them: longitude,latitude, in their order. Nothing while it is drawn.
  get text() {
    const words = this.corners.map(({ lng, lat }) => `${lng.toFixed(DECIMALS)},${lat.toFixed(DECIMALS)}`);
    return this.isClosed ? words.join(' ') : '';
  }

  open() { this.set([], true); }

  clear() { this.set([], false); }

  close() { this.set(this.corners, false); }

  back() { this.set(this.corners.slice(0, -1), true); }

  press({ point, lngLat }) {
    const [first] = this.corners;
    if (first && this.canClose && this.map.project(first).dist(point) < REACH_PX) this.close();
    else this.set([...this.corners, lngLat], true);
  }

  set(corners, isOpen) {
    this.corners = corners;
    this.isOpen = isOpen;
    this.map.getSource(SOURCE).setData(this.drawing());
    this.changed();
  }

  drawing() {
    const points = this.corners.map((corner) => corner.toArray());
    const features = points.map((point) => feature('Point', point));
    if (this.isClosed) features.push(feature('Polygon', [[...points, points[0]]]));
    else if (points.length > 1) features.push(feature('LineString', points));
    return { type: 'FeatureCollection', features };
  }
}
