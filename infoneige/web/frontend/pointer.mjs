// A side under the pointer is framed; a press opens its page, or comes nearer where sides cannot be told apart.
const REACHES_PX = [2, 6, 12];
const NEARER = 2;
const SIDE = { source: 'city', sourceLayer: 'side' };

export class Pointer {
  constructor(map, { page, framed }) {
    this.map = map;
    this.page = page;
    this.framed = null;
    if (framed) this.frame(Number(framed), true);
  }

  follow() {
    this.map.on('mousemove', ({ point }) => this.over(this.side(point)));
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
    if (side?.id === this.framed) return;
    if (this.framed) this.frame(this.framed, false);
    if (side) this.frame(side.id, true);
    this.framed = side?.id;
    this.map.getCanvas().style.cursor = side ? 'pointer' : '';
  }

  press({ point, lngLat }) {
    const id = this.side(point)?.properties.id;
    if (id) location.assign(`${this.page}${encodeURIComponent(id)}`);
    else this.map.easeTo({ center: lngLat, zoom: this.map.getZoom() + NEARER });
  }

  frame(number, framed) { this.map.setFeatureState({ ...SIDE, id: number }, { framed }); }
}
