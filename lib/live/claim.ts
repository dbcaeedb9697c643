import { formatHave } from '../sync/have';
import type { SyncClaim } from './link';
import type { RecordStore } from './record-store';

/** The sale that `auction:7` means as a whole; null for a single channel or lot. */
const wholeSale = (name: string): number | null => {
  const id = /^auction:(\d+)$/.exec(name)?.[1];
  return id === undefined ? null : Number(id);
};

/** What the page says it holds (PSH2): versions, or digests of lot channels where that is too long. */
export function claimOf(records: RecordStore, channels: readonly string[]): SyncClaim {
  const epoch = records.epoch();
  if (epoch === 0) return { epoch, have: '' };
  const have = formatHave(records.held(channels));
  if (have !== null) return { epoch, have };
  const names = channels.flatMap((name) => {
    const auctionId = wholeSale(name);
    return auctionId === null ? [name] : records.channelsOf(auctionId);
  });
  const digests = Object.fromEntries(names.map((name) => [name, records.digest(name)]));
  return { epoch, have: '', digests };
}

/**
 * Whether what a terminal announced proves what the page holds (PSH7): every watched name and every
 * channel in which something is held is among it, and all digests are equal.
 */
export function isProven(
  records: RecordStore,
  watched: readonly string[],
  announced: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(announced);
  const covered = watched.every((name) => {
    const auctionId = wholeSale(name);
    const told = names.some((given) => given === name || given.startsWith(`${name}/`));
    const held = auctionId === null ? [] : records.channelsOf(auctionId);
    return told && held.every((channel) => names.includes(channel));
  });
  return covered && names.every((name) => records.digest(name) === announced[name]);
}
