import { formatMoney, formatMoneyRange, formatTime } from '../../../page/format';
import { inLanguage } from '../../../page/language';
import { goesDown, unitsOf } from '../../../page/panel/way';
import { emptyHistory, whyOffers } from '../../../page/panel/why-offers';
import type { Bidding } from '../bidding';
import { moneyOf } from '../figures';
import { type Followed, followed } from '../live-data';
import { html, type Markup, type Part } from '../markup';
import { panel } from '../panel';
import { litePathOfLot, pathOfSale } from '../paths';
import type { Reader } from '../reader';
import type { LotFacts } from '../reads';

/** How a lot's page is drawn beside its facts. */
export interface Drawn {
  bidding: Bidding;
  terminals: readonly string[];
  refreshS: number | null;
}

/** One lot: where the reader stands and what they can do first, then what it is and who bid. */
export function lotPage(reader: Reader, facts: LotFacts, drawn: Drawn): Markup {
  const { t, language } = reader;
  const { record, sale, neighbours } = facts;
  const { lot, item } = record;
  const title = inLanguage(item.title, language);
  const [picture] = item.pictures;
  const turn = (to: (typeof neighbours)['next'], label: string) =>
    to && html` &#183; <a href="${litePathOfLot(to)}">${label}</a>`;
  const body = panel(reader, facts, drawn.bidding);
  return html`<p><a href="${pathOfSale(sale)}">${inLanguage(sale.title, language)}</a> &#183;
${t('lot.lotOf', { lot: lot.lotNumber, count: sale.lotCount })}${turn(neighbours.previous, t('lot.previous'))}${turn(neighbours.next, t('lot.next'))}</p>
<h1>${title}</h1>${estimate(reader, facts)}
${sale.state === 'draft' ? body : live(reader, facts, drawn, body)}
${picture ? html`<img src="${picture}" alt="${t('lot.pictureOf', { title, number: 1 })}" width="300">` : null}
${prose(t('lot.notice'), inLanguage(item.notice, language))}
${prose(t('lot.description'), inLanguage(item.description, language))}
${prose(t('lot.condition'), inLanguage(item.condition, language))}
${history(reader, facts)}
${prose(t('lot.why'), whyWords(reader, facts))}`;
}

/** The panel as the script keeps it current; what can be done then needs the page anew. */
function live(reader: Reader, facts: LotFacts, drawn: Drawn, body: Markup): Markup {
  const { t } = reader;
  const { lot } = facts.record;
  const followedLot: Followed = {
    ...facts,
    ...drawn,
    channel: `lot:${lot.id}`,
    verb: lot.falling ? (unitsOf(lot) ? 'buyEach' : 'buy') : 'bid',
    look: 'standing ',
    next: goesDown(lot) ? 'paidNext' : 'costNext',
    lots: [lot],
    paddle: facts.registration?.paddle ?? null,
    stands: {
      winning: t('panel.standing.winning', { price: '{price}' }),
      outbid: t('panel.standing.outbid', { paddle: '{paddle}', price: '{price}' }),
    },
  };
  // Empty until the script has something to say: text browsers hide nothing.
  const changed = html`<p class="hide" id="changed" role="status"><a href="${reader.path}"></a></p>`;
  return followed(reader, followedLot, [body, changed]);
}

function whyWords({ t, language }: Reader, { record: { lot }, sale }: LotFacts): string {
  const offers = whyOffers(lot, { language, money: moneyOf({ language }, sale) });
  if (offers) return t(`lot.${offers.key}`, offers.values);
  if (lot.askMinor === null) return t('lot.whyEnded');
  const ask = formatMoney(lot.askMinor, { language, currency: lot.currency });
  return t('lot.whyText', { ask });
}

/** A text under its heading, line by line; nothing where there is none. */
export function prose(title: string, text: string): Part {
  if (text === '') return null;
  const lines = text.split(/\n+/).map((line) => html`<p>${line}</p>`);
  return html`<h2>${title}</h2>${lines}`;
}

function estimate({ t, language }: Reader, { record, sale }: LotFacts): Part {
  const { estimateLowMinor: low, estimateHighMinor: high } = record.item;
  if (low === null) return null;
  const range = formatMoneyRange(low, high ?? low, { language, currency: sale.currency });
  return html`<p class="quiet">${t('lot.estimate', { range })}</p>`;
}

function history(reader: Reader, { record, bids, sale, registration }: LotFacts): Part {
  const { t } = reader;
  const money = moneyOf(reader, sale);
  const rows = bids.map((bid) => {
    const isMine = bid.paddle !== null && bid.paddle === registration?.paddle;
    const mine = isMine ? ` · ${t('lot.you')}` : '';
    const at = formatTime(Date.parse(bid.at), 'seconds', reader);
    return html`<tr><td>${at}</td><td>${bid.paddle ?? t('lot.room')}${mine}</td><td class="n">${money(bid.priceMinor)}</td></tr>`;
  });
  const head = html`<tr><th>${t('lot.historyColumns.at')}</th><th>${t('lot.historyColumns.paddle')}</th><th class="n">${t('lot.historyColumns.price')}</th></tr>`;
  const body =
    rows.length === 0
      ? html`<p>${t(`lot.${emptyHistory(record.lot)}`)}</p>`
      : html`<table>${head}${rows}</table>`;
  return html`<h2>${t('lot.history')}</h2>${body}`;
}
