import { describe, expect, it } from 'vitest';
import type { PublicLot } from '../../api/public-lot';
import { aLot } from '../../live/testing/fake-world';
import { MESSAGES } from '../messages';
import { offerQuestion, offerStanding } from './offer-words';
import type { PanelInputs } from './panel-model';
import { panelState } from './panel-state';
import type { Submission } from './submission';

const START = 10_000;
const SEALED = { priceMinor: null, leaderPaddle: null, bidCount: 0, askMinor: START } as const;
const sealed = (more: Partial<PublicLot> = {}) =>
  aLot(1, 1, { format: 'sealed', ...SEALED, ...more });
const dutch = (more: Partial<PublicLot> = {}) =>
  aLot(1, 1, { format: 'dutch', ...SEALED, units: { offered: 1, left: 1 }, ...more });

const given = (more: Partial<PanelInputs>): PanelInputs => ({
  lot: sealed(),
  isSignedIn: true,
  registration: { status: 'approved', paddle: 218, deposit: 'not-required' },
  myMaxMinor: null,
  won: null,
  freshness: 'live',
  clock: 'open',
  submission: { step: 'none' },
  ...more,
});

const choosing = (amountMinor: number, units?: number): Submission => ({
  step: 'confirming',
  bidKind: 'exact',
  amountMinor,
  ...(units && { units: { units, leastUnits: 1 } }),
});

describe.each(['sealed', 'vickrey', 'multi-unit'] as const)('a %s lot', (format) => {
  const lot = sealed({ format });

  it('[OFR1] takes offers from its minimum on, and tells nobody that they lead or are outbid', () => {
    expect(panelState(given({ lot }))).toMatchObject({
      name: 'can-bid',
      rule: 'solid',
      costOfMinor: null,
      action: { kind: 'offer', blocked: false, hasOffered: false },
    });
    // Even if a record said who leads.
    for (const leaderPaddle of [218, 305]) {
      const { name, standing } = panelState(
        given({ lot: { ...lot, leaderPaddle }, myMaxMinor: 50_000 }),
      );
      expect([name, standing]).toEqual(['offered', 'none']);
    }
    expect(panelState(given({ lot, submission: { step: 'setting-max' } }))).toMatchObject({
      action: { kind: 'enter-offer', leastMinor: START, units: null },
    });
  });

  it('[OFR1] has no price that could move while an offer is confirmed, above the minimum or at it', () => {
    for (const amountMinor of [START, 90_000]) {
      const state = panelState(given({ lot, submission: choosing(amountMinor) }));
      expect(state).toMatchObject({ name: 'confirming', costOfMinor: amountMinor });
      expect(state.isCostMost).toBe(format !== 'sealed');
    }
    expect(panelState(given({ lot, submission: choosing(START - 1) })).name).toBe('price-moved');
  });

  it('[ABS1] takes nothing before its opening', () => {
    const scheduled = { ...lot, state: 'scheduled' } as const;
    for (const submission of [{ step: 'none' }, { step: 'setting-max' }] as const) {
      const state = panelState(given({ lot: scheduled, submission }));
      expect(state).toMatchObject({ name: 'not-open', action: { kind: 'none' } });
    }
  });
});

describe('a lot of several units', () => {
  const units = { offered: 100, left: 100 };

  it('[MUL2] costs as many times the amount as there are units, at most', () => {
    const lot = sealed({ format: 'multi-unit', units, askMinor: 500 });
    expect(panelState(given({ lot, submission: choosing(600, 75) }))).toMatchObject({
      costOfMinor: 75 * 600,
      isCostMost: true,
      action: { kind: 'confirm', units: { units: 75, leastUnits: 1 } },
    });
    expect(panelState(given({ lot, submission: { step: 'setting-max' } }))).toMatchObject({
      action: { units },
    });
  });

  it('[MUL1] tells each winner what is theirs, whom nobody else leads', () => {
    const lot = sealed({
      format: 'multi-unit',
      units,
      state: 'sold',
      priceMinor: 500,
      askMinor: null,
    });
    const won = { units: 20, totalMinor: 10_000 };
    expect(panelState(given({ lot, won, myMaxMinor: 700 }))).toMatchObject({
      name: 'sold-to-you',
      rule: 'final-mine',
      costOfMinor: 10_000,
    });
    const none = { units: 0, totalMinor: 0 };
    expect(panelState(given({ lot, won: none, myMaxMinor: 500 }))).toMatchObject({
      name: 'sold-to-other',
      rule: 'final',
      standing: 'none',
    });
  });
});

