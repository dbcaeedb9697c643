import type { AuctionView } from '../../../api/v1/auctions';
import type { RegistrationView } from '../../../api/v1/registrations';
import type { LotRecord } from '../../../db/read/lot-row';
import type { MyBidRow } from '../../../db/read/my-bids';
import { inLanguage } from '../../../page/language';
import { hasWon, standingOf } from '../../../page/panel/standing';
import { isContest } from '../../../page/panel/way';
import {
  closing,
  leaderWords,
  moneyOf,
  priceWords,
  scriptWay,
  stateWords,
  timeWords,
} from '../figures';
import { followed } from '../live-data';
import { html, type Markup, type Part } from '../markup';
import { litePathOfLot, pathOfSale } from '../paths';
import type { Reader } from '../reader';
import { withReturn } from '../return-to';
import { prose } from './lot-page';
import { premiumWords, saleDates } from './sale-words';

/** Lots on one page: they and the sale's own record are as many as an address of a terminal can name. */
export const LOTS_PER_PAGE = 60;

/** Everything that a sale's page is drawn from. */
export interface SaleFacts {
  epoch: number;
  asOfMs: number;
  sale: AuctionView;
  lots: readonly LotRecord[];
  registration: RegistrationView | null;
  /** Lots of the sale that the reader has bid on. */
  bidOn: ReadonlyMap<number, Pick<MyBidRow, 'won'>>;
  page: number;
  pages: number;
}

/** A sale: what it is, whether the reader may bid, and its lots, a line each. */
export function salePage(
  reader: Reader,
  facts: SaleFacts,
  drawn: { terminals: readonly string[]; refreshS: number },
): Markup {
  const { t, language } = reader;
  const { sale, lots, registration, pages } = facts;
  const rows = lots.map((record) => row(reader, facts, record));
  const head = html`<tr><th>${t('lite.number')}</th><th>${t('myBids.columns.lot')}</th><th class="n">${t('panel.price.current')}</th><th class="n">${t('lite.bids')}</th><th class="n">${t('lite.nextBid')}</th><th>${t('lite.leader')}</th><th>${t('lite.state')}</th></tr>`;
  const table =
    rows.length > 0
      ? html`<table class="rows">${head}${rows}</table>`
      : html`<p>${t('sale.none')}</p>`;
  const channel =
    pages === 1
      ? `auction:${sale.id}`
      : [`sale:${sale.id}`, ...lots.map(({ lot }) => `lot:${lot.id}`)].join();
  const isFollowed = sale.state !== 'draft' && lots.length > 0; // DRF1
  const paddle = registration?.paddle ?? null;
  const stands = {
    winning: t('tile.winning'),
    outbid: t('tile.outbid'),
  };
  const drawing = { verb: 'bid', look: '', next: 'costNext' } as const;
  const followedLots = {
    ...facts,
    ...drawing,
    ...drawn,
    channel,
    lots: lots.map(({ lot }) => lot),
    paddle,
  };
  return html`<h1>${inLanguage(sale.title, language)}</h1>
<p><span id="sale-${sale.id}">${t(`sale.${sale.state}`)}</span> &#183; ${saleDates(reader, sale)}</p><p class="quiet">${premiumWords(reader, sale)}</p>
${standing(reader, facts)}
${isFollowed ? followed(reader, { ...followedLots, stands }, table) : table}
${turns(reader, facts)}
${prose(t('sale.about'), inLanguage(sale.description, language))}
${prose(t('sale.terms'), inLanguage(sale.terms, language))}`;
}

/** Whether the reader may bid here, and the way to it. */
function standing({ t, identity }: Reader, { sale, registration }: SaleFacts): Part {
  if (registration) {
    const { status, paddle } = registration;
    if (status === 'approved') return html`<p>${t('sale.registered', { paddle })}</p>`;
    return html`<p>${t(status === 'pending' ? 'sale.pending' : 'sale.notApproved')}</p>`;
  }
  if (sale.state === 'ended') return null;
  const path = pathOfSale(sale);
  const to = identity ? `/lite/sales/${sale.id}/register` : '/lite/sign-in';
  const label = t(identity ? 'sale.register' : 'sale.signIn');
  return html`<p><a href="${withReturn(to, path)}">${label}</a></p>`;
}

function row(reader: Reader, facts: SaleFacts, { lot, item }: LotRecord): Markup {
  const { t, language } = reader;
  const money = moneyOf(reader, facts.sale);
  const bid = facts.bidOn.get(lot.id);
  const mine = bid !== undefined;
  const stands = standingOf(lot, facts.registration?.paddle ?? null, {
    hasBid: mine,
    hasWon: hasWon(bid?.won ?? null),
  });
  // Who leads is who bought last where the price falls by itself.
  const isLed = isContest(lot) || lot.askMinor === null;
  const ask = isContest(lot) || lot.state !== 'open' || !lot.falling ? money(lot.askMinor) : '';
  const price = priceWords(reader, lot, { nowMs: facts.asOfMs, money });
  const said = stands === 'none' ? '' : t(`tile.${stands}`);
  const { id } = lot;
  return html`<tr id="lot-${id}" data-state="${lot.state}" data-standing="${stands}" data-mine="${mine ? 1 : 0}" data-way="${scriptWay(lot)}" data-closes="${closing(lot)}" data-extensions="${lot.extensions}">
<td class="line">${lot.lotNumber}</td> <td class="line"><a href="${litePathOfLot({ id, title: item.title })}">${inLanguage(item.title, language)}</a></td>
<td class="n sum"><b id="price-${id}">${price}</b></td><td class="n" id="bids-${id}" data-th="${t('lite.bids')}">${lot.bidCount}</td>
<td class="n" id="ask-${id}" data-th="${t('lite.nextBid')}">${ask}</td><td class="one" id="leader-${id}" data-th="${t('lite.leader')}">${isLed ? leaderWords(reader, lot) : '–'}</td>
<td class="when"><span id="state-${id}">${stateWords(reader, lot)}</span><br><span class="quiet" id="time-${id}">${timeWords(reader, lot, facts.asOfMs)}</span><br><b class="${stands}" id="standing-${id}">${said}</b></td></tr>`;
}

function turns({ t }: Reader, { sale, page, pages }: SaleFacts): Part {
  if (pages === 1) return null;
  const link = (to: number, label: string) =>
    to >= 1 && to <= pages && html` &#183; <a href="${pathOfSale(sale)}?page=${to}">${label}</a>`;
  return html`<p>${t('lite.page', { page, pages })}${link(page - 1, t('lite.previous'))}${link(page + 1, t('lite.next'))}</p>`;
}
