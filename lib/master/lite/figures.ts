import type { PublicLot } from '../../api/public-lot';
import type { AuctionView } from '../../api/v1/auctions';
import { formatLeft, formatMoney, ladderHasDecimals } from '../../page/format';
import { askAt, nextFallMs } from '../../page/panel/falling';
import { goesDown, isContest, roomLeads, unitsOf, wayOf } from '../../page/panel/way';
import { html, type Markup } from './markup';
import { pointInTime, type Reader } from './reader';

/** How amounts of one sale are written for this reader; no amount is a dash. */
export function moneyOf(
  reader: Pick<Reader, 'language'>,
  sale: Pick<AuctionView, 'currency' | 'ladder'>,
) {
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
  lot.state === 'open' && !lot.saleroom && !isFloorSecret(lot) ? lot.closesAtMs : '';

/** It ends at the planned time at the latest: sooner where it comes to its reserve (DUT2). */
const isFloorSecret = ({ falling }: PublicLot) => falling?.floorMinor === null;

/** What the script does not draw while it is open, for a record does not say it: else empty. */
export const scriptWay = (lot: PublicLot): string => (isContest(lot) ? '' : wayOf(lot));

/**
 * What a lot is at, in a list: its price, and where that falls by itself until when it holds (DUT2). Of
 * sealed offers there is none before the end.
 */
export function priceWords(
  reader: Reader,
  lot: PublicLot,
  about: { nowMs: number; money(amountMinor: number | null): string },
): string {
  const { nowMs, money } = about;
  if (!lot.falling || lot.state !== 'open') return money(lot.priceMinor);
  const price = money(askAt(lot, nowMs));
  const untilMs = nextFallMs(lot, nowMs);
  return untilMs === null
    ? price
    : reader.t('lite.priceUntil', { price, at: pointInTime(reader, untilMs, nowMs) });
}

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
      if (lot.closesAtMs <= nowMs) return t('panel.time.up');
      return isFloorSecret(lot)
        ? t.markup('panel.time.closesLatest', { at: () => point(lot.closesAtMs).at })
        : t('lite.closes', point(lot.closesAtMs));
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

/** The same of a lot where no bid is to go beyond another: no ask, no leader, no bids before the end. */
function offerFigures(
  reader: Reader,
  about: { lot: PublicLot; nowMs: number; money(amountMinor: number | null): string },
): Markup {
  const { lot, nowMs, money } = about;
  const { t } = reader;
  const { units } = lot;
  const isSeveral = unitsOf(lot) !== null;
  const isFalling = lot.falling && lot.state === 'open';
  const minimum = isSeveral ? 'minimumEach' : 'minimum';
  const start = lot.falling ? (isSeveral ? 'startEach' : 'start') : minimum;
  const name =
    lot.askMinor === null
      ? isSeveral
        ? 'hammerEach'
        : 'hammer'
      : isFalling
        ? isSeveral
          ? 'nowEach'
          : 'now'
        : start;
  const amount =
    lot.askMinor !== null && !isFalling ? money(lot.askMinor) : priceWords(reader, lot, about);
  const left =
    isSeveral && units
      ? lot.falling
        ? t('panel.price.left', { left: units.left, units: units.offered })
        : t('panel.price.sealedUnits', { units: units.offered })
      : null;
  const basis =
    wayOf(lot) === 'clock'
      ? left
      : lot.askMinor === null
        ? t('panel.price.offers', { count: lot.bidCount })
        : (left ?? t('panel.price.sealed'));
  const reserve =
    lot.reserve === 'not-met' ? t('panel.reserve.secret') : reserveWords(reader, lot.reserve);
  return html`<table>
<tr><th>${t(`panel.price.${name}`)}</th><td class="price" id="price-${lot.id}">${amount}</td></tr>
${basis === null ? null : html`<tr><td colspan="2">${basis}</td></tr>`}
<tr><th>${t('lite.state')}</th><td id="state-${lot.id}">${stateWords(reader, lot)}</td></tr>
<tr><th>${t('lite.closing')}</th><td id="time-${lot.id}">${timeWords(reader, lot, nowMs)}</td></tr>
<tr><td colspan="2">${reserve}</td></tr>
</table>`;
}

/** What a lot's bidding stands at: each figure has its own name, which the script finds it by. */
export function figures(
  reader: Reader,
  about: { lot: PublicLot; nowMs: number; money(amountMinor: number | null): string },
): Markup {
  const { lot, nowMs, money } = about;
  if (!isContest(lot)) return offerFigures(reader, about);
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
