import type { AbsenteeBid } from '../state';
import type { ChainBody, Opening } from './chain';

/** Entries of bids that were left and not refused (ABS1). */
const isLeft = ({ kind, code }: ChainBody) => kind === 'bidLeft' && code === null;

/**
 * Which of the bids left with these entries wait for the opening, in the order in which it takes them (ABS1):
 * a bidder's later one takes a new place, at the end. Those of before an opening that was undone wait no more:
 * they were bid then, and undone (LIV1).
 */
export function waitingIn(entries: readonly ChainBody[]): ChainBody[] {
  const since = entries.slice(entries.findLastIndex(({ kind }) => kind === 'opened') + 1);
  return since.filter(
    (left, at) =>
      isLeft(left) &&
      !since.slice(at + 1).some((later) => isLeft(later) && later.paddle === left.paddle),
  );
}

/** The entry of what was left that this entry's bid is made of (ABS1): it was received when that was. */
export const leftEntry = (
  { paddle, receivedAtMs }: ChainBody,
  earlier: readonly ChainBody[],
): ChainBody | undefined =>
  earlier.findLast(
    (one) => isLeft(one) && one.paddle === paddle && one.receivedAtMs === receivedAtMs,
  );

/** What was left that the entry of a bid is made of (ABS1). Null for any other bid. */
export function leftFor(entry: ChainBody, earlier: readonly ChainBody[]): AbsenteeBid | null {
  const { paddle, receivedAtMs, receivedErrorMs } = entry;
  if (paddle === null || !leftEntry(entry, earlier)) return null;
  const bidder = { registrationId: paddle, userId: `paddle ${paddle}`, paddle };
  return { ...bidder, maxMinor: 0, receivedAtMs, receivedErrorMs };
}

/**
 * Where the entry that is to be the bid made of one that was left (ABS1) is another, or says another amount than
 * was left, as far as both are opened; null where it is that bid.
 */
export function leftDifference(
  entry: ChainBody,
  left: ChainBody,
  openings: readonly Opening[],
): { field: string; told: unknown; due: unknown } | null {
  const { paddle, receivedAtMs, receivedErrorMs } = left;
  const due = { kind: 'bid', bidKind: 'max', paddle, receivedAtMs, receivedErrorMs } as const;
  for (const field of ['kind', 'bidKind', 'paddle', 'receivedAtMs', 'receivedErrorMs'] as const) {
    if (entry[field] !== due[field]) return { field, told: entry[field], due: due[field] };
  }
  const [asLeft, asBid] = [left, entry].map(
    (one) => openings.find(({ entry: at, of }) => at === one.entry && of === 'max')?.amountMinor,
  );
  if (asLeft === undefined || asBid === undefined || asLeft === asBid) return null;
  return { field: 'max', told: asBid, due: asLeft };
}
