import type { AbsenteeBid } from '../state';
import type { ChainBody, Opening } from './chain';

/** Whether it is the entry of a bid that was left and not refused (ABS1). */
export const isLeft = ({ kind, code }: ChainBody) => kind === 'bidLeft' && code === null;

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

/** What was left that the entry of a bid is made of (ABS1): it was received when that was. Null for any other bid. */
export function leftFor(
  { paddle, receivedAtMs, receivedErrorMs }: ChainBody,
  earlier: readonly ChainBody[],
): AbsenteeBid | null {
  const isIt = (one: ChainBody) =>
    isLeft(one) && one.paddle === paddle && one.receivedAtMs === receivedAtMs;
  if (paddle === null || !earlier.some(isIt)) return null;
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
