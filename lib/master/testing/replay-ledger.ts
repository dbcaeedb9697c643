import type { LotCommand } from '../../auction/command';
import { settle } from '../../auction/settle';
import type { LotState } from '../../auction/state';
import { invariant } from '../../shared/assert';
import type { StoredEntry } from './test-sale';

interface Line {
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

function commandOf(line: Line, entry: StoredEntry, paddles: Paddles): LotCommand {
  const by = line.by === 'clerk' ? 'clerk' : 'clock';
  if (line.kind === 'opened') return { kind: 'openLot', by };
  if (line.kind === 'sold' || line.kind === 'passed') return { kind: 'closeLot', by };
  invariant(line.kind === 'bid' && line.paddle !== null, 'a bid of somebody', { line });
  const person = paddles.get(line.paddle);
  const amountMinor = entry.maxMinor ?? line.publicAmountMinor;
  invariant(person && amountMinor !== null, 'the paddle and the amount are known', { line });
  return {
    kind: 'placeBid',
    bidder: { ...person, paddle: line.paddle, status: 'approved' },
    userId: person.userId,
    isHouse: false,
    bidKind: line.bidKind,
    amountMinor,
    receivedAtMs: line.receivedAtMs,
    receivedErrorMs: line.receivedErrorMs,
  };
}

/** Runs the rules over a stored ledger, one entry after the other (G2): the state it proves. */
export function replayLedger(
  first: LotState,
  entries: readonly StoredEntry[],
  paddles: Paddles,
): LotState {
  return entries.reduce((state, entry) => {
    const line = JSON.parse(entry.line) as Line;
    const { outcome, next } = settle(state, commandOf(line, entry, paddles), line.decidedAtMs);
    const code = outcome.ok ? null : outcome.error.kind;
    invariant(code === entry.code, 'the rules decide as they did', { entry, code });
    return next;
  }, first);
}
