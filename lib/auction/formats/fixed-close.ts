import { err } from '../../shared/result';
import { refusal } from '../refusal';
import type { LotTerms } from '../state';
import type { LotTimes } from './format';

/**
 * The times of a format whose lots close when their terms say, however late they open, and whose price
 * does not move by itself.
 */
export const fixedClose = {
  opening: ({ opensAtMs, closesAtMs }: LotTerms, nowMs: number): LotTimes => ({
    opensAtMs: Math.min(opensAtMs, nowMs),
    closesAtMs,
  }),
  followsOthers: true,
  closeMs: ({ closesAtMs }: LotTerms): number => closesAtMs,
  reserveAtMs: () => null,
  opensReserve: false,
  reachReserve: () => err(refusal('wrong-format')),
};
