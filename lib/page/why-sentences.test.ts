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
  ...{ bidId: '7', lotId: 42, currency: 'GBP', format: 'english', entry: 3 },
  ...{ asked: 'bid', answer: 'outbid', rule: 'PRX2' },
  amountMinor: 12_000,
  before: then(10_000, 11_000, 101),
  after: then(13_000, 14_000, 101),
  now: then(13_000, 14_000, 101),
  ...{ leastMinor: null, unitsLeft: null, limit: null, overtaken: null, replacedBy: null },
  ...{ left: null, cancelledBy: null },
  wouldWin: { kind: 'beyond', amountMinor: 13_000 },
};

/** What refuses a bid of somebody the sale has admitted, and so can be asked why of. */
const OF_BIDS = [
  ...(['lot-not-open', 'too-late', 'undecided', 'own-lot', 'deposit-missing'] as const),
  ...(['over-limit', 'below-ask', 'ask-moved', 'ask-not-named', 'raise-too-low'] as const),
  ...(['leader-exact', 'bad-units', 'too-few-left', 'no-max', 'not-on-offer'] as const),
  ...(['bad-amount', 'no-absentee-bids'] as const),
];
const OUTCOMES = ['PRX1', 'PRX2', 'PRX3', 'PRX4', 'PRX7', 'OFR1', 'DUT1', 'ABS1', 'BUY1', 'PRI1'];
const ENDS = ['CLS2', 'CLS4', 'RET1', 'LIV1', 'LIV2', 'STA1', 'SEA1', 'VIC1', 'MUL1'];

const keysOf = (why: BidWhyView) => whySentences(why).map(({ key }) => key);
const needingMore = { kind: 'from', amountMinor: 30_000 } as const;
const overtaken = { entry: 4, rule: 'PRX7', after: then(16_000, 17_000, 102) };
const led: BidWhyView = {
  ...outbid,
  ...{ answer: 'leading', rule: 'PRX1', before: then(null, 10_000, null), overtaken },
};

