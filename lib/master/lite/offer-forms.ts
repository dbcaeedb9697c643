import type { PanelAction } from '../../page/panel/panel-model';
import type { AmountFault } from '../../page/panel/parse-amount';
import { decimalsOf } from '../../page/panel/parse-amount';
import { paysOf } from '../../page/panel/way';
import { type Currency, majorText } from '../../shared/money';
import type { Acting } from './bidding';
import { html, type Markup, type Part } from './markup';
import type { Reader } from './reader';
import type { LotFacts } from './reads';

const fault = (words: string | null): Part =>
  words === null ? null : html`<p class="danger" id="fault" role="alert">${words}</p>`;

/** How many units, where the lot is several (MUL2). */
const unitsField = ({ t }: Reader) =>
  html`<p><label for="units">${t('panel.offer.units')}</label><br><input class="text" id="units" name="units" type="text" value="1" size="6" autocomplete="off" inputmode="numeric"></p>`;

/** The fields of an offer (OFR1); nothing is placed by them. */
export function offerForm(
  reader: Reader,
  facts: LotFacts,
  offer: Extract<PanelAction, { kind: 'enter-offer' }>,
  { bidding, money }: Acting,
): Markup {
  const { t } = reader;
  const { id } = facts.record.lot;
  const { currency } = facts.sale;
  const amount = money(offer.leastMinor);
  const faults: Record<AmountFault | 'wrong-units', string> = {
    'too-low': t('panel.max.enterLeast', { amount }),
    'not-amount': t('panel.max.notAmount', { example: amount }),
    'too-fine': t('panel.max.tooFine', { currency, count: decimalsOf(currency), amount }),
    'wrong-units': t('panel.offer.wrongUnits'),
  };
  const { text, fault: what } = bidding.typed;
  const allOrNone = html`<p><label><input type="checkbox" name="all" value="1"> ${t('panel.offer.allOrNone')}</label></p>`;
  return html`${fault(what && faults[what])}
<form method="post" action="/lite/lots/${id}/review"><input type="hidden" name="kind" value="exact">${offer.units ? unitsField(reader) : null}
<p><label for="max">${t(offer.units ? 'panel.offer.labelEach' : 'panel.offer.label', { currency })}</label><br><input class="text" id="max" name="amount" type="text" value="${text}" autocomplete="off" inputmode="decimal" aria-describedby="least"><br><span class="quiet" id="least">${t(offer.units ? 'panel.offer.leastEach' : 'panel.offer.least', { amount })}</span></p>${offer.units ? allOrNone : null}
<p><input class="act" type="submit" value="${t('panel.max.review')}"></p></form>
<p class="quiet">${t(`panel.offer.how.${paysOf(facts.record.lot)}`)}</p>`;
}

/** Leads to the step that says what buying at the price of now costs (DUT1). */
export function buyForm(
  reader: Reader,
  facts: LotFacts,
  offer: Extract<PanelAction, { kind: 'buy' | 'review' }>,
  { bidding, money }: Acting,
): Markup {
  const { t } = reader;
  const { lot } = facts.record;
  const amount = money(offer.amountMinor);
  const exact = majorText(offer.amountMinor, facts.sale.currency as Currency);
  const left = offer.kind === 'buy' ? offer.units : null;
  const chosen =
    offer.kind === 'review' && offer.units
      ? html`<input type="hidden" name="units" value="${offer.units.units}">`
      : null;
  const wrong = bidding.typed.fault === 'wrong-units' ? t('panel.offer.wrongUnits') : null;
  return html`${fault(wrong)}
<form method="post" action="/lite/lots/${lot.id}/review"><input type="hidden" name="kind" value="exact"><input type="hidden" name="amount" value="${exact}" id="amount-${lot.id}">${chosen}${left ? unitsField(reader) : null}
<p><input class="act" type="submit" value="${t(left ? 'panel.action.buyEach' : 'panel.action.buy', { amount })}" id="bid-${lot.id}"></p></form>
<p class="quiet">${t('panel.buy.how')}</p>`;
}
