// Bundles the map into ../static/built/. Nothing is fetched: everything comes from node_modules.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const out = '../static/built';
const library = 'node_modules/maplibre-gl/dist';

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: { map: 'map.mjs', 'map-start': 'start.mjs', 'map-pick': 'pick.mjs' },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  external: ['/static/*'],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'linked',
});
await copyFile(`${library}/maplibre-gl-worker.mjs`, `${out}/map-worker.mjs`);
await copyFile(`${library}/maplibre-gl.css`, `${out}/map.css`);
