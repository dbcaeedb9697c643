import { err, ok, type Result } from '../../shared/result';
import type { CascadeLot } from '../command';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { LotState } from '../state';
import { DURATION_MAX_MS, isDuration } from '../terms/durations';

/**
 * How the closes of a sale's lots follow each other (SFT6): in lot order at least `intervalMs` apart, or
 * as a group whose late bids give all of them more time.
 */
export type Cascade =
  | { readonly mode: 'sequence'; readonly intervalMs: number }
  | { readonly mode: 'group' };

/** Whether a cascade can stand: in sequence at least a millisecond and at most a day apart. */
export const isCascade = (cascade: Cascade): boolean =>
  cascade.mode === 'group' ||
  (cascade.intervalMs > 0 && isDuration(cascade.intervalMs, DURATION_MAX_MS));

/** Moves a lot's close because another lot's did (SFT6); only ever to a later time (SFT4). */
export function cascadeLot(
  state: LotState,
  { closesAtMs }: CascadeLot,
): Result<readonly LotFact[], Refusal> {
  if (!formatOf(state).followsOthers) return err(refusal('wrong-format'));
  if (closesAtMs <= state.closesAtMs) return err(refusal('not-due', { dueAtMs: state.closesAtMs }));
  return ok([{ kind: 'cascaded', version: state.version + 1, closesAtMs }]);
}
