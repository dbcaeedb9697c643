import type { ChainBody } from '../../auction/ledger/chain';
import { commandOfEntry } from '../../auction/ledger/command';
import { settle } from '../../auction/settle';
import { type Bidder, type LotState, UNCONDITIONAL } from '../../auction/state';
import { invariant } from '../../shared/assert';
import type { StoredEntry } from './test-sale';

/** Who a paddle belongs to. */
export type Paddles = ReadonlyMap<number, { registrationId: number; userId: string }>;

/** The bidder behind a paddle, as approved. @throws InvariantError for a paddle nobody has. */
export function bidderOf(paddles: Paddles, paddle: number): Bidder {
  const person = paddles.get(paddle);
  invariant(person, 'a bid has a paddle of the sale', { paddle });
  return { ...person, paddle, status: 'approved', ...UNCONDITIONAL };
}

/** Runs the rules over a stored ledger, one entry after the other (G2): the state it proves. */
export function replayLedger(
  first: LotState,
  entries: readonly StoredEntry[],
  paddles: Paddles,
): LotState {
  return entries.reduce((state, entry) => {
    const body = JSON.parse(entry.line) as ChainBody;
    const command = commandOfEntry(body, {
      before: state,
      earlier: entries.slice(0, body.entry - 1).map(({ line }) => JSON.parse(line) as ChainBody),
      secretsOf: (one) => entries[one.entry - 1]?.secrets ?? {},
      bidderOf: (paddle) => bidderOf(paddles, paddle),
    });
    const { outcome, next } = settle(state, command, body.decidedAtMs);
    const code = outcome.ok ? null : outcome.error.kind;
    invariant(code === entry.code, 'the rules decide as they did', { entry, code });
    return next;
  }, first);
}