describe('the words of why', () => {
  test('[WHY1] say what was bid, where the lot stood, and what it would have taken', () => {
    expect(whySentences(outbid)).toEqual([
      { key: 'yours.bid', money: { amount: 12_000 } },
      { key: 'then.stood', money: { price: 10_000, ask: 11_000 } },
      { key: 'wouldWin.beyond', money: { amount: 13_000 } },
    ]);
    const refused: BidWhyView = {
      ...outbid,
      ...{ answer: 'below-ask', rule: 'PRX1', amountMinor: 10_500, after: outbid.before },
      leastMinor: 11_000,
      wouldWin: { kind: 'from', amountMinor: 11_000 },
    };
    expect(keysOf(refused)).toEqual(['yours.bid', 'then.stood', 'then.least', 'wouldWin.from']);
  });

  test('[WHY1, REG2] say of a bid that a limit refused how far that went, and whether it would have done', () => {
    const short: BidWhyView = {
      ...outbid,
      ...{ answer: 'over-limit', rule: 'REG2', amountMinor: 40_000, after: outbid.before },
      limit: { asOf: 'then', mostMinor: 20_000 },
      wouldWin: { kind: 'enough', amountMinor: 15_001 },
    };
    expect(whySentences(short)).toEqual([
      { key: 'yours.bid', money: { amount: 40_000 } },
      { key: 'then.stood', money: { price: 10_000, ask: 11_000 } },
      { key: 'limit.left', money: { amount: 20_000 } },
      { key: 'wouldWin.enough', money: { amount: 15_001 } },
    ]);
    const needing = (kind: 'enough' | 'from' | 'beyond', amountMinor: number) =>
      keysOf({ ...short, wouldWin: { kind, amountMinor } }).slice(3);
    expect(needing('enough', 20_001)).toEqual(['wouldWin.enough', 'limit.beyond']);
    expect(needing('from', 20_000)).toEqual(['wouldWin.from']);
    expect(needing('beyond', 20_000)).toEqual(['wouldWin.beyond', 'limit.beyond']);
    const offer = { ...short, format: 'multi-unit', wouldWin: needingMore } as const;
    expect(keysOf(offer).slice(-2)).toEqual(['award.from', 'limit.beyond']);
  });

  test('[WHY1, REG2] say of a limit that left nothing that it did, and of one not on record how it is now', () => {
    const short = { ...outbid, answer: 'over-limit', rule: 'REG2', wouldWin: needingMore } as const;
    const told = (limit: BidWhyView['limit']) => whySentences({ ...short, limit }).slice(2);
    const wouldWin = { key: 'wouldWin.from', money: { amount: 30_000 } };
    expect(told({ asOf: 'then', mostMinor: null })).toEqual([
      ...[{ key: 'limit.spent' }, wouldWin, { key: 'limit.beyond' }],
    ]);
    // Whether it would have done then is not known.
    expect(told({ asOf: 'now', mostMinor: 20_000 })).toEqual([
      ...[{ key: 'limit.now', money: { amount: 20_000 } }, wouldWin],
    ]);
    expect(told({ asOf: 'now', mostMinor: null })).toEqual([{ key: 'limit.none' }, wouldWin]);
  });

  test('[WHY1] tell of a bid that led what overtook it, and by which rules', () => {
    expect(keysOf(led)).toEqual([
      ...['yours.bid', 'then.unbid', 'since.overtaken', 'wouldWin.beyond'],
    ]);
    expect(rulesOf(led)).toEqual(['PRX1', 'PRX7']);
    const leads = { ...led, overtaken: null, wouldWin: null };
    expect(keysOf(leads).at(-1)).toBe('since.ahead');
    expect(keysOf({ ...leads, cancelledBy: 5 }).at(-1)).toBe('since.cancelled');
    expect(keysOf({ ...leads, replacedBy: 5 }).at(-1)).toBe('since.replaced');
  });

  test('[WHY1, CLS2] say of a lot that nobody has why that is so', () => {
    const passed = { ...then(10_000, null, 101), state: 'passed', reserve: 'not-met' } as const;
    const by = { entry: 5, rule: 'CLS2', after: passed };
    const unsold: BidWhyView = { ...led, now: passed, overtaken: by, wouldWin: null };
    expect(keysOf(unsold).at(-1)).toBe('since.reserve');
    const withdrawn = { ...unsold, now: { ...passed, state: 'withdrawn' } } as const;
    expect(keysOf(withdrawn).at(-1)).toBe('since.withdrawn');
  });

  test('[WHY1, REV1] go down where the price does', () => {
    const down = { ...outbid, format: 'reverse' } as const;
    expect(keysOf(down).at(-1)).toBe('reverse.beyond');
    expect(Object.keys(MESSAGES.en.why.rulesDown)).toContain('PRX2');
  });

  test('[WHY1, BUY1] tell of a purchase what was on offer, and of whom it overtook what would have bought', () => {
    const purchase: BidWhyView = {
      ...outbid,
      ...{ asked: 'purchase', answer: 'not-on-offer', rule: 'BUY1', leastMinor: 20_000 },
      wouldWin: { kind: 'buy', amountMinor: 20_000 },
    };
    expect(keysOf(purchase)).toEqual([
      ...['yours.purchase', 'then.stood', 'then.onOffer', 'wouldWin.buy'],
    ]);
    const sold = { ...then(20_000, null, 102), state: 'sold' } as const;
    const bought = { ...led, now: sold, overtaken: { entry: 4, rule: 'BUY1', after: sold } };
    expect(keysOf(bought)).toContain('since.boughtAtOnce');
  });

  test('[WHY1, ABS1] tell what becomes of a bid left before the opening', () => {
    const waits: BidWhyView = { ...led, asked: 'left', left: 'waits', answer: 'left' };
    const left = { ...waits, overtaken: null, wouldWin: null, now: then(null, 10_000, null) };
    expect(keysOf(left)).toEqual(['yours.left', 'yours.waits']);
    expect(keysOf({ ...led, asked: 'left', left: 'played' }).slice(0, 3)).toEqual([
      ...['yours.left', 'yours.played', 'then.unbid'],
    ]);
  });

  test('[WHY1, OFR1] say nothing of who is ahead among sealed offers, and at the end whom it went to', () => {
    const sealed: BidWhyView = {
      ...outbid,
      ...{ format: 'sealed', answer: 'offered', rule: 'OFR1', wouldWin: null },
      ...{ before: then(null, 10_000, null), now: then(null, 10_000, null) },
    };
    expect(keysOf(sealed)).toEqual(['yours.bid', 'then.sealed', 'since.sealed']);
    const now = { ...then(15_000, null, 103), state: 'sold' } as const;
    const by = { entry: 9, rule: 'SEA1', after: now };
    const lost = { ...sealed, now, overtaken: by, wouldWin: outbid.wouldWin };
    expect(whySentences(lost).slice(2)).toEqual([
      { key: 'since.awarded', money: { price: 15_000 }, values: { paddle: 103 } },
      { key: 'award.beyond', money: { amount: 13_000 } },
    ]);
    expect(keysOf({ ...sealed, now }).at(-1)).toBe('since.ahead');
  });

  test('[WHY1, DUT1, MUL2] say that the clock asked more, or that others were faster', () => {
    const early: BidWhyView = {
      ...outbid,
      ...{ format: 'dutch', answer: 'below-ask', rule: 'PRX1', leastMinor: 90_000 },
      wouldWin: { kind: 'enough', amountMinor: 90_000 },
    };
    expect(keysOf(early)).toEqual(['yours.bid', 'then.clock', 'wouldWin.enough']);
    const late = { ...early, answer: 'too-few-left', leastMinor: null, unitsLeft: 2 };
    expect(keysOf({ ...late, wouldWin: null })).toEqual(['yours.bid', 'then.unitsLeft']);
  });

  test('[WHY1] there is a sentence for each rule that can decide a bid', () => {
    const rules = [...OF_BIDS.map((kind) => REFUSAL_RULES[kind]), ...OUTCOMES, ...ENDS];
    expect(Object.keys(MESSAGES.en.why.rules)).toEqual(expect.arrayContaining(rules));
  });
});
