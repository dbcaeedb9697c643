import { err, ok, type Result } from '../../shared/result';
import type { ReopenLot } from '../command';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { LotState } from '../state';
import { noticeMs } from '../terms/soft-close';
import { TIME_MAX_MS } from '../terms/times';

/**
 * Takes bids again on what was sold or passed (CLS3): by the clerk until the next lot is up, later by two
 * persons with a reason, never once it is paid. It closes a window from now, or when it would have closed
 * had the clerk not ended it; not where no time is left (SFT2).
 */
export function reopenLot(
  state: LotState,
  command: ReopenLot,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  const { by, second, why, nextIsUp, isPaid } = command;
  const book = formatOf(state).reopened(state);
  if (book === null) return err(refusal('not-reopened'));
  if (isPaid) return err(refusal('already-paid'));
  if (nextIsUp && (second === null || second.userId === by.userId)) {
    return err(refusal('needs-second'));
  }
  if (nextIsUp && why === null) return err(refusal('needs-why'));
  const windowEndsAtMs = Math.floor(nowMs) + noticeMs(state.softClose);
  const closesAtMs = Math.min(Math.max(state.closesAtMs, windowEndsAtMs), TIME_MAX_MS);
  if (closesAtMs <= nowMs) {
    return err(refusal('bad-terms', { problems: [{ field: 'closesAtMs', kind: 'bad-time' }] }));
  }
  return ok([
    {
      kind: 'reopened',
      version: state.version + 1,
      by: by.role,
      secondBy: second?.role ?? null,
      why,
      closesAtMs,
      book,
    },
  ]);
}
