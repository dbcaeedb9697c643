import type { LotCommand } from '../../auction/command';

/** What a test reads of a ledger's stored line. */
export interface StoredLine {
  kind: string;
  by: 'clock' | 'clerk' | 'bidder';
  paddle: number | null;
  bidKind: 'exact' | 'max';
  publicAmountMinor: number | null;
  receivedAtMs: number;
  receivedErrorMs: number;
  decidedAtMs: number;
}

/** Who a paddle belongs to. */
export type Paddles = ReadonlyMap<number, { registrationId: number; userId: string }>;

/**
 * The command that left this line; null for kinds whose command the ledger does not tell.
 * @param maxMinor from the line's opening, where it has one.
 */
export function commandOfLine(
  line: StoredLine,
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
    receivedAtMs: line.receivedAtMs,
    receivedErrorMs: line.receivedErrorMs,
  };
}
