// What is in view: west, south, east, north in degrees, as it stands in an address.
const DECIMALS = 5;

export const parsedBox = (text) => text.split(',').map(Number);

export const boxOf = (map) => map.getBounds().toArray().flat().map((degrees) => degrees.toFixed(DECIMALS)).join(',');

// Reloading the page, coming back to it and reading it in another language keep the place.
export const keepPlace = (box) => {
  const here = new URL(location);
  here.search = new URLSearchParams({ boite: box });
  history.replaceState(null, '', here);
  for (const link of document.querySelectorAll('a[hreflang]')) link.search = here.search;
};
