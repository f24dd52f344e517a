// The map of the city, in the place of the button that asked for it. The list under it follows what is in view.
import { Map as MapView, NavigationControl, addProtocol, setWorkerUrl } from 'maplibre-gl';
import { Protocol } from 'pmtiles';
import { boxOf, keepPlace, parsedBox } from './box.mjs';
import { Pointer } from './pointer.mjs';
import { SideList } from './list.mjs';
import { States } from './states.mjs';
import { cityStyle } from './style.mjs';

export { Pointer, States };
export { frame, token } from './style.mjs';

// Opens the city in `.canvas` of a place whose data name what it needs; settles when the map is drawn.
export const openCity = async (place) => {
  const { worker, style, ...data } = place.dataset;
  await styleSheet(style);
  setWorkerUrl(new URL(worker, location).href);
  addProtocol('pmtiles', new Protocol().tile);
  const container = place.querySelector('.canvas');
  container.hidden = false;
  const map = new MapView({
    container,
    style: cityStyle(new URL(data.tiles, location).href),
    bounds: parsedBox(data.box),
    maxBounds: parsedBox(data.city),
    maxZoom: 18.5,
    attributionControl: false,
    dragRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    locale: JSON.parse(data.words),
  });
  try {
    await drawn(map);
  } catch (error) {
    closeCity(map);
    throw error;
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  return map;
};

export const closeCity = (map) => {
  map.getContainer().hidden = true;
  map.remove();
};

// Shows the map with its list beside it; settles when it shows the states.
export const showMap = async (place) => {
  place.parentElement.classList.add('cols');
  let map = null;
  try {
    map = await openCity(place);
    await follow(map, place);
  } catch (error) {
    if (map) closeCity(map);
    place.parentElement.classList.remove('cols');
    throw error;
  }
  place.dataset.ready = '';
};

const drawn = (map) => new Promise((done, failed) => {
  map.once('load', done);
  map.once('error', ({ error }) => failed(error));
});

const follow = async (map, place) => {
  const data = place.dataset;
  const list = new SideList(document.getElementById('liste'), document.getElementById('dit'), data.list);
  const states = new States(map, data.states);
  await states.refresh();
  const showList = () => list.show(boxOf(map));
  states.follow(showList, (isCut) => {
    place.querySelector('[role=status]').textContent = isCut ? data.cut : '';
    if (!isCut && list.lacks(boxOf(map))) showList();
  });
  const press = (_event, side) => location.assign(`${data.page}${encodeURIComponent(side.properties.id)}`);
  new Pointer(map, { press, framed: data.framed }).follow();
  map.on('moveend', () => { keepPlace(boxOf(map)); showList(); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    map.setStyle(cityStyle(new URL(data.tiles, location).href), { diff: true });
  });
  await showList();
};

const styleSheet = (address) => new Promise((loaded, failed) => {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'stylesheet', href: address, onload: loaded, onerror: failed });
  document.head.append(link);
});
