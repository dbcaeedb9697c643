import type { Result } from '../shared/result';
import type { LotCommand } from './command';
import { decide } from './decide';
import { evolveAll } from './evolve';
import type { LotFact } from './fact';
import { ledgerLine } from './ledger/ledger-line';
import type { LedgerLine } from './ledger/line';
import { lotWith } from './lot-with';
import type { Refusal } from './refusal';
import type { FormatName, LotOf } from './state';

/** All that follows from one command. */
export interface Settlement<F extends FormatName = FormatName> {
  readonly outcome: Result<readonly LotFact[], Refusal>;
  /**
   * The lot afterwards: the same but for `entry` and `decidedAtMs` when the command was refused.
   */
  readonly next: LotOf<F>;
  /** To be chained as entry `next.entry`; null where the ledger takes no note. */
  readonly line: LedgerLine | null;
}

/**
 * Decide, evolve and the ledger's line in one step: what lanes and the closing clock run under the
 * lot's lock, command after command. `nowMs` is the primary's clock read after the lock was had
 * (LAN1). Public bodies need writing and telling only where `next.version` differs from the
 * version before (VER1).
 */
export function settle<F extends FormatName>(
  state: LotOf<F>,
  command: LotCommand,
  nowMs: number,
): Settlement<F> {
  const outcome = decide(state, command, nowMs);
  const after = outcome.ok ? evolveAll(state, outcome.value) : state;
  const line = ledgerLine({ before: state, after, command, outcome, nowMs });
  const next = line
    ? lotWith(after, { entry: state.entry + 1, decidedAtMs: line.decidedAtMs })
    : after;
  return { outcome, next, line };
}
