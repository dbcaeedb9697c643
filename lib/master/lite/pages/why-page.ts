import type { BidWhyView } from '../../../api/v1/why';
import { inLanguage } from '../../../page/language';
import { ruleKey, rulesOf, type WhySentence, whySentences } from '../../../page/why-sentences';
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

  function say({ key, money: amounts = {}, values }: WhySentence): string {
    const told = Object.entries(amounts).map(([name, minor]) => [name, money(minor)]);
    return t(`why.${key}`, { ...values, ...Object.fromEntries(told) });
  }
  function ruleWords(rule: string): string {
    const key = ruleKey(rule, why, (one) => t.has(`why.${one}`));
    return key ? t('why.by', { rule, words: t(`why.${key}`) }) : rule;
  }
  return html`<h1>${t('why.title')}</h1>
<p><a href="${litePathOfLot({ id: lot.id, title: item.title })}">${inLanguage(item.title, language)}</a><br>
<span class="quiet">${t('lot.lot', { lot: lot.lotNumber })} &#183; ${inLanguage(sale.title, language)}</span></p>
${whySentences(why).map((sentence) => html`<p>${say(sentence)}</p>`)}
${rulesOf(why).map((rule) => html`<p class="quiet">${ruleWords(rule)}</p>`)}
<p><a href="/lite/my-bids">${t('myBids.title')}</a></p>`;
}
