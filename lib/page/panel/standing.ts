import type { PublicLot } from '../../api/public-lot';
import type { MyBid } from '../../api/v1/bids';
import type { RuleTexture } from './rule-texture';
import { isContest, roomLeads } from './way';

/** Where the reader stands, as the server says it. */
export type Standing = 'none' | 'winning' | 'outbid';

/**
 * Only the server says who leads: the leader's paddle against the reader's own. Nobody leads where nobody sees
 * the others' bids, or where who bids first buys; of several who won, each only knows of themselves (`hasWon`).
 */
export function standingOf(
  lot: PublicLot,
  paddle: number | null,
  my: { hasBid: boolean; hasWon: boolean },
): Standing {
  if (lot.state === 'sold' && my.hasWon) return 'winning';
  if (lot.state !== 'sold' && !isContest(lot)) return 'none';
  if (paddle !== null && lot.leaderPaddle === paddle) return 'winning';
  const isLed = lot.leaderPaddle !== null || roomLeads(lot);
  return my.hasBid && isLed ? 'outbid' : 'none';
}

/** Whether anything is theirs. */
export const hasWon = (won: MyBid['won']): boolean => (won?.units ?? 0) > 0;

/** Precedence: final, hold, stale, standing (LOOK 1). */
export function ruleOf(lot: PublicLot, standing: Standing, isProven: boolean): RuleTexture {
  if (lot.state === 'sold') return standing === 'winning' ? 'final-mine' : 'final';
  if (lot.state === 'passed' || lot.state === 'withdrawn') return 'final';
  if (lot.state === 'held') return 'hold';
  if (!isProven) return 'stale';
  if (lot.state === 'scheduled') return 'dotted';
  return standing === 'none' ? 'solid' : standing;
}
