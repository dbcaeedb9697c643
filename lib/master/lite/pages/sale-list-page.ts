import type { SaleCard } from '../../../db/read/sale-cards';
import { groupSales, type SaleGroup } from '../../../page/group-sales';
import { inLanguage } from '../../../page/language';
import { html, type Markup, type Part } from '../markup';
import { pathOfSale } from '../paths';
import type { Reader } from '../reader';
import { saleDates } from './sale-words';

const GROUPS = ['live', 'coming', 'results', 'drafts'] as const;
const TITLES = {
  live: 'saleList.liveNow',
  coming: 'saleList.coming',
  results: 'saleList.results',
  drafts: 'saleList.drafts',
} as const satisfies Record<SaleGroup, string>;

/** The sales of the house: what is live, what comes, what was. */
export function saleListPage(reader: Reader, cards: readonly SaleCard[]): Markup {
  const { t, language } = reader;
  const groups = groupSales(cards);
  const list = (of: readonly SaleCard[]) =>
    of.map(
      ({ auction }) =>
        html`<p><a href="${pathOfSale(auction)}">${inLanguage(auction.title, language)}</a><br><span class="quiet">${saleDates(reader, auction)}</span></p>`,
    );
  const sections: Part[] = GROUPS.map((group) =>
    groups[group].length === 0 ? null : html`<h2>${t(TITLES[group])}</h2>${list(groups[group])}`,
  );
  const nothing = cards.length === 0 ? html`<p>${t('saleList.empty')}</p>` : null;
  return html`<h1>${t('saleList.title')}</h1>${nothing}${sections}`;
}
