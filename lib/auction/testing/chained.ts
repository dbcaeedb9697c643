import { createHash } from 'node:crypto';
import { type ChainBody, type ChainedEntry, chainEntry, type Opening } from '../ledger/chain';
import type { LedgerLine } from '../ledger/line';
import type { Settlement } from '../settle';

/** SHA-256 as the ledger wants it. */
export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** A lot's ledger as a house would keep it, with what opens all of it. */
export interface Chained {
  readonly entries: ChainedEntry[];
  readonly openings: Opening[];
}

/** Chains the lines of what was settled; salts are the numbers of their entries. */
export function chained(settlements: readonly Pick<Settlement, 'line'>[], lotId = 42): Chained {
  const entries: ChainedEntry[] = [];
  const openings: Opening[] = [];
  const lines = settlements.flatMap(({ line }): LedgerLine[] => (line ? [line] : []));
  for (const [index, line] of lines.entries()) {
    const entry = index + 1;
    const place = { lotId, entry, epoch: 1, previousHash: entries.at(-1)?.hash ?? null };
    const salt = () => entry.toString(16).padStart(32, '0');
    const { text, hash, openings: own } = chainEntry(line, place, { sha256, salt });
    entries.push({ text, hash });
    openings.push(...own);
  }
  return { entries, openings };
}

/** What the entries say. */
export const bodiesOf = ({ entries }: Pick<Chained, 'entries'>): ChainBody[] =>
  entries.map(({ text }) => JSON.parse(text) as ChainBody);
