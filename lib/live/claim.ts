import { isItemsName, SINGLE_LOTS } from '../api/record-key';
import { formatHave } from '../sync/have';
import type { SyncClaim } from './link';
import type { RecordStore } from './record-store';

/** The sale that `auction:7` means as a whole; null for a single channel or lot. */
const wholeSale = (name: string): number | null => {
  const id = /^auction:(\d+)$/.exec(name)?.[1];
  return id === undefined ? null : Number(id);
};

/** What the page says to a terminal: what it holds (PSH2), and tickets where it has any (AUT1). */
export function claimOf(
  records: RecordStore,
  channels: readonly string[],
  tickets: string[] = [],
): SyncClaim {
  const held = heldClaim(records, channels);
  return tickets.length > 0 ? { ...held, tickets } : held;
}

/** Versions, or digests of lot channels where that is too long. */
function heldClaim(records: RecordStore, channels: readonly string[]): SyncClaim {
  const epoch = records.epoch();
  if (epoch === 0) return { epoch, have: '' };
  const have = formatHave(records.held(channels));
  if (have !== null) return { epoch, have };
  const names = digestNames(channels).flatMap((name) => {
    const auctionId = wholeSale(name);
    // Of the sale's own record and of catalogue entries pages do not say what they hold.
    if (name.startsWith('sale:') || isItemsName(name)) return [];
    return auctionId === null ? [name] : records.channelsOf(auctionId);
  });
  const digests = names.map((name) => [name, digestUnder(records, channels, name)]);
  return { epoch, have: '', digests: Object.fromEntries(digests) };
}

const isSingle = (name: string) => name.startsWith('lot:');

/** What of the watched names has a digest of its own: several single lots have one together (CHN1). */
function digestNames(watched: readonly string[]): string[] {
  const singles = watched.filter(isSingle);
  const others = watched.filter((name) => !isSingle(name));
  return singles.length > 1 ? [...others, SINGLE_LOTS] : [...others, ...singles];
}

/** The digest of what the page holds under such a name. */
function digestUnder(records: RecordStore, watched: readonly string[], name: string): string {
  const singles = isSingle(name) ? [name] : watched.filter(isSingle);
  if (!isSingle(name) && name !== SINGLE_LOTS) return records.digest(name);
  return records.digestOfLots(singles.map((single) => Number(single.slice('lot:'.length))));
}

/** What an announcement says about the page; see `weigh`. */
export type Verdict = 'equal' | 'differs' | 'unsaid';

/**
 * What a terminal's digests say about what the page holds (PSH7). `equal`: every watched name and
 * every channel in which something is held is among them, and all are equal. `differs`: one is there
 * and unequal, or a sale is named without a channel in which the page holds something. `unsaid`: what
 * is there is equal but not all of it: the terminal cannot claim the rest yet, which is no difference.
 * What a terminal says of catalogue entries (`items:7`) is for whoever keeps them to compare.
 */
export function weigh(
  records: RecordStore,
  watched: readonly string[],
  announced: Readonly<Record<string, string>>,
): Verdict {
  const names = new Set(Object.keys(announced));
  for (const name of names) {
    if (!isItemsName(name) && digestUnder(records, watched, name) !== announced[name])
      return 'differs';
  }
  let isWhole = true;
  for (const name of digestNames(watched)) {
    const auctionId = wholeSale(name);
    const isNamed = names.has(name) || [...names].some((given) => given.startsWith(`${name}/`));
    if (!isNamed) isWhole = false;
    else if (auctionId !== null && !records.channelsOf(auctionId).every((one) => names.has(one))) {
      // All channels of a sale are announced together: one that is missing is empty there.
      return 'differs';
    }
  }
  return isWhole ? 'equal' : 'unsaid';
}
