import { PROBLEMS } from '../../api/problem';
import { type BidAnswer, DECIDED_REFUSALS } from '../../api/v1/bids';
import { formatTime } from '../../page/format';
import { parseAmount } from '../../page/panel/parse-amount';
import { parseUnits } from '../../page/panel/parse-units';
import {
  type BidKind,
  nextSubmission,
  type Submission,
  type Units,
} from '../../page/panel/submission';
import { isContest, wayOf } from '../../page/panel/way';
import { invariant } from '../../shared/assert';
import { RefusedRequest } from '../http/refused-request';
import { bidBodyHash } from '../lanes/bid-body-hash';
import type { LaneProblem } from '../lanes/lane-input';
import { type Bidding, RESTING } from './bidding';
import { showFacts } from './browse';
import { moneyOf } from './figures';
import { panelOf } from './panel';
import { type LotFacts, lotFacts } from './reads';
import { formFault, newToken, standingOfForm, type Visit } from './visit';

/** What is bid, as the panel takes it. */
const chosen = ({ bidKind, amountMinor, units }: SentBid) => ({
  bidKind,
  amountMinor,
  ...(units && { units }),
});

/** Newer than any: who bids decides by what the primary says now. */
const NEWEST = 0x7fffffff;

/** A bid as a form sent it. */
interface SentBid {
  bidKind: BidKind;
  amountMinor: number;
  seenMinor: number | null;
  /** Where bids can be for several (MUL2), or are no bids that go beyond each other. */
  units: Units | null;
}

async function factsNow(visit: Visit, lotId: number): Promise<LotFacts> {
  const facts = await lotFacts(visit.parts, visit.reader, { lotId, minVersion: NEWEST });
  if (!facts) throw new RefusedRequest({ kind: 'not-found' });
  return facts;
}

/** What a form says is bid; null after an answer that asks for an amount. */
function read(visit: Visit, facts: LotFacts, leastMinor: number, isDown = false) {
  const { form } = visit;
  const bidKind: BidKind = form.get('kind') === 'max' ? 'max' : 'exact';
  const text = form.get('amount') ?? '';
  const { currency } = facts.sale;
  const amount = parseAmount(text, currency, leastMinor, isDown);
  if (!amount.ok) {
    const typed = { text, fault: amount.error };
    return { ok: false as const, bidding: { ...RESTING, submission: SETTING_MAX, typed } };
  }
  const count = parseUnits(form.get('units') ?? '1');
  if (count === null) {
    const typed = { text, fault: 'wrong-units' as const };
    return { ok: false as const, bidding: { ...RESTING, submission: SETTING_MAX, typed } };
  }
  const leastUnits = form.get('all') === '1' ? count : 1;
  const seen = parseAmount(form.get('seen') ?? '', currency, 1);
  const sent: SentBid = {
    bidKind,
    amountMinor: amount.value,
    seenMinor: bidKind === 'exact' && seen.ok ? seen.value : null,
    units: isContest(facts.record.lot) ? null : { units: count, leastUnits },
  };
  return { ok: true as const, sent };
}

const SETTING_MAX: Submission = { step: 'setting-max' };

/** The step before the bid: what it costs, and the form that places it, with a key of its own. */
export async function reviewBid(visit: Visit, lotId: number) {
  const facts = await factsNow(visit, lotId);
  const open = panelOf(visit.reader, facts, SETTING_MAX).action;
  const isMax = visit.form.get('kind') === 'max';
  const limit =
    isMax && open.kind === 'enter-max'
      ? open
      : { leastMinor: open.kind === 'enter-offer' ? open.leastMinor : 1, isDown: false };
  const asked = read(visit, facts, limit.leastMinor, limit.isDown);
  if (!asked.ok) return showFacts(visit, facts, asked.bidding, 400);
  return confirmStep(visit, facts, asked.sent, null);
}

function confirmStep(
  visit: Visit,
  facts: LotFacts,
  sent: SentBid,
  refused: { status: number; words: string } | null,
) {
  const bidding: Bidding = {
    ...RESTING,
    submission: { step: 'confirming', ...chosen(sent) },
    notice: refused?.words ?? null,
    token: newToken(visit, 'bid', facts.record.lot.id),
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
  const asked = read(visit, before, 1);
  if (!asked.ok) return showFacts(visit, before, asked.bidding, 400);
  const { sent } = asked;
  const isDoubted = form.get('doubted') === '1';
  if (!reader.identity) return signedOut(visit, before, sent, isDoubted);
  const key = form.get('token') ?? '';
  const standing = standingOfForm(visit, 'bid', lotId);
  const mayBeOld = standing === 'expired' && (isDoubted || (await wasUsed(visit, lotId, key)));
  if (standing !== 'good' && !mayBeOld) {
    return confirmStep(visit, before, sent, formFault(reader, standing));
  }
  const { bidKind, amountMinor, seenMinor, units } = sent;
  const body = {
    amountMinor,
    kind: bidKind,
    ...(seenMinor !== null && { seenAskMinor: seenMinor }),
    ...units,
  };
  const answer = await parts.desk.lanes.submit(lotId, {
    kind: 'bid',
    identity: reader.identity,
    amountMinor,
    bidKind,
    seenAskMinor: body.seenAskMinor,
    ...units,
    idempotencyKey: key,
    bodyHash: bidBodyHash(body),
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
function signedOut(visit: Visit, facts: LotFacts, sent: SentBid, isDoubted: boolean) {
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

function placed({ reader }: Visit, facts: LotFacts, sent: SentBid, answer: BidAnswer): string {
  const amount = moneyOf(reader, facts.sale)(sent.amountMinor);
  const at = formatTime(Date.parse(answer.receivedAt), 'secondsZone', reader);
  const way = wayOf(facts.record.lot);
  const exact = way === 'offers' ? 'placedOffer' : way === 'clock' ? 'placedPurchase' : 'placed';
  return reader.t(`lite.${sent.bidKind === 'max' ? 'placedMax' : exact}`, { amount, at });
}

/** A refusal, as the full page takes it: moved, refused, still open, or not to be known here. */
function refusedBid(
  visit: Visit,
  facts: LotFacts,
  told: { sent: SentBid; key: string; isDoubted: boolean; problem: LaneProblem },
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
    : nextSubmission(sending, { is: 'refused', problem: problem.kind, newAsk: null });
  const amount = moneyOf(visit.reader, facts.sale)(amountMinor);
  const words = [t('lite.refused', { amount }), t(`problems.${problem.kind}`)];
  if (problem.rule) words.push(t('lite.rule', { rule: problem.rule }));
  const notice = isUnknown ? null : words.join(' ');
  const receipt = receiptOf(visit, problem.receiptText);
  return showFacts(visit, facts, { ...RESTING, submission, notice, receipt }, status);
}
