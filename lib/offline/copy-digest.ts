import { digestOf } from '../sync/digest';
import type { LocalEntry } from './local-entry';

/** The newest version that is known here of an entry. */
const knownVersion = ({ base, trouble }: LocalEntry): number =>
  trouble?.kind === 'conflict' ? trouble.theirs.version : (base?.version ?? 0);

/**
 * The digest over the entries of a copy as it knows them (CHN1), to be compared with what terminals
 * tell of the sale's: unequal, there is something to ask for.
 */
export function copyDigest(entries: readonly LocalEntry[], epoch: number): string {
  const known = entries.flatMap((entry) =>
    entry.id === null || entry.trouble?.kind === 'gone'
      ? []
      : [{ key: `item:${entry.id}`, version: knownVersion(entry) }],
  );
  return digestOf(epoch, known);
}
