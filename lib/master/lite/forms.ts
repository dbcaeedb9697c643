import type { WishKind } from '../../api/v1/bids';
import { stepAt } from '../../auction/terms/ladder';
import { confirmQuestion } from '../../page/panel/confirm-question';
import { offerQuestion } from '../../page/panel/offer-words';
import type { PanelAction } from '../../page/panel/panel-model';
import { type AmountFault, decimalsOf } from '../../page/panel/parse-amount';
import type { Units } from '../../page/panel/submission';
import { goesDown, isContest, unitsOf, wayOf } from '../../page/panel/way';
import { type Currency, majorText } from '../../shared/money';
import type { Acting } from './bidding';
import { html, type Markup, type Part } from './markup';
import type { Reader } from './reader';
import type { LotFacts } from './reads';

/** Steps that are offered as maximums beside the field. */
const SUGGESTED = 5;

const hidden = (name: string, value: string, id?: string) =>
  html`<input type="hidden" name="${name}" value="${value}"${id ? html` id="${id}"` : null}>`;

const major = (facts: LotFacts, amountMinor: number) =>
  majorText(amountMinor, facts.sale.currency as Currency);

/** One press leads to the step that shows what it costs; nothing is placed by it. */
export function bidForm(
  { t }: Reader,
  facts: LotFacts,
  offer: { kind: 'bid' | 'review'; bidKind?: WishKind; amountMinor: number },
  { money }: Acting,
): Markup {
  const { id } = facts.record.lot;
  const amount = money(offer.amountMinor);
  const label = t(offer.kind === 'bid' ? 'panel.action.bid' : 'panel.action.review', { amount });
  // Only a plain bid follows the price by script: what is reviewed was chosen by the reader.
  const follows = offer.kind === 'bid';
  return html`<form method="post" action="/lite/lots/${id}/review">${hidden('kind', offer.bidKind ?? 'exact')}${hidden('amount', major(facts, offer.amountMinor), follows ? `amount-${id}` : undefined)}<p><input class="act" type="submit" value="${label}"${follows ? html` id="bid-${id}"` : null}></p></form>`;
}

/** Leads to the step that says what buying at once costs (BUY1); nothing where that is not on offer. */
export function buyNowForm(
  { t }: Reader,
  facts: LotFacts,
  buyNowMinor: number | null,
  { money }: Acting,
): Part {
  if (buyNowMinor === null) return null;
  const { id } = facts.record.lot;
  const label = t('panel.action.buyNow', { amount: money(buyNowMinor) });
  return html`<form id="buy-${id}" method="post" action="/lite/lots/${id}/review">${hidden('kind', 'buy-now')}${hidden('amount', major(facts, buyNowMinor))}<p><input class="act second" type="submit" value="${label}"></p></form>`;
}

/** The field for a maximum, with what was typed, and the next steps of the ladder as choices. */
export function maxForm(
  { t }: Reader,
  facts: LotFacts,
  offer: Extract<PanelAction, { kind: 'enter-max' }>,
  { bidding, money }: Acting,
): Markup {
  const { id, askMinor } = facts.record.lot;
  const { currency, ladder } = facts.sale;
  const amount = money(offer.leastMinor);
  const { isDown } = offer;
  const words = isDown ? 'panel.low' : 'panel.max';
  const onward = isDown ? -1 : 1;
  const least = offer.isRaise
    ? t(`${words}.enterAbove`, { amount: money(offer.leastMinor - onward) })
    : t(`${words}.enterLeast`, { amount });
  const faults: Record<AmountFault | 'wrong-units', string> = {
    'too-low': least,
    'not-amount': t(`${words}.notAmount`, { example: amount }),
    'too-fine': t(`${words}.tooFine`, { currency, count: decimalsOf(currency), amount }),
    'wrong-units': t('panel.offer.wrongUnits'),
  };
  const { text, fault } = bidding.typed;
  const suggested: number[] = [];
  const fits = (at: number) => (isDown ? at <= offer.leastMinor : at >= offer.leastMinor);
  const from = askMinor !== null && fits(askMinor) ? askMinor : offer.leastMinor;
  for (let at = from; at > 0 && suggested.length < SUGGESTED; at += onward * stepAt(ladder, at)) {
    suggested.push(at);
  }
  const choose = suggested.map(
    (minor) =>
      html`<form class="in" method="post" action="/lite/lots/${id}/review">${hidden('kind', 'max')}${hidden('amount', major(facts, minor))}<input class="act second" type="submit" value="${money(minor)}"></form> `,
  );
  return html`${fault ? html`<p class="danger" id="fault" role="alert">${faults[fault]}</p>` : null}
<form method="post" action="/lite/lots/${id}/review">${hidden('kind', 'max')}
<p><label for="max">${t(`${words}.label`, { currency })}</label><br><input class="text" id="max" name="amount" type="text" value="${text}" autocomplete="off" inputmode="decimal" aria-describedby="${fault ? 'fault ' : ''}least"><br><span class="quiet" id="least">${least}</span></p>
<p><input class="act" type="submit" value="${t(`${words}.review`)}"></p></form>
<p>${t('lite.suggestions')}</p><div>${choose}</div>`;
}

const hiddenUnits = (units: Units | null): Part =>
  units && [
    hidden('units', String(units.units)),
    units.leastUnits === units.units ? hidden('all', '1') : null,
  ];

/** The question, and the form that places the bid: its token is the bid's key (AUT3). */
export function confirmForm(
  { t }: Reader,
  facts: LotFacts,
  offer: Extract<PanelAction, { kind: 'confirm' }>,
  { bidding, money }: Acting,
): Markup {
  const { lot } = facts.record;
  const { id, lotNumber, askMinor } = lot;
  const amount = money(offer.amountMinor);
  const question = confirmQuestion(offer.bidKind, goesDown(lot));
  const seen = askMinor === null || !isContest(lot) ? null : hidden('seen', major(facts, askMinor));
  const isSeveral = unitsOf(lot) !== null;
  const asked = { way: wayOf(lot), units: offer.units, isSeveral, amount, lotNumber };
  const sentence = offerQuestion(asked);
  const words = isContest(lot)
    ? t(`panel.standing.${question}`, { amount, lot: lotNumber })
    : t(`panel.offer.${sentence.key}`, sentence.values);
  return html`<p><b>${words}</b></p>
<form method="post" action="/lite/lots/${id}/bid">${hidden('token', bidding.token ?? '')}${hidden('kind', offer.bidKind)}${hidden('amount', major(facts, offer.amountMinor))}${hiddenUnits(offer.units)}${seen}<p><input class="act" type="submit" value="${t('panel.action.confirm', { amount })}"></p></form>`;
}

/** The same form once more, with the same key: it finds what was decided, or is decided now (LAN2). */
export function askAgainForm({ t }: Reader, facts: LotFacts, { bidding }: Acting): Part {
  const { submission } = bidding;
  if (submission.step !== 'sending') return null;
  const { id } = facts.record.lot;
  const { seenMinor } = bidding;
  const seen = seenMinor === null ? null : hidden('seen', major(facts, seenMinor));
  return html`<form method="post" action="/lite/lots/${id}/bid">${hidden('token', bidding.token ?? '')}${hidden('kind', submission.bidKind)}${hidden('amount', major(facts, submission.amountMinor))}${hiddenUnits(submission.units ?? null)}${seen}${hidden('doubted', '1')}<p><input class="act" type="submit" value="${t('lite.check')}"></p></form>`;
}
