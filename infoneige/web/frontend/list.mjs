// The list under the map says what the map shows: the service writes it, for the part of the city in view.

export class SideList {
  // `said` repeats the list's heading to those who do not see it change.
  constructor(region, said, page) {
    this.region = region;
    this.said = said;
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
    if (turn !== this.asked) return;
    this.region.replaceChildren(...parsed(text));
    this.said.textContent = this.region.querySelector('h2')?.textContent ?? '';
  }
}

const parsed = (text) => new DOMParser().parseFromString(text, 'text/html').body.childNodes;
