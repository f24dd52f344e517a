// The list under the map says what the map shows: the service writes it, for the part of the city in view.

export class SideList {
  // `said` repeats the list's heading to those who do not see it change.
  constructor(region, said, page) {
    this.region = region;
    this.said = said;
    this.page = page;
    this.asked = 0;
  }

  // Shows the sides in a box: west, south, east, north in degrees. The last one asked for wins, and is the region's
  // `data-box` once it is shown; where the service does not answer, the list stays, and stands for no box.
  async show(box) {
    const turn = this.asked += 1;
    const text = await this.fetched(box).catch(() => null);
    if (turn !== this.asked) return;
    delete this.region.dataset.box;
    if (text === null) return;
    this.region.replaceChildren(...parsed(text));
    this.region.dataset.box = box;
    this.said.textContent = this.region.querySelector('h2')?.textContent ?? '';
  }

  // Says whether it does not show this box, or not as of the last time that it was to.
  lacks(box) { return this.region.dataset.box !== box; }

  async fetched(box) {
    const address = new URL(this.page, location);
    address.searchParams.set('boite', box);
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`list: ${answer.status}`);
    return answer.text();
  }
}

const parsed = (text) => new DOMParser().parseFromString(text, 'text/html').body.childNodes;
