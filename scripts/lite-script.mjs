// Makes the script that lite pages carry, at most 4 KB, out of its readable form. A test fails when it
// was changed and this was not run: `node scripts/lite-script.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { inProject, isMain } from './setup/paths.mjs';

/** The script as it is served: the same program, without what only people read. */
export function liteScript() {
  const text = readFileSync(inProject('lib', 'master', 'lite', 'live.js'), 'utf8');
  return transformSync(text, { minify: true, target: 'es5', charset: 'utf8' }).code;
}

if (isMain(import.meta)) writeFileSync(inProject('public', 'lite', 'live.js'), liteScript());
