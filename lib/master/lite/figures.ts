import type { PublicLot } from '../../api/public-lot';
import type { AuctionView } from '../../api/v1/auctions';
import { formatLeft, formatMoney, ladderHasDecimals } from '../../page/format';
import { goesDown, roomLeads } from '../../page/panel/way';
import { html, type Markup } from './markup';
import { pointInTime, type Reader } from './reader';

/** How amounts of one sale are written for this reader; no amount is a dash. */
export function moneyOf(reader: Reader, sale: Pick<AuctionView, 'currency' | 'ladder'>) {
  const { currency } = sale;
  const style = {
    language: reader.language,
    currency,
    decimals: ladderHasDecimals(sale.ladder, currency),
  };
  return (amountMinor: number | null): string =>
    amountMinor === null ? '–' : formatMoney(amountMinor, style);
}

/** When an open lot closes, for the script to count down to; nothing where no clock does it (LIV1). */
export const closing = (lot: PublicLot): number | '' =>
  lot.state === 'open' && !lot.saleroom ? lot.closesAtMs : '';

/** What a lot's bidding is in; in a saleroom, at which stage. */
export const stateWords = ({ t }: Reader, { state, saleroom }: PublicLot): string =>
  saleroom ? t(`panel.stages.${saleroom.stage}`) : t(`lite.states.${state}`);

/** When a lot opens, closes or closed, and how long until then; empty where there is no such time. */
export function timeWords(reader: Reader, lot: PublicLot, nowMs: number): string {
  const { t } = reader;
  const point = (ms: number) => ({
    at: pointInTime(reader, ms, nowMs),
    left: formatLeft(ms - nowMs, reader.language),
  });
  if (lot.saleroom && lot.state !== 'scheduled') return '';
  switch (lot.state) {
    case 'scheduled':
      return t('lite.opens', point(lot.opensAtMs));
    case 'open':
      return lot.closesAtMs <= nowMs ? t('panel.time.up') : t('lite.closes', point(lot.closesAtMs));
    case 'sold':
    case 'passed': {
      const { at } = point(lot.closesAtMs);
      return lot.closesAtMs <= nowMs ? t.markup('panel.time.closed', { at: () => at }) : '';
    }
    default:
      return '';
  }
}

/** The reserve in words; only its status is public (RES1). */
export function reserveWords({ t }: Reader, reserve: PublicLot['reserve']): string {
  if (reserve === 'none') return t('panel.reserve.none');
  return t(reserve === 'met' ? 'panel.reserve.met' : 'panel.reserve.notMet');
}

/** Who leads, by paddle; a dash while nobody does. */
export const leaderWords = ({ t }: Reader, lot: PublicLot): string =>
  lot.leaderPaddle === null
    ? roomLeads(lot)
      ? t('lot.room')
      : '–'
    : t('lite.paddle', { paddle: lot.leaderPaddle });

/** What a lot's bidding stands at: each figure has its own name, which the script finds it by. */
export function figures(
  reader: Reader,
  about: { lot: PublicLot; nowMs: number; money(amountMinor: number | null): string },
): Markup {
  const { lot, nowMs, money } = about;
  const { t } = reader;
  const { id } = lot;
  const isDown = goesDown(lot);
  const price =
    lot.state === 'sold'
      ? t(isDown ? 'panel.price.awarded' : 'panel.price.hammer')
      : t(isDown ? 'panel.price.lowest' : 'panel.price.current');
  return html`<table>
<tr><th>${price}</th><td class="price" id="price-${id}">${lot.priceMinor === null ? t('panel.price.bids', { count: 0 }) : money(lot.priceMinor)}</td></tr>
<tr><th>${t('lite.nextBid')}</th><td id="ask-${id}">${money(lot.askMinor)}</td></tr>
<tr><th>${t('lite.bids')}</th><td id="bids-${id}">${lot.bidCount}</td></tr>
<tr><th>${t('lite.leader')}</th><td id="leader-${id}">${leaderWords(reader, lot)}</td></tr>
<tr><th>${t('lite.state')}</th><td id="state-${id}">${stateWords(reader, lot)}</td></tr>
<tr><th>${t('lite.closing')}</th><td id="time-${id}">${timeWords(reader, lot, nowMs)}</td></tr>
<tr><td colspan="2" id="reserve-${id}">${reserveWords(reader, lot.reserve)}</td></tr>
</table>`;
}
