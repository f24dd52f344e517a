// A side under the pointer is framed; a press on one is told, or comes nearer where sides cannot be told apart.
const REACHES_PX = [2, 6, 12];
const NEARER = 2;
const SIDE = { source: 'city', sourceLayer: 'side' };

export class Pointer {
  // `press` hears of each press with the side there; while `isBusy` it hears of every place, and nothing is framed.
  constructor(map, { press, framed, isBusy = () => false }) {
    this.map = map;
    this.told = press;
    this.isBusy = isBusy;
    this.framed = null;
    if (framed) this.frame(Number(framed), true);
  }

  follow() {
    this.map.on('mousemove', ({ point }) => this.over(this.isBusy() ? null : this.side(point)));
    this.map.on('mouseout', () => this.over(null));
    this.map.on('click', (event) => this.press(event));
  }

  side(point) {
    for (const reach of REACHES_PX) {
      const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
      const [found] = this.map.queryRenderedFeatures(box, { layers: ['field'] });
      if (found) return found;
    }
    return null;
  }

  over(side) {
    this.map.getCanvas().style.cursor = this.isBusy() ? 'crosshair' : side ? 'pointer' : '';
    if (side?.id === this.framed) return;
    if (this.framed) this.frame(this.framed, false);
    if (side) this.frame(side.id, true);
    this.framed = side?.id;
  }

  press(event) {
    const side = this.isBusy() ? null : this.side(event.point);
    if (side?.properties.id || this.isBusy()) this.told(event, side);
    else this.map.easeTo({ center: event.lngLat, zoom: this.map.getZoom() + NEARER });
  }

  frame(number, framed) { this.map.setFeatureState({ ...SIDE, id: number }, { framed }); }
}
