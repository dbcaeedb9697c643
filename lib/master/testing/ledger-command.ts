import type { LotCommand, PlaceBid } from '../../auction/command';
import { publicLot } from '../../auction/public-lot';
import type { RefusalKind } from '../../auction/refusal';
import type { LotState } from '../../auction/state';

/** What a test reads of a ledger's stored line. */
export interface StoredLine {
  kind: string;
  by: 'clock' | 'clerk' | 'bidder';
  paddle: number | null;
  bidKind: 'exact' | 'max';
  code: RefusalKind | null;
  publicAmountMinor: number | null;
  receivedAtMs: number;
  receivedErrorMs: number;
  decidedAtMs: number;
}

/** Who a paddle belongs to. */
export type Paddles = ReadonlyMap<number, { registrationId: number; userId: string }>;

/**
 * The ask that a bid named, which the ledger does not tell but by its answer (STL1): none, another
 * than it was, or the one it was.
 */
function seenAsk({ code }: StoredLine, before: LotState): Pick<PlaceBid, 'seenAskMinor'> {
  if (code === 'ask-not-named') return {};
  const askMinor = publicLot(before).askMinor ?? 0;
  return { seenAskMinor: askMinor - (code === 'ask-moved' ? 1 : 0) };
}

/**
 * The command that left this line; null for kinds whose command the ledger does not tell.
 * @param maxMinor from the line's opening, where it has one.
 */
export function commandOfLine(
  line: StoredLine,
  before: LotState,
  maxMinor: number | null | undefined,
  paddles: Paddles,
): LotCommand | null {
  const by = line.by === 'clerk' ? 'clerk' : 'clock';
  if (line.kind === 'opened') return { kind: 'openLot', by };
  if (line.kind === 'sold' || line.kind === 'passed') return { kind: 'closeLot', by };
  const { paddle } = line;
  const person = paddle === null ? undefined : paddles.get(paddle);
  const amountMinor = maxMinor ?? line.publicAmountMinor;
  if (line.kind !== 'bid' || paddle === null || !person || amountMinor === null) return null;
  return {
    kind: 'placeBid',
    bidder: { ...person, paddle, status: 'approved' },
    userId: person.userId,
    isHouse: false,
    bidKind: line.bidKind,
    amountMinor,
    ...seenAsk(line, before),
    receivedAtMs: line.receivedAtMs,
    receivedErrorMs: line.receivedErrorMs,
  };
}
