import { err, ok, type Result } from '../../shared/result';
import type { LeaveBid, LotCommand } from '../command';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { AbsenteeBid, Bidder, LotState } from '../state';
import { refusedPerson, registrationOf } from './admit';
import { withinLimit } from './limit';

/**
 * Leaves a max for a lot that is not open yet (ABS1), judged as if it were the first bid, so that its
 * bidder hears at once what cannot do. Nothing of it is public.
 */
export function leaveBid(state: LotState, command: LeaveBid): Result<readonly LotFact[], Refusal> {
  const refused = refusedPerson(state, command);
  if (refused) return err(refused);
  const bidder = registrationOf(command);
  const receivedAtMs = Math.floor(command.receivedAtMs);
  const { amountMinor: maxMinor, receivedErrorMs } = command;
  const wanted = { kind: 'placeBid', bidKind: 'max', units: 1, leastUnits: 1 } as const;
  const bid = { ...command, ...wanted, bidder, receivedAtMs };
  const judged = formatOf(state).judgesAbsentee?.(state, bid) ?? err(refusal('no-absentee-bids'));
  const allowed = withinLimit(state, bid, receivedAtMs, judged);
  if (!allowed.ok) return allowed;
  const { registrationId, userId, paddle } = bidder;
  const left = { registrationId, userId, paddle, maxMinor, receivedAtMs, receivedErrorMs };
  return ok([{ kind: 'bidLeft', version: state.version, bid: left }]);
}

/** The bids that wait once this one is left: a bidder's later one takes a new place, at the end. */
export const withAbsentee = (waiting: readonly AbsenteeBid[], left: AbsenteeBid): AbsenteeBid[] => [
  ...waiting.filter(({ registrationId }) => registrationId !== left.registrationId),
  left,
];

/**
 * What follows at once when a lot with waiting bids has opened (ABS1): each is a bid of its own, in the
 * order in which they were left, judged by its bidder's registration as it is now. `before` is the
 * scheduled lot; whoever opens it settles these next, before any other command.
 */
export const openingBids = (
  before: LotState,
  bidderOf: (absentee: AbsenteeBid) => Bidder | null,
): LotCommand[] =>
  before.absentees.map((absentee) => ({
    kind: 'placeBid',
    bidder: bidderOf(absentee),
    userId: absentee.userId,
    isHouse: false,
    bidKind: 'max',
    amountMinor: absentee.maxMinor,
    receivedAtMs: absentee.receivedAtMs,
    receivedErrorMs: absentee.receivedErrorMs,
    left: absentee,
  }));
