// Draws the demo sale's pictures again: `node scripts/draw-art.mjs [lot-07 lot-12 …]`.
// The drawings are TypeScript modules under scripts/art; tsx loads them without a build.
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const { LOTS } = await tsImport('./art/lots.ts', import.meta.url);
const { VIEWS } = await tsImport('./art/compose.ts', import.meta.url);
const { renderAll } = await tsImport('./art/render.ts', import.meta.url);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !LOTS.some((spec) => spec.id === id));
if (unknown.length > 0) {
  console.error(`No such lot: ${unknown.join(', ')}. Lots are lot-01 to lot-${LOTS.length}.`);
  process.exit(1);
}
const specs = wanted.length > 0 ? LOTS.filter((spec) => wanted.includes(spec.id)) : LOTS;
const folder = fileURLToPath(new URL('../public/art', import.meta.url));
let total = 0;
await renderAll(specs, VIEWS, folder, (file, bytes) => {
  total += bytes;
  console.log(`${file} ${Math.round(bytes / 1024)} KB`);
});
console.log(`${specs.length * VIEWS.length} pictures, ${(total / 1024 / 1024).toFixed(2)} MB`);
