import type { LotCommand } from './command';
import type { LotPhase } from './state';

/** Whether a phase takes a command up for decision, or refuses it outright. */
export type PhaseRule = 'decides' | 'refuses';

/**
 * What each phase does with each command (STA1): no cell is missing, by type. Which terms `setTerms`
 * may change is a table of its own (TRM1), and so is what a clerk may order at which stage of a live lot
 * (`formats/live-stages.ts`).
 */
export const PHASE_TABLE: Record<LotPhase, Record<LotCommand['kind'], PhaseRule>> = {
  scheduled: {
    placeBid: 'refuses',
    openLot: 'decides',
    closeLot: 'refuses',
    withdrawLot: 'decides',
    setTerms: 'decides',
    resumeLot: 'refuses',
    cancelBid: 'refuses',
    reopenLot: 'refuses',
    cascadeLot: 'decides',
    clerk: 'refuses',
    buyNow: 'refuses',
    leaveBid: 'decides',
    reachReserve: 'refuses',
  },
  open: {
    placeBid: 'decides',
    openLot: 'refuses',
    closeLot: 'decides',
    withdrawLot: 'decides',
    setTerms: 'decides',
    resumeLot: 'decides',
    cancelBid: 'decides',
    reopenLot: 'refuses',
    cascadeLot: 'decides',
    clerk: 'decides',
    buyNow: 'decides',
    leaveBid: 'refuses',
    reachReserve: 'decides',
  },
  held: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'decides',
    setTerms: 'decides',
    resumeLot: 'refuses',
    cancelBid: 'decides',
    reopenLot: 'refuses',
    cascadeLot: 'decides',
    clerk: 'decides',
    buyNow: 'refuses',
    leaveBid: 'refuses',
    reachReserve: 'refuses',
  },
  sold: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'refuses',
    setTerms: 'refuses',
    resumeLot: 'refuses',
    cancelBid: 'refuses',
    reopenLot: 'decides',
    cascadeLot: 'refuses',
    clerk: 'refuses',
    buyNow: 'refuses',
    leaveBid: 'refuses',
    reachReserve: 'refuses',
  },
  passed: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'refuses',
    setTerms: 'refuses',
    resumeLot: 'refuses',
    cancelBid: 'refuses',
    reopenLot: 'decides',
    cascadeLot: 'refuses',
    clerk: 'refuses',
    buyNow: 'refuses',
    leaveBid: 'refuses',
    reachReserve: 'refuses',
  },
  withdrawn: {
    placeBid: 'refuses',
    openLot: 'refuses',
    closeLot: 'refuses',
    withdrawLot: 'refuses',
    setTerms: 'refuses',
    resumeLot: 'refuses',
    cancelBid: 'refuses',
    reopenLot: 'refuses',
    cascadeLot: 'refuses',
    clerk: 'refuses',
    buyNow: 'refuses',
    leaveBid: 'refuses',
    reachReserve: 'refuses',
  },
};

/** The phases that take no bid any more; sold and passed are left by a reopening only (CLS3). */
export const hasEnded = (phase: LotPhase): boolean =>
  phase === 'sold' || phase === 'passed' || phase === 'withdrawn';
