import { err, ok, type Result } from '../../shared/result';
import type { CascadeLot } from '../command';
import type { LotFact } from '../fact';
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

/** When a lot that has not ended closes. */
export interface LotClose {
  readonly lotId: number;
  readonly closesAtMs: number;
}

/** Whether a cascade can stand: in sequence at least a millisecond and at most a day apart. */
export const isCascade = (cascade: Cascade): boolean =>
  cascade.mode === 'group' ||
  (cascade.intervalMs > 0 && isDuration(cascade.intervalMs, DURATION_MAX_MS));

/** The closes of a sale's lots, the first one's given: each `intervalMs` after the one before (SFT6). */
export const staggered = (firstMs: number, lots: number, intervalMs: number): number[] =>
  Array.from({ length: lots }, (_, at) => firstMs + at * intervalMs);

/**
 * The lots that have to close later because one before them does (SFT6), with their new closes: each at
 * least `intervalMs` after the one before it.
 * @param lots those that have not ended, in lot order, as they close now, from the one that moved on.
 */
export function sequenceMoves(lots: readonly LotClose[], intervalMs: number): LotClose[] {
  const moves: LotClose[] = [];
  let dueAtMs = Number.NEGATIVE_INFINITY;
  for (const { lotId, closesAtMs } of lots) {
    if (closesAtMs < dueAtMs) moves.push({ lotId, closesAtMs: dueAtMs });
    dueAtMs = Math.max(closesAtMs, dueAtMs) + intervalMs;
  }
  return moves;
}

/**
 * The lots of a group that have to close later because of a late bid on any of them (SFT6).
 * @param lots those that have not ended.
 * @param untilMs what that bid keeps open (`keptOpenUntil`).
 */
export const groupMoves = (lots: readonly LotClose[], untilMs: number): LotClose[] =>
  lots
    .filter(({ closesAtMs }) => closesAtMs < untilMs)
    .map(({ lotId }) => ({ lotId, closesAtMs: untilMs }));

/** Moves a lot's close because another lot's did; only ever to a later time (SFT4). */
export function cascadeLot(
  state: LotState,
  { closesAtMs }: CascadeLot,
): Result<readonly LotFact[], Refusal> {
  if (closesAtMs <= state.closesAtMs) return err(refusal('not-due', { dueAtMs: state.closesAtMs }));
  return ok([{ kind: 'cascaded', version: state.version + 1, closesAtMs }]);
}
