import type { LotCommand } from './command';
import type { LotPhase } from './state';

/** Whether a phase takes a command up for decision, or refuses it outright. */
export type PhaseRule = 'decides' | 'refuses';

/**
 * What each phase does with each command (STA1): no cell is missing, by type. A held lot can only
 * be withdrawn; holding and resuming come with the live sale.
 */
export const PHASE_TABLE: Record<LotPhase, Record<LotCommand['kind'], PhaseRule>> = {
  scheduled: {
    placeBid: 'refuses',
    openLot: 'decides',
    closeLot: 'refuses',
    withdrawLot: 'decides',
    setTerms: 'decides',
    resumeLot: 'refuses',
  },
  open: {
    placeBid: 'decides',
    openLot: 'refuses',
    closeLot: 'decides',
    withdrawLot: 'decides',
    setTerms: 'refuses',
    resumeLot: 'decides',
  },
  held: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'decides',
    setTerms: 'refuses',
    resumeLot: 'refuses',
  },
  sold: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'refuses',
    setTerms: 'refuses',
    resumeLot: 'refuses',
  },
  passed: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'refuses',
    setTerms: 'refuses',
    resumeLot: 'refuses',
  },
  withdrawn: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'refuses',
    setTerms: 'refuses',
    resumeLot: 'refuses',
  },
};

/** The phases a lot never leaves. */
export const hasEnded = (phase: LotPhase): boolean =>
  phase === 'sold' || phase === 'passed' || phase === 'withdrawn';
