import { PROBLEMS } from '../../api/problem';
import type { PublicLot } from '../../api/public-lot';
import { type BidAnswer, DECIDED_REFUSALS, type WishKind } from '../../api/v1/bids';
import { formatTime } from '../../page/format';
import { nextSubmission, type Submission } from '../../page/panel/submission';
import { wayOf } from '../../page/panel/way';
import { invariant } from '../../shared/assert';
import { RefusedRequest } from '../http/refused-request';
import type { LaneProblem } from '../lanes/lane-input';
import { type Bidding, RESTING } from './bidding';
import { showFacts } from './browse';
import { moneyOf } from './figures';
import { panelOf } from './panel';
import { type LotFacts, lotFacts } from './reads';
import { formFault, newToken, standingOfForm, type Visit } from './visit';
import { kindIn, laneWish, readWish, type SentWish, type TypedWrong } from './wish';

/** What is bid, as the panel takes it. */
const chosen = ({ bidKind, amountMinor, units }: SentWish) => ({
  bidKind,
  amountMinor,
  ...(units && { units }),
});

/** Newer than any: who bids decides by what the primary says now. */
const NEWEST = 0x7fffffff;

async function factsNow(visit: Visit, lotId: number): Promise<LotFacts> {
  const facts = await lotFacts(visit.parts, visit.reader, { lotId, minVersion: NEWEST });
  if (!facts) throw new RefusedRequest({ kind: 'not-found' });
  return facts;
}

const SETTING_MAX: Submission = { step: 'setting-max' };

/** The field again, with what was typed and what is wrong with it. */
const showWrong = (visit: Visit, facts: LotFacts, typed: TypedWrong) =>
  showFacts(visit, facts, { ...RESTING, submission: SETTING_MAX, typed }, 400);

/** Any amount: the house judges it. */
const ANY = { leastMinor: 1, isDown: false };

/** The step before the bid: what it costs, and the form that places it, with a key of its own. */
export async function reviewBid(visit: Visit, lotId: number) {
  const facts = await factsNow(visit, lotId);
  const open = panelOf(visit.reader, facts, SETTING_MAX).action;
  const isTyped = kindIn(visit.form) === 'max' && open.kind === 'enter-max';
  const limit = isTyped || open.kind === 'enter-offer' ? { isDown: false, ...open } : ANY;
  const asked = readWish(visit.form, facts, limit);
  if (!asked.ok) return showWrong(visit, facts, asked.error);
  const { bidKind } = asked.value;
  const isLeft = bidKind === 'max' && facts.record.lot.state === 'scheduled';
  return confirmStep(
    visit,
    facts,
    isLeft ? { ...asked.value, bidKind: 'left' } : asked.value,
    null,
  );
}

function confirmStep(
  visit: Visit,
  facts: LotFacts,
  sent: SentWish,
  refused: { status: number; words: string } | null,
) {
  const { lot } = facts.record;
  const isGone =
    sent.bidKind === 'buy-now' && lot.state === 'open' && lot.buyNowMinor !== sent.amountMinor;
  const gone = isGone ? visit.reader.t('problems.not-on-offer') : null;
  const bidding: Bidding = {
    ...RESTING,
    submission: { step: 'confirming', ...chosen(sent) },
    notice: refused?.words ?? gone,
    token: newToken(visit, 'bid', lot.id),
  };
  return showFacts(visit, facts, bidding, refused?.status);
}

/**
 * Places a bid that was confirmed. The form's token is its idempotency key (AUT3): sent again, by the
 * Back button or by a reload, it gets its first answer and bids no second time (G5).
 */
export async function placeBid(
  visit: Visit,
  lotId: number,
  received: { ms: number; errorMs: number },
) {
  const { parts, reader, form } = visit;
  const before = await factsNow(visit, lotId);
  const asked = readWish(form, before, ANY);
  if (!asked.ok) return showWrong(visit, before, asked.error);
  const sent = asked.value;
  const isDoubted = form.get('doubted') === '1';
  if (!reader.identity) return signedOut(visit, before, sent, isDoubted);
  const key = form.get('token') ?? '';
  const standing = standingOfForm(visit, 'bid', lotId);
  const mayBeOld = standing === 'expired' && (isDoubted || (await wasUsed(visit, lotId, key)));
  if (standing !== 'good' && !mayBeOld) {
    return confirmStep(visit, before, sent, formFault(reader, standing));
  }
  const answer = await parts.desk.lanes.submit(lotId, {
    ...laneWish(sent),
    identity: reader.identity,
    idempotencyKey: key,
    received,
  });
  const facts = await factsNow(visit, lotId);
  if (!answer.ok) return refusedBid(visit, facts, { sent, key, isDoubted, problem: answer.error });
  invariant('body' in answer.value, 'a bid is answered with a bid');
  return showFacts(visit, facts, {
    ...RESTING,
    notice: placed(visit, facts, sent, answer.value.body),
    receipt: receiptOf(visit, answer.value.receiptText),
  });
}

