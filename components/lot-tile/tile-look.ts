import type { PublicLot } from '@/lib/api/public-lot';
import type { RuleTexture } from '@/lib/page/panel/rule-texture';
import { ruleOf, type Standing } from '@/lib/page/panel/standing';
import type { ChipTone } from '../ui/chip';

/** What a tile says of a lot in one word; keys of `tile` in the messages. */
export type TileWord =
  | 'winning'
  | 'outbid'
  | 'held'
  | 'sold'
  | 'passed'
  | 'withdrawn'
  | 'toYou'
  | 'up';

/** All that a tile draws beside the figures. */
export interface TileLook {
  rule: RuleTexture;
  chip: { tone: ChipTone; word: TileWord } | null;
  /** The price is not proven: no confident figure (LOOK 11.15). */
  isPriceStale: boolean;
  isFinal: boolean;
}

/** Sold, passed or withdrawn: nothing about it changes any more. */
export const isFinal = (state: PublicLot['state']): boolean =>
  state === 'sold' || state === 'passed' || state === 'withdrawn';

/** How a lot looks in a list: texture says how fresh and final, colour where the reader stands. */
export function tileLook(
  lot: PublicLot,
  seen: { standing: Standing; isProven: boolean; isTimeUp: boolean },
): TileLook {
  const final = isFinal(lot.state);
  return {
    rule: ruleOf(lot, seen.standing, seen.isProven),
    chip: chipOf(lot, seen),
    isPriceStale: !seen.isProven && !final,
    isFinal: final,
  };
}

function chipOf(
  lot: PublicLot,
  seen: { standing: Standing; isProven: boolean; isTimeUp: boolean },
): TileLook['chip'] {
  const { standing } = seen;
  switch (lot.state) {
    case 'sold':
      return standing === 'winning'
        ? { tone: 'winning', word: 'toYou' }
        : { tone: 'neutral', word: 'sold' };
    case 'passed':
    case 'withdrawn':
    case 'held':
      return { tone: 'neutral', word: lot.state };
    case 'scheduled':
      return null;
    case 'open':
      if (seen.isTimeUp) return { tone: 'neutral', word: 'up' };
      if (standing === 'none') return null;
      // Under stale the last standing stays, in words (LOOK 1).
      return { tone: seen.isProven ? standing : 'stale', word: standing };
  }
}
