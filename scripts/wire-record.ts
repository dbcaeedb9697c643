/**
 * `npm run wire:record`: writes down the wire of a protocol version that has none yet (WIR1). With
 * `--again` it writes that of the current version anew, which is right only while nobody runs it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { PROTOCOL } from '../lib/api/frames';
import { type RecordedWires, wireHashes, wireProblem } from './wire/wire-hashes';

const file = new URL('./wire/recorded.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as RecordedWires;
const now = wireHashes();
const problem = wireProblem(recorded, now);
if (recorded[PROTOCOL] && problem && !process.argv.includes('--again')) {
  console.error(problem);
  process.exit(1);
}
writeFileSync(file, `${JSON.stringify({ ...recorded, [PROTOCOL]: now }, null, 2)}\n`);
console.log(`protocol ${PROTOCOL} is recorded`);