describe('a lot whose price falls', () => {
  it('[DUT1] is bought with one press at what it asks, and nobody leads by having bought last', () => {
    expect(panelState(given({ lot: dutch() }))).toMatchObject({
      name: 'can-bid',
      costOfMinor: START,
      action: { kind: 'buy', amountMinor: START, units: null },
    });
    const bought = dutch({ leaderPaddle: 305, priceMinor: 11_000 });
    expect(panelState(given({ lot: bought, myMaxMinor: 11_000 }))).toMatchObject({
      name: 'can-bid',
      standing: 'none',
    });
  });

  it('[DUT1] may fall while its purchase is confirmed: that is the most that is paid', () => {
    const state = panelState(
      given({ lot: dutch({ askMinor: 9_000 }), submission: choosing(START) }),
    );
    expect(state).toMatchObject({ name: 'confirming', costOfMinor: START, isCostMost: true });
  });

  it('[DUT1] the price that refused a page whose clock is ahead is what is reviewed', () => {
    const lot = dutch({ askMinor: 9_000 });
    const submission: Submission = {
      step: 'moved',
      bidKind: 'exact',
      newAsk: { askMinor: 9_500, sentAtVersion: lot.version },
      units: { units: 2, leastUnits: 1 },
    };
    const state = panelState(given({ lot, submission }));
    expect(state).toMatchObject({
      name: 'price-moved',
      action: { kind: 'review', amountMinor: 9_500, units: { units: 2 } },
    });
    expect(offerStanding({ lot, state, mine: null, money: String })).toMatchObject({
      key: 'said.movedClock',
      values: { amount: '9500' },
    });
  });
});

describe('the words of offers', () => {
  const said = (lot: PublicLot, more: Partial<PanelInputs>, leastUnits = 1) => {
    const inputs = given({ lot, ...more });
    const state = panelState(inputs);
    const { myMaxMinor, won } = inputs;
    const mine = myMaxMinor === null ? null : { myMaxMinor, units: 3, leastUnits, won };
    return offerStanding({ lot, state, mine, money: String })?.key ?? null;
  };
  const units = { offered: 100, left: 100 };
  const sold = { state: 'sold', askMinor: null, priceMinor: 500 } as const;
  const none = { units: 0, totalMinor: 0 };

  it.each([
    ['said.canOffer', sealed(), {}],
    ['said.offeredAlone', sealed(), { myMaxMinor: 900 }],
    ['said.offeredEach', sealed({ units }), { myMaxMinor: 900 }],
    ['said.canBuy', dutch(), {}],
    ['said.bought', dutch(), { myMaxMinor: 900, won: { units: 1, totalMinor: 900 } }],
    ['said.won', sealed({ units, ...sold }), { myMaxMinor: 9, won: { units: 2, totalMinor: 9 } }],
    ['said.lost', sealed({ ...sold, leaderPaddle: 305 }), { myMaxMinor: 400, won: none }],
    ['said.lostSeveral', sealed({ units, ...sold }), { myMaxMinor: 400, won: none }],
    ['said.several', sealed({ units, ...sold }), {}],
    // Not told yet what is theirs: nothing is claimed.
    ['said.several', sealed({ units, ...sold }), { myMaxMinor: 400 }],
    [null, sealed({ ...sold, leaderPaddle: 218 }), { myMaxMinor: 500 }],
    [null, sealed({ state: 'passed', askMinor: null }), { myMaxMinor: 500 }],
    [null, aLot(1, 1), { myMaxMinor: 500 }],
  ] as const)('[OFR1, DUT1] %s', (key, lot, more) => {
    expect(said(lot, more)).toBe(key);
  });

  it('[MUL2] all or none is said as such, in what was offered and in what is asked', () => {
    expect(said(sealed({ units }), { myMaxMinor: 900 }, 3)).toBe('said.offeredAll');
    const ask = { way: 'offers', isSeveral: true, amount: '£9', lotNumber: 4 } as const;
    const keys = [1, 3].map(
      (leastUnits) => offerQuestion({ ...ask, units: { units: 3, leastUnits } }).key,
    );
    expect(keys).toEqual(['ask.offerEach', 'ask.offerAll']);
    expect(Object.keys(MESSAGES.en.panel.offer.ask)).toContain('offerAll');
  });
});

describe('[PRM1, REV1] a tender', () => {
  const tender = aLot(1, 1, { format: 'reverse', priceMinor: 9_000, askMinor: 8_000, bidCount: 1 });
  const asked = (submission: Submission, more: Partial<PublicLot> = {}) =>
    panelState(given({ lot: { ...tender, ...more }, submission }));

  it('costs its winner nothing: what they bid is paid to them', () => {
    const exact = asked({ step: 'confirming', bidKind: 'exact', amountMinor: 8_000 });
    expect(exact).toMatchObject({ costOfMinor: null, paidMinor: 8_000, isCostMost: false });
    expect(asked({ step: 'none' })).toMatchObject({ costOfMinor: null, paidMinor: 8_000 });
  });

  it('pays at least the lowest price that somebody sets, or leaves', () => {
    const low = asked({ step: 'confirming', bidKind: 'max', amountMinor: 5_000 });
    expect(low).toMatchObject({ paidMinor: 5_000, isCostMost: true });
    const scheduled = { state: 'scheduled', priceMinor: null, bidCount: 0 } as const;
    const left = asked({ step: 'confirming', bidKind: 'left', amountMinor: 5_000 }, scheduled);
    expect(left).toMatchObject({ name: 'confirming', paidMinor: 5_000, isCostMost: true });
  });

  it('is the only lot that pays', () => {
    expect(panelState(given({ lot: aLot(1, 1, {}) })).paidMinor).toBeNull();
  });
});
