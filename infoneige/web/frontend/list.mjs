// The list under the map says what the map shows: the service writes it, for the part of the city in view.

export class SideList {
  constructor(region, page) {
    this.region = region;
    this.page = page;
    this.asked = 0;
  }

  // Shows the sides in a box: west, south, east, north in degrees. The last one asked for wins.
  async show(box) {
    const turn = this.asked += 1;
    const address = new URL(this.page, location);
    address.searchParams.set('boite', box);
    const answer = await fetch(address);
    if (!answer.ok) return;
    const text = await answer.text();
    if (turn === this.asked) this.region.replaceChildren(...parsed(text));
  }
}

const parsed = (text) => new DOMParser().parseFromString(text, 'text/html').body.childNodes;
