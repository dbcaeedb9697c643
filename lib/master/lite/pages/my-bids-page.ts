import type { PublicLot } from '../../../api/public-lot';
import type { AuctionView } from '../../../api/v1/auctions';
import type { LotRecord } from '../../../db/read/lot-row';
import type { MyBidRow } from '../../../db/read/my-bids';
import { inLanguage } from '../../../page/language';
import { boughtFor, canAskWhy, isOwed, limitName } from '../../../page/my-lot';
import { hasWon, type Standing, standingOf } from '../../../page/panel/standing';
import { unitsOf } from '../../../page/panel/way';
import { SECTIONS, sortMine } from '../../../page/sections';
import { moneyOf, priceWords, timeWords } from '../figures';
import { html, type Markup, type Part } from '../markup';
import { litePathOfLot } from '../paths';
import type { Reader } from '../reader';
import { withReturn } from '../return-to';

type Money = (amountMinor: number | null) => string;

/** Where the reader stands on a lot they have bid on. */
const standingIn = (lot: PublicLot, bid: MyBidRow | undefined): Standing =>
  standingOf(lot, bid?.paddle ?? null, { hasBid: true, hasWon: hasWon(bid?.won ?? null) });

/** Everything that the page of the reader's own bids is drawn from. */
export interface MyBidsFacts {
  asOfMs: number;
  bids: readonly MyBidRow[];
  records: readonly LotRecord[];
  sales: readonly AuctionView[];
}

/** Every lot the reader has bid on: where they are outbid first. */
export function myBidsPage(reader: Reader, facts: MyBidsFacts): Markup {
  const { t, identity } = reader;
  const title = html`<h1>${t('myBids.title')}</h1>`;
  if (!identity) {
    const to = withReturn('/lite/sign-in', '/lite/my-bids');
    return html`${title}<p>${t('myBids.signedOut')} <a href="${to}">${t('nav.signIn')}</a></p>`;
  }
  if (facts.bids.length === 0)
    return html`${title}<p>${t('myBids.empty')} <a href="/lite">${t('myBids.toSales')}</a></p>`;
  const bidOf = new Map(facts.bids.map((bid) => [bid.lotId, bid]));
  const recordOf = new Map(facts.records.map((record) => [record.lot.id, record]));
  const sorted = sortMine(
    facts.records.map(({ lot }) => lot),
    (lot) => {
      const bid = bidOf.get(lot.id);
      return { standing: standingIn(lot, bid), won: bid?.won ?? null };
    },
  );
  const sections: Part[] = SECTIONS.map((section) => {
    const rows = sorted[section].map((id) => row(reader, facts, recordOf.get(id), bidOf.get(id)));
    return (
      rows.length > 0 &&
      html`<h2>${t(`myBids.${section}`)}</h2><table class="rows">${head(reader)}${rows}</table>`
    );
  });
  return html`${title}${sections}`;
}

const head = ({ t }: Reader) =>
  html`<tr><th>${t('myBids.columns.lot')}</th><th>${t('myBids.columns.mine')}</th><th>${t('myBids.columns.now')}</th><th>${t('lite.state')}</th></tr>`;

/** What the reader bid, by its name, and what they paid where no price of the lot says it. */
function mineWords(reader: Reader, lot: PublicLot, bid: MyBidRow, money: Money): Part {
  const { t } = reader;
  const times = bid.units > 1 ? `${bid.units} × ` : '';
  const bought = boughtFor(lot, bid.won);
  const amount = money(bought?.totalMinor ?? null);
  const paid =
    bought &&
    (unitsOf(lot)
      ? t('myBids.bought', { units: bought.units, amount })
      : t('myBids.boughtAlone', { amount }));
  const name = t(`myBids.limits.${limitName(lot)}`);
  return html`${times}${money(bid.myMaxMinor)}<br><span class="quiet">${name}</span>${paid && html`<br>${paid}`}${bid.isCancelled ? html`<br>${t('myBids.cancelled')}` : null}`;
}

/** What can be asked of it, or has to be paid. */
function act(reader: Reader, record: LotRecord, bid: MyBidRow, standing: Standing): Part {
  const { t } = reader;
  const { lot } = record;
  if (isOwed(lot, standing)) {
    return html`<br><a href="/lite/my-bids/invoices/${lot.auctionId}">${t('myBids.invoice')}</a>`;
  }
  if (!canAskWhy(lot, standing)) return null;
  return html`<br><a href="/lite/my-bids/why/${bid.lastBidId}">${t('why.ask')}</a>`;
}

function row(
  reader: Reader,
  facts: MyBidsFacts,
  record: LotRecord | undefined,
  bid: MyBidRow | undefined,
): Part {
  const sale = facts.sales.find(({ id }) => id === bid?.auctionId);
  if (!record || !bid || !sale) return null;
  const { t, language } = reader;
  const { lot, item } = record;
  const money = moneyOf(reader, sale);
  const href = litePathOfLot({ id: lot.id, title: item.title });
  const standing = standingIn(lot, bid);
  return html`<tr><td><a href="${href}">${inLanguage(item.title, language)}</a><br><span class="quiet">${t('lot.lot', { lot: lot.lotNumber })} &#183; ${inLanguage(sale.title, language)}</span></td>
<td>${mineWords(reader, lot, bid, money)}</td><td data-th="${t('myBids.columns.now')}">${priceWords(reader, lot, { nowMs: facts.asOfMs, money })}</td>
<td>${t(`lite.states.${lot.state}`)}<br><span class="quiet">${timeWords(reader, lot, facts.asOfMs)}</span>${act(reader, record, bid, standing)}</td></tr>`;
}