/** What the ledger noted, under the house's signature. */
const receiptOf = ({ parts }: Visit, text: string | undefined) =>
  text === undefined ? null : parts.desk.receipts.sign(text);

/** Nobody can be bid for; what an earlier try did can only be told to its bidder. */
function signedOut(visit: Visit, facts: LotFacts, sent: SentWish, isDoubted: boolean) {
  const { bidKind, amountMinor } = sent;
  const unknown: Submission = { step: 'unknown', bidKind, amountMinor, isSignInNeeded: true };
  if (isDoubted) return showFacts(visit, facts, { ...RESTING, submission: unknown }, 401);
  const notice = visit.reader.t('problems.session-ended');
  return showFacts(visit, facts, { ...RESTING, notice }, 401);
}

/** Whether a form was sent before it grew old: then its first answer is due, not a new form. */
async function wasUsed({ parts, reader }: Visit, lotId: number, key: string): Promise<boolean> {
  const { rowCount } = await parts.primary.query({
    name: 'lite-bid-key',
    text: 'select 1 from bid_key where lot_id = $1 and bidder_id = $2 and key = $3',
    values: [lotId, reader.identity?.userId, key],
  });
  return (rowCount ?? 0) > 0;
}

/** The sentence that says what was taken: a key below `lite`. */
function placedKey(lot: PublicLot, bidKind: WishKind) {
  const way = wayOf(lot);
  switch (bidKind) {
    case 'buy-now':
      return 'placedBuyNow';
    case 'left':
      return way === 'down' ? 'placedLeftLow' : 'placedLeft';
    case 'max':
      return way === 'down' ? 'placedLow' : 'placedMax';
    case 'exact':
      return way === 'offers' ? 'placedOffer' : way === 'clock' ? 'placedPurchase' : 'placed';
  }
}

function placed({ reader }: Visit, facts: LotFacts, sent: SentWish, answer: BidAnswer): string {
  const amount = moneyOf(reader, facts.sale)(sent.amountMinor);
  const at = formatTime(Date.parse(answer.receivedAt), 'secondsZone', reader);
  return reader.t(`lite.${placedKey(facts.record.lot, sent.bidKind)}`, { amount, at });
}

/** A refusal, as the full page takes it: moved, refused, still open, or not to be known here. */
function refusedBid(
  visit: Visit,
  facts: LotFacts,
  told: { sent: SentWish; key: string; isDoubted: boolean; problem: LaneProblem },
) {
  const { t } = visit.reader;
  const { problem, isDoubted, sent } = told;
  const { amountMinor } = sent;
  const { status } = PROBLEMS[problem.kind];
  const sending: Submission = { step: 'sending', ...chosen(sent), doubtful: true };
  const isOpen = status >= 500 || (status === 429 && isDoubted);
  if (isOpen) {
    const again = { token: told.key, seenMinor: sent.seenMinor };
    return showFacts(visit, facts, { ...RESTING, ...again, submission: sending }, 503);
  }
  const isSignInNeeded = problem.kind === 'session-ended' || problem.kind === 'sign-in-required';
  const isUnknown = isDoubted && !DECIDED_REFUSALS.has(problem.kind);
  const submission = isUnknown
    ? nextSubmission(sending, { is: 'unknown', isSignInNeeded })
    : nextSubmission(sending, {
        is: 'refused',
        problem: problem.kind,
        rule: problem.rule ?? null,
        newAsk: null,
      });
  const amount = moneyOf(visit.reader, facts.sale)(amountMinor);
  const words = [t('lite.refused', { amount }), t(`problems.${problem.kind}`)];
  if (problem.rule) words.push(t('panel.rule', { rule: problem.rule }));
  const notice = isUnknown ? null : words.join(' ');
  const receipt = receiptOf(visit, problem.receiptText);
  return showFacts(visit, facts, { ...RESTING, submission, notice, receipt }, status);
}
