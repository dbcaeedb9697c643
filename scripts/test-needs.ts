import { resolve } from 'node:path';
import { findChromium } from '../e2e/world/chromium';
import { ensureMemcached } from '../server/stack/memcached-install';

// Sets up what suites need and prints, as its last line, which of it this machine has.
const toolsDir = resolve('.data', 'tools');
const memcached = ensureMemcached({ toolsDir, say: (line) => console.log(`  ${line}`) });
const chromium = await findChromium();
console.log(
  `  memcached: ${memcached.program === null ? memcached.why : memcached.program.command}`,
);
console.log(`  chromium: ${chromium?.executablePath ?? 'none runs here; set CHROMIUM_PATH'}`);
console.log(JSON.stringify({ memcached: memcached.program !== null, chromium: chromium !== null }));
