// The states of all sides, from the service to the map: fetched again every minute, drawn when they have changed.
import { LOOKS } from './style.mjs';

const EVERY_MS = 60_000;
const SILENT_AFTER_MS = 3_600_000;
const ANNOUNCED = new Set(['2', '3', '5']);
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
    this.heardAt = performance.now();
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

  // Calls `changed` when other states are drawn, `heard` after each try, with whether the service was out of reach.
  follow(changed, heard) {
    const again = async () => {
      if (document.hidden) return;
      try {
        if (await this.refresh()) changed();
        heard(false);
      } catch {
        this.fade();
        heard(true);
      }
    };
    setInterval(again, EVERY_MS);
    document.addEventListener('visibilitychange', again);
  }

  // After an hour without an answer only announced bans stand; all else is unknown, never "nothing announced".
  fade() {
    if (performance.now() - this.heardAt < SILENT_AFTER_MS) return;
    this.draw(this.looks.map((look) => (ANNOUNCED.has(LOOKS[look]) ? look : 0)));
    this.version = null;
  }
}
