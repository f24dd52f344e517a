// The states of all sides, from the service to the map: fetched again every minute, drawn when they have changed.
import { LOOKS } from './style.mjs';

const EVERY_MS = 60_000;
const SIDE = { source: 'city', sourceLayer: 'side' };

const decode = async (answer) => {
  const opened = answer.body.pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(opened).arrayBuffer());
};

export class States {
  constructor(map, address) {
    this.map = map;
    this.address = address;
    this.version = null;
    this.looks = new Uint8Array();
  }

  // Fetches the states and draws what differs; true if anything does.
  async refresh() {
    const answer = await fetch(this.address);
    if (!answer.ok) throw new Error(`states: ${answer.status}`);
    const version = answer.headers.get('ETag');
    if (version === this.version) return false;
    this.draw(await decode(answer));
    this.version = version;
    return true;
  }

  draw(looks) {
    for (let at = 0; at < looks.length; at += 1) {
      if (looks[at] !== (this.looks[at] ?? 0)) this.map.setFeatureState({ ...SIDE, id: at + 1 }, { look: looks[at] });
    }
    this.looks = looks;
  }

  follow(changed) {
    const again = async () => {
      if (document.hidden) return;
      if (await this.refresh().catch(() => false)) changed();
    };
    setInterval(again, EVERY_MS);
    document.addEventListener('visibilitychange', again);
  }

  look(number) { return LOOKS[this.looks[number - 1] ?? 0]; }
}
