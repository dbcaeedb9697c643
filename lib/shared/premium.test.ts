import { describe, expect, it } from 'vitest';
import { minor } from '../auction/testing/room';
import { AMOUNT_MAX_MINOR } from './money';
import { type Charges, costOf, costOfInvoice, parseCharges, premiumOn } from './premium';

const flat = (rateBp: number) => ({ tiers: [{ upToMinor: null, rateBp }] });
const TIERED = {
  tiers: [
    { upToMinor: minor(10_000), rateBp: 2500 },
    { upToMinor: null, rateBp: 2000 },
  ],
};

describe('premium', () => {
  it.each([
    [25_000, 5_500],
    [10_000, 2_500],
    [10_001, 2_500.2],
    [100, 25],
    [0.01, 0],
    [0.02, 0.01],
  ])('[PRM1] 25 %% to 10,000 and 20 %% above: hammer %s gives %s', (hammer, premium) => {
    expect(premiumOn(minor(hammer), TIERED)).toBe(minor(premium));
  });

  it('[PRM1] the tiers are summed before they are rounded', () => {
    // 1 × 50 % + 1 × 50 % is 1; rounded tier by tier it would be 2.
    const tiers = [
      { upToMinor: 1, rateBp: 5000 },
      { upToMinor: null, rateBp: 5000 },
    ];
    expect(premiumOn(2, { tiers })).toBe(1);
  });

  it('[PRM1] 100 with 10 % and 6 % on both costs 116.60', () => {
    const cost = costOf({
      hammerMinor: minor(100),
      premium: flat(1000),
      tax: { rateBp: 600, on: 'both' },
    });
    expect(cost).toEqual({
      premiumMinor: minor(10),
      taxMinor: minor(6.6),
      totalMinor: minor(116.6),
    });
  });

  it('[PRM1] on the premium alone the tax is 0.60', () => {
    const tax = { rateBp: 600, on: 'premium' } as const;
    const cost = costOf({ hammerMinor: minor(100), premium: flat(1000), tax });
    expect(cost).toMatchObject({ taxMinor: minor(0.6), totalMinor: minor(110.6) });
  });

  it('[PRM1] JPY 1,005 with 10 % and 10 % on both costs 1,217', () => {
    const tax = { rateBp: 1000, on: 'both' } as const;
    const cost = costOf({ hammerMinor: 1005, premium: flat(1000), tax });
    expect(cost).toEqual({ premiumMinor: 101, taxMinor: 111, totalMinor: 1217 });
  });

  it.each([
    ['lot', 1.56],
    ['invoice', 1.55],
  ] as const)('[PRM1] 3 × 10.30 at 5 %% rounded by %s is taxed %s', (rounded, tax) => {
    const cost = costOfInvoice({
      hammersMinor: [minor(10.3), minor(10.3), minor(10.3)],
      premium: flat(0),
      tax: { rateBp: 500, on: 'both', rounded },
    });
    expect(cost).toEqual({ premiumMinor: 0, taxMinor: minor(tax), totalMinor: minor(30.9 + tax) });
  });

  it('[PRM1, MNY1] the largest hammer price stays exact', () => {
    const tax = { rateBp: 10_000, on: 'both' } as const;
    const cost = costOf({ hammerMinor: AMOUNT_MAX_MINOR, premium: flat(10_000), tax });
    expect(cost.totalMinor).toBe(4 * AMOUNT_MAX_MINOR);
  });
});

describe('reading charges', () => {
  const charges: Charges = { premium: TIERED, tax: { rateBp: 2000, on: 'premium' } };

  it('[PRM1] takes what a sale stores', () => {
    for (const stored of [charges, { ...charges, tax: { ...charges.tax, rounded: 'invoice' } }]) {
      expect(parseCharges(JSON.parse(JSON.stringify(stored)))).toEqual({ ok: true, value: stored });
    }
  });

  const withTiers = (tiers: unknown) => ({ ...charges, premium: { tiers } });
  it.each([
    ['nothing', null, 'not-charges'],
    ['no tiers', withTiers([]), 'not-charges'],
    ['a tier that is none', withTiers([7]), 'not-charges'],
    ['no open tier', withTiers([{ upToMinor: 5, rateBp: 1 }]), 'no-open-tier'],
    ['an open tier inside', withTiers([...flat(1).tiers, ...flat(1).tiers]), 'no-open-tier'],
    [
      'a first tier to 0',
      withTiers([{ upToMinor: 0, rateBp: 1 }, ...flat(1).tiers]),
      'not-ascending',
    ],
    ['a rate over 100 %', withTiers(flat(10_001).tiers), 'bad-rate'],
    ['a negative rate', withTiers(flat(-1).tiers), 'bad-rate'],
    ['a fractional rate', withTiers(flat(12.5).tiers), 'bad-rate'],
    ['a tax rate in text', { ...charges, tax: { rateBp: '5', on: 'both' } }, 'bad-rate'],
    [
      'tax that is rounded by nothing',
      { ...charges, tax: { rateBp: 5, on: 'both', rounded: 'day' } },
      'not-charges',
    ],
    ['tax on neither', { ...charges, tax: { rateBp: 5, on: 'hammer' } }, 'not-charges'],
  ])('[PRM1] refuses %s', (_what, json, kind) => {
    expect(parseCharges(json)).toMatchObject({ ok: false, error: { kind } });
  });
});
