import type { Clock } from '../shared/ports';
import { createRefusals } from '../shared/refusals';
import type { NodeCounters } from './counters';
import type { Log } from './log';

/** Longest name that is repeated in the log. */
const NAME_MAX_CHARS = 64;

/** Counts entries that were left out of what `from` told, and says so once a minute (WIR5). */
export type LeftOut = (from: string, entries: readonly unknown[]) => void;

/** See `LeftOut`. */
export function createLeftOut(options: {
  log: Log;
  clock: Clock;
  counters: NodeCounters;
}): LeftOut {
  const refusals = createRefusals(options);
  return (from, entries) => {
    const [first] = entries as readonly { key?: unknown }[];
    if (first === undefined) return;
    options.counters.entriesLeftOut += entries.length;
    const name = (JSON.stringify(first.key) ?? 'nothing').slice(0, NAME_MAX_CHARS);
    const line = `left out what names no record, such as ${name}, and took the rest; the row of such a key in "change" is none of this version's`;
    refusals.say('key-of-no-record', from, line);
  };
}
