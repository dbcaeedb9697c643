import type { BidWhyView } from '../../../api/v1/why';
import { inLanguage } from '../../../page/language';
import {
  rulesOf,
  type ToldRule,
  type WhySentence,
  whySentences,
} from '../../../page/why-sentences';
import { moneyOf } from '../figures';
import { html, type Markup } from '../markup';
import { litePathOfLot } from '../paths';
import type { Reader } from '../reader';
import type { LotFacts } from '../reads';

/** Why a bid of the reader's came to what it came to (WHY2), sentence by sentence. */
export function whyPage(
  reader: Reader,
  { record, sale }: Pick<LotFacts, 'record' | 'sale'>,
  why: BidWhyView,
): Markup {
  const { t, language } = reader;
  const { lot, item } = record;
  const money = moneyOf(reader, sale);

  function say(sentence: WhySentence): string {
    switch (sentence.key) {
      case 'cancelled':
      case 'ahead':
        return t(`why.${sentence.key}`);
      case 'unbid':
        return t('why.unbid', { ask: money(sentence.askMinor) });
      case 'stood':
        return t('why.stood', { price: money(sentence.priceMinor), ask: money(sentence.askMinor) });
      case 'overtaken':
        return t('why.overtaken', { price: money(sentence.priceMinor) });
      default:
        return t(`why.${sentence.key}`, { amount: money(sentence.amountMinor) });
    }
  }
  const ruleWords = (rule: string) =>
    t.has(`why.rules.${rule as ToldRule}`)
      ? t('why.by', { rule, words: t(`why.rules.${rule as ToldRule}`) })
      : rule;
  return html`<h1>${t('why.title')}</h1>
<p><a href="${litePathOfLot({ id: lot.id, title: item.title })}">${inLanguage(item.title, language)}</a><br>
<span class="quiet">${t('lot.lot', { lot: lot.lotNumber })} &#183; ${inLanguage(sale.title, language)}</span></p>
${whySentences(why).map((sentence) => html`<p>${say(sentence)}</p>`)}
${rulesOf(why).map((rule) => html`<p class="quiet">${ruleWords(rule)}</p>`)}
<p><a href="/lite/my-bids">${t('myBids.title')}</a></p>`;
}
