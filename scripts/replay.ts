import { parseArgs } from 'node:util';
import { replayInEngine } from './replay/in-engine';
import { replayInHouse } from './replay/in-house';
import { readBidFile } from './replay/read-file';

const USAGE = 'usage: npm run replay -- [--engine] FILE.csv';

/** How long the engine runs a file again and again, so that its speed can be told. */
const MEASURED_MS = 2_000;

/** A mistake of the caller's: one line, exit 2. */
class BadCall extends Error {}

function readCall(): { path: string; engine: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { engine: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [path, ...rest] = positionals;
    if (path && rest.length === 0) return { path, engine: values.engine };
  } catch {
    // An option that there is not: the usage says which there are.
  }
  throw new BadCall(USAGE);
}

async function replay(): Promise<void> {
  const { path, engine } = readCall();
  const file = readBidFile(path);
  if (!file.ok) throw new BadCall(file.error);
  const lines = engine
    ? await replayInEngine(file.value, { measuredMs: MEASURED_MS })
    : await replayInHouse(path, file.value);
  for (const line of lines) console.log(line);
}

try {
  await replay();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof BadCall ? 2 : 1);
}
