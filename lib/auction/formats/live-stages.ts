import type { LotCommand } from '../command';
import type { ClerkOrder } from '../house/clerk-order';
import type { LiveStage, LotOf } from '../state';

/** What moves a live lot from stage to stage; all other commands are as in any phase. */
export type LiveMove = ClerkOrder['kind'] | Extract<LotCommand['kind'], MovingKind>;
type MovingKind = 'openLot' | 'placeBid' | 'withdrawLot';

/** The stage after it; `same`, `back` to what was before the last step, or nowhere. */
type NextStage = LiveStage | 'same' | 'back' | 'refuses';

/** What moves a lot from before the sale, and from any stage where bids are taken. */
const CALLED = {
  openLot: 'refuses',
  // Whoever bids at the last moment is not to lose to a call that was made before.
  placeBid: 'on-the-block',
  takeFloorBid: 'on-the-block',
  giveFairWarning: 'refuses',
  giveFinalCall: 'refuses',
  hold: 'on-hold',
  resume: 'refuses',
  sell: 'refuses',
  pass: 'passed',
  undo: 'back',
  setIncrement: 'same',
  withdrawLot: 'withdrawn',
} as const;

const ENDED = {
  openLot: 'refuses',
  placeBid: 'refuses',
  takeFloorBid: 'refuses',
  giveFairWarning: 'refuses',
  giveFinalCall: 'refuses',
  hold: 'refuses',
  resume: 'refuses',
  sell: 'refuses',
  pass: 'refuses',
  undo: 'refuses',
  setIncrement: 'refuses',
  withdrawLot: 'refuses',
} as const;

/**
 * Each stage of a live lot and where each move leads from there (LIV1): no cell is missing, by type.
 * Nothing is sold without both warnings since the last bid; a silent raise is no move (PRX4).
 */
export const LIVE_STAGES: Record<LiveStage, Record<LiveMove, NextStage>> = {
  'pre-sale': { ...ENDED, openLot: 'on-the-block', withdrawLot: 'withdrawn' },
  'on-the-block': { ...CALLED, giveFairWarning: 'fair-warning' },
  'fair-warning': { ...CALLED, giveFinalCall: 'final-call' },
  'final-call': { ...CALLED, sell: 'sold' },
  'on-hold': {
    ...ENDED,
    resume: 'on-the-block',
    undo: 'back',
    setIncrement: 'same',
    withdrawLot: 'withdrawn',
  },
  sold: ENDED,
  passed: ENDED,
  withdrawn: ENDED,
};

/** Where a live lot is: its phase, and on the block what was called last. */
export function stageOf({ phase, book }: LotOf<'live'>): LiveStage {
  if (phase === 'scheduled') return 'pre-sale';
  if (phase === 'open') return book.call;
  return phase === 'held' ? 'on-hold' : phase;
}
