import { clockPhase } from '../../page/panel/clock-phase';
import type { PanelState } from '../../page/panel/panel-model';
import { panelState } from '../../page/panel/panel-state';
import type { Submission } from '../../page/panel/submission';
import { costOfBid } from '../../page/panel/terms';
import { action } from './action';
import type { Acting, Bidding } from './bidding';
import { closing, figures, moneyOf, scriptWay } from './figures';
import { html, type Markup, type Part } from './markup';
import type { Reader } from './reader';
import type { LotFacts } from './reads';
import { standingLook, standingWords } from './standing';

/** The state of the panel: the same rules decide it as on the full page. */
export const panelOf = (reader: Reader, facts: LotFacts, submission: Submission): PanelState =>
  panelState({
    lot: facts.record.lot,
    isSignedIn: reader.identity !== null,
    registration: facts.registration,
    myMaxMinor: facts.myBid?.myMaxMinor ?? null,
    won: facts.myBid?.won ?? null,
    freshness: 'as-of',
    clock: clockPhase(facts.record.lot, { nowMs: facts.asOfMs, errorMs: 0 }),
    submission,
  });

/** Where the reader stands, the figures, and what they can do now. */
export function panel(reader: Reader, facts: LotFacts, bidding: Bidding): Markup {
  const { lot } = facts.record;
  const state = panelOf(reader, facts, bidding.submission);
  const money = moneyOf(reader, facts.sale);
  const { registration } = facts;
  const words = standingWords(reader, state, { lot, registration, mine: facts.myBid, money });
  // What refused a bid names the price that moved already: it is said once.
  const [notice, said] =
    state.name === 'price-moved' && bidding.notice
      ? [null, bidding.notice]
      : [bidding.notice, words];
  return html`<div class="panel" id="lot-${lot.id}" data-panel="${state.name}" data-state="${lot.state}" data-standing="${state.standing}" data-mine="${facts.myBid === null ? 0 : 1}" data-way="${scriptWay(lot)}" data-closes="${closing(lot)}" data-extensions="${lot.extensions}">
${notice ? html`<p class="note" role="status">${notice}</p>` : null}
<p class="standing ${standingLook(state)}" id="standing-${lot.id}" aria-live="polite">${said}</p>
${figures(reader, { lot, nowMs: facts.asOfMs, money })}
${action(reader, facts, { state, bidding, money })}
${cost(reader, facts, { state, money })}
${receipt(reader, bidding)}</div>`;
}

/** What the verifier of docs/LEDGER.md reads, to be copied: an old browser saves no file by itself. */
function receipt({ t }: Reader, { receipt: signed }: Bidding): Part {
  if (!signed) return null;
  return html`<p class="quiet"><label for="receipt">${t('lite.receipt')}</label><br><textarea id="receipt" class="text" rows="3" readonly>${JSON.stringify(signed)}</textarea></p>`;
}

function cost({ t }: Reader, facts: LotFacts, { state, money }: Omit<Acting, 'bidding'>): Part {
  if (state.action.kind === 'enter-max') {
    const words = state.action.isDown ? 'settingLow' : 'settingMax';
    return html`<p class="quiet">${t(`panel.standing.${words}`)}</p>`;
  }
  // Of an amount that was chosen it stays true; what follows the price is told on the next step.
  const { kind } = state.action;
  const follows = kind === 'bid' || kind === 'raise' || kind === 'buy';
  const id = follows && html` id="cost-${facts.record.lot.id}"`;
  if (state.paidMinor !== null) {
    const amount = money(state.paidMinor);
    const words = t(state.isCostMost ? 'panel.cost.paidLeast' : 'panel.cost.paid', { amount });
    return html`<p${id}>${words}</p>`;
  }
  if (state.costOfMinor === null) return null;
  const sale = { ...facts.sale, decimals: false };
  const sum = costOfBid(sale, state.costOfMinor);
  const total = t(state.isCostMost ? 'panel.cost.atMost' : 'panel.cost.total', {
    total: money(sum.totalMinor),
  });
  const parts = t('panel.cost.parts', {
    amount: money(state.costOfMinor),
    premium: money(sum.premiumMinor),
    tax: money(sum.taxMinor),
  });
  return html`<p${id}>${total}<br><span class="quiet">${parts}</span></p>`;
}
