import { resolve } from 'node:path';
import { findChromium } from '../e2e/world/chromium';
import { type DebianName, ensureDebian } from '../server/stack/debian-install';

// Sets up what suites need and prints, as its last line, which of it this machine has.
const has: Record<string, boolean> = {};

function prepare(name: DebianName): void {
  const found = ensureDebian(name, {
    toolsDir: resolve('.data', 'tools'),
    say: (line) => console.log(`  ${line}`),
  });
  console.log(`  ${name}: ${found.program === null ? found.why : found.program.file}`);
  has[name] = found.program !== null;
}

prepare('memcached');
prepare('redis-server');
prepare('libfaketime');
prepare('w3m');
const chromium = await findChromium();
console.log(`  chromium: ${chromium?.executablePath ?? 'none runs here; set CHROMIUM_PATH'}`);
has.chromium = chromium !== null;
console.log(JSON.stringify(has));
