import { InvariantError } from '../../shared/assert';
import type { Minor } from '../../shared/money';
import type { LotFact, Sale } from '../fact';
import { priceAfter } from '../formats/falling-price';
import { publicLot } from '../public-lot';
import type { Settlement } from '../settle';
import type { LotState } from '../state';

/** The names of bidders by their paddles: paddle 1 is A. */
export const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const major = (amountMinor: number | null) =>
  amountMinor === null ? '–' : String(amountMinor / 100);
const who = (paddle: number | null) => (paddle === null ? '–' : (letters[paddle - 1] ?? '?'));
const timeOf = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);

const saleWords = ({ paddle, units, priceMinor }: Sale, sales: number) =>
  `${sales > 1 || units > 1 ? `${units} ` : ''}to ${who(paddle)} at ${major(priceMinor)}`;

function wordsOf(fact: LotFact): string {
  switch (fact.kind) {
    case 'bidAccepted':
      return { leading: 'leads', outbid: 'outbid at once', raised: 'keeps leading' }[fact.outcome];
    case 'reserveMet':
      return 'reserve met';
    case 'extended':
      return `closes at ${timeOf(fact.closesAtMs)}`;
    case 'offerPlaced':
      return 'offer taken';
    case 'unitsBought':
      return `bought ${fact.purchase.units} at ${major(fact.purchase.priceMinor)}`;
    case 'bidLeft':
      return 'waits for the opening';
    case 'opened':
      return 'opens';
    case 'sold':
      return `sold ${fact.sales.map((sale) => saleWords(sale, fact.sales.length)).join(', ')}`;
    case 'passed':
      return {
        'no-bid': 'not sold: no bid',
        'reserve-not-met': 'not sold: the reserve is not met',
        unfillable: 'not sold: no offer can be filled',
      }[fact.reason];
    case 'floorBidTaken':
      return fact.outcome === 'outbid' ? 'outbid at once' : 'leads';
    case 'fairWarningGiven':
      return 'fair warning';
    case 'finalCallGiven':
      return 'final call';
    case 'stepUndone':
      return 'undone';
    case 'bidCancelled':
      return 'taken back';
    default:
      throw new InvariantError(`no words for ${fact.kind}`);
  }
}

function answerWords({ outcome }: Settlement): string {
  if (outcome.ok) return outcome.value.map(wordsOf).join(', ');
  const { rule, leastMinor } = outcome.error;
  const wouldDo = leastMinor === undefined ? '' : `: ${major(leastMinor)} would do`;
  return `refused (${rule})${wouldDo}`;
}

/** What would have to be bid next. A falling price is what the page computes it to be by then (DUT2). */
function nextBidMinor(lot: LotState, atMs: number): Minor | null {
  const { askMinor, falling } = publicLot(lot);
  if (askMinor === null || !falling) return askMinor;
  return priceAfter({ ...falling, floorMinor: falling.floorMinor ?? 1 }, atMs - falling.sinceMs);
}

/** What the page has to say of what happened: the answers, and the lot after it. */
export function cellsOf(settled: readonly Settlement[], lot: LotState, atMs: number): string[] {
  const { priceMinor, leaderPaddle } = publicLot(lot);
  const answers = settled.map((one) => {
    const paddle = settled.length > 1 ? (one.line?.paddle ?? null) : null;
    return paddle === null ? answerWords(one) : `${who(paddle)} ${answerWords(one)}`;
  });
  return [answers.join('; '), major(priceMinor), who(leaderPaddle), major(nextBidMinor(lot, atMs))];
}
