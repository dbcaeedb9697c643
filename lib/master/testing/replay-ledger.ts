import { settle } from '../../auction/settle';
import type { LotState } from '../../auction/state';
import { invariant } from '../../shared/assert';
import { commandOfLine, type Paddles, type StoredLine } from './ledger-command';
import type { StoredEntry } from './test-sale';

/** Runs the rules over a stored ledger, one entry after the other (G2): the state it proves. */
export function replayLedger(
  first: LotState,
  entries: readonly StoredEntry[],
  paddles: Paddles,
): LotState {
  return entries.reduce((state, entry) => {
    const line = JSON.parse(entry.line) as StoredLine;
    const command = commandOfLine(line, state, entry.maxMinor, paddles);
    invariant(command, 'the ledger tells what was asked', { line });
    const { outcome, next } = settle(state, command, line.decidedAtMs);
    const code = outcome.ok ? null : outcome.error.kind;
    invariant(code === entry.code, 'the rules decide as they did', { entry, code });
    return next;
  }, first);
}
