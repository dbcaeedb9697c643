import { describe, expect, test } from 'vitest';
import type { BidWhyView } from '../api/v1/why';
import { REFUSAL_RULES } from '../auction/refusal';
import { MESSAGES } from './messages';
import { rulesOf, whySentences } from './why-sentences';

const then = (priceMinor: number | null, askMinor: number | null, leaderPaddle: number | null) => ({
  ...({ state: 'open', reserve: 'none' } as const),
  ...{ priceMinor, askMinor, leaderPaddle },
});

const outbid: BidWhyView = {
  ...{ bidId: '7', lotId: 42, currency: 'GBP', entry: 3, answer: 'outbid', rule: 'PRX2' },
  amountMinor: 12_000,
  before: then(10_000, 11_000, 101),
  after: then(13_000, 14_000, 101),
  leastMinor: null,
  overtaken: null,
  cancelledBy: null,
  wouldWin: { kind: 'beyond', amountMinor: 13_000 },
};

/** What refuses a bid of somebody the sale has admitted, and so can be asked why of. */
const OF_BIDS = [
  ...(['lot-not-open', 'too-late', 'undecided', 'own-lot', 'deposit-missing'] as const),
  ...(['over-limit', 'below-ask', 'ask-moved', 'ask-not-named', 'raise-too-low'] as const),
  ...(['leader-exact', 'bad-units', 'too-few-left', 'no-max'] as const),
];
const OUTCOMES = ['PRX1', 'PRX2', 'PRX3', 'PRX4', 'PRX7', 'OFR1', 'DUT1'];
const ENDS_OF_A_LEAD = ['CLS2', 'CLS4', 'RET1', 'LIV1', 'STA1'];

describe('the words of why', () => {
  test('[WHY1] say what was bid, where the lot stood, and what it would have taken', () => {
    expect(whySentences(outbid)).toEqual([
      { key: 'yours', amountMinor: 12_000 },
      { key: 'stood', priceMinor: 10_000, askMinor: 11_000 },
      { key: 'wouldWin.beyond', amountMinor: 13_000 },
    ]);
    const refused: BidWhyView = {
      ...outbid,
      ...{ answer: 'below-ask', rule: 'PRX1', amountMinor: 10_500, after: outbid.before },
      leastMinor: 11_000,
      wouldWin: { kind: 'from', amountMinor: 11_000 },
    };
    expect(whySentences(refused).map(({ key }) => key)).toEqual([
      ...['yours', 'stood', 'least', 'wouldWin.from'],
    ]);
  });

  test('[WHY1] tell of a bid that led what overtook it, and by which rules', () => {
    const overtaken = { entry: 4, rule: 'PRX7', after: then(16_000, 17_000, 102) };
    const led: BidWhyView = {
      ...outbid,
      ...{ answer: 'leading', rule: 'PRX1', before: then(null, 10_000, null), overtaken },
    };
    expect(whySentences(led).map(({ key }) => key)).toEqual([
      ...['yours', 'unbid', 'overtaken', 'wouldWin.beyond'],
    ]);
    expect(rulesOf(led)).toEqual(['PRX1', 'PRX7']);
    const leads = { ...led, overtaken: null, wouldWin: null };
    expect(whySentences(leads).at(-1)).toEqual({ key: 'ahead' });
    expect(whySentences({ ...led, cancelledBy: 5 }).at(-1)).toEqual({ key: 'cancelled' });
  });

  test('[WHY1, REV1] go down where the price does', () => {
    const reverse = { ...outbid, after: then(9_000, 8_500, 101) };
    expect(whySentences(reverse).at(-1)).toEqual({ key: 'reverse.beyond', amountMinor: 13_000 });
  });

  test('[WHY1] there is a sentence for each rule that can decide a bid', () => {
    const rules = [...OF_BIDS.map((kind) => REFUSAL_RULES[kind]), ...OUTCOMES, ...ENDS_OF_A_LEAD];
    expect(Object.keys(MESSAGES.en.why.rules)).toEqual(expect.arrayContaining(rules));
  });
});
