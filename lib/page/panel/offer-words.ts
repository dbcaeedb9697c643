import type { PublicLot } from '../../api/public-lot';
import type { MyBid } from '../../api/v1/bids';
import type { Messages } from '../messages';
import type { PanelAction, PanelState } from './panel-model';
import { hasWon } from './standing';
import type { Units } from './submission';
import { isContest, unitsOf, type Way, wayOf } from './way';

/** A sentence of these lots: its key below `panel.offer` in the messages, and what stands in it. */
export interface OfferSentence {
  key:
    | `said.${keyof Messages['panel']['offer']['said']}`
    | `ask.${keyof Messages['panel']['offer']['ask']}`;
  values: { amount: string; units: number; paddle: number; lot: number };
}

/** What of the reader's bid these sentences tell. */
type Mine = Pick<MyBid, 'myMaxMinor' | 'units' | 'leastUnits' | 'won'>;

interface Told {
  lot: PublicLot;
  state: Pick<PanelState, 'name' | 'action'>;
  mine: Mine | null;
  money(amountMinor: number | null): string;
}

/** `Alone`: the lot is one. `Each`: for so many units. `All`: for all of them or none (MUL2). */
const shapeOf = (lot: Pick<PublicLot, 'units'>, { units, leastUnits }: Units) =>
  unitsOf(lot) === null ? 'Alone' : leastUnits === units && units > 1 ? 'All' : 'Each';

const askedFor = (action: PanelAction) => (action.kind === 'review' ? action.amountMinor : null);

/**
 * Where the reader stands on a lot of sealed offers or of a falling price, where the words of bids that go
 * beyond each other would be wrong; null: they are right.
 */
export function offerStanding({ lot, state, mine, money }: Told): OfferSentence | null {
  const way = wayOf(lot);
  if (isContest(lot)) return null;
  const said = (
    key: keyof Messages['panel']['offer']['said'],
    amountMinor: number | null,
    units = 1,
  ): OfferSentence => ({
    key: `said.${key}`,
    values: {
      amount: money(amountMinor),
      units,
      paddle: lot.leaderPaddle ?? 0,
      lot: lot.lotNumber,
    },
  });
  const won = mine?.won ?? null;
  switch (state.name) {
    case 'can-bid':
    case 'setting-max':
    case 'confirming':
    case 'offered':
      if (way === 'offers' && mine) {
        return said(`offered${shapeOf(lot, mine)}`, mine.myMaxMinor, mine.units);
      }
      if (way === 'clock' && won && hasWon(won)) return said('bought', won.totalMinor, won.units);
      return said(way === 'offers' ? 'canOffer' : 'canBuy', null);
    case 'bought':
      return said('bought', won?.totalMinor ?? null, won?.units);
    case 'price-moved':
      return said(way === 'offers' ? 'movedMinimum' : 'movedClock', askedFor(state.action));
    case 'sold-to-you':
      return won && unitsOf(lot) ? said('won', won.totalMinor, won.units) : null;
    case 'sold-to-other': {
      const isLost = way === 'offers' && mine !== null && won !== null;
      if (lot.leaderPaddle !== null) return isLost ? said('lost', lot.priceMinor) : null;
      return said(isLost ? 'lostSeveral' : 'several', lot.priceMinor);
    }
    default:
      return null;
  }
}

/** What is asked before an offer or a purchase at a falling price is sent. */
export function offerQuestion(asked: {
  way: Way;
  units: Units | null;
  isSeveral: boolean;
  amount: string;
  lotNumber: number;
}): OfferSentence {
  const { units, isSeveral, amount, lotNumber } = asked;
  const values = { amount, units: units?.units ?? 1, paddle: 0, lot: lotNumber };
  if (asked.way === 'clock') return { key: isSeveral ? 'ask.buyEach' : 'ask.buy', values };
  const isAll = units !== null && units.units > 1 && units.leastUnits === units.units;
  return { key: isSeveral ? (isAll ? 'ask.offerAll' : 'ask.offerEach') : 'ask.offer', values };
}
