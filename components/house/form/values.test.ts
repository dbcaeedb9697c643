import { describe, expect, it } from 'vitest';
import type { HouseLot } from '../house-lot';
import { refusedFields } from './faults';
import { newLotValues, readItemPatch, readNewLot, valuesOfLot } from './lot-values';
import { NEW_SALE, readNewSale, readSalePatch } from './sale-values';
import type { SellingFormat } from './selling-values';

const AT = { nowMs: Date.parse('2026-06-06T13:05:00Z'), timeZone: 'Europe/London' };
const BY = {
  currency: 'GBP',
  timeZone: 'Europe/London',
  clientKey: '5f1b3c1e-8a52-4c63-9d6c-0f6f2b8f1a11',
};
const filled = {
  ...newLotValues(AT),
  title: { en: 'Vase', zh: '瓶' },
  startMinor: '1,250.50',
};

const existing: HouseLot = {
  startMinor: 10_000,
  reserveMinor: 200_050,
  lot: {
    id: 3,
    auctionId: 1,
    channel: 0,
    version: 4,
    lotNumber: 3,
    format: 'english',
    state: 'open',
    currency: 'GBP',
    priceMinor: 12_000,
    askMinor: 13_000,
    bidCount: 2,
    leaderPaddle: 101,
    reserve: 'not-met',
    opensAtMs: AT.nowMs,
    closesAtMs: AT.nowMs + 60_000,
    extensions: 0,
  },
  item: {
    version: 2,
    title: { en: 'Vase', zh: '' },
    description: { en: '', zh: '' },
    condition: { en: '', zh: '' },
    notice: { en: '', zh: '' },
    estimateLowMinor: 100_000,
    estimateHighMinor: 200_000,
    pictures: ['/art/lot-01.webp'],
  },
};

describe('the editor of a lot', () => {
  it('[MNY1] reads amounts in major units and times in the zone of the reader', () => {
    const read = readNewLot(filled, BY);
    expect(read).toMatchObject({
      ok: true,
      value: {
        title: { en: 'Vase', zh: '瓶' },
        startMinor: 125_050,
        reserveMinor: null,
        opensAt: '2026-06-06T13:15:00.000Z',
        closesAt: '2026-06-06T14:15:00.000Z',
      },
    });
    expect(read.ok && Object.keys(read.value)).not.toContain('sellerEmail');
  });

  it('names every field at fault, with the fix', () => {
    const read = readNewLot(
      {
        ...filled,
        title: { en: ' ', zh: '' },
        description: { en: '', zh: '只有中文' },
        startMinor: 'ten',
        reserveMinor: '0',
        closesAt: filled.opensAt,
        sellerEmail: 'nobody',
      },
      BY,
    );
    expect(read.ok).toBe(false);
    const faults = read.ok ? [] : read.error.map(({ field, kind }) => `${field} ${kind}`);
    expect(faults.sort()).toEqual([
      'closesAt closesFirst',
      'description.en required',
      'reserveMinor amount',
      'sellerEmail invalid',
      'startMinor amount',
      'title.en required',
    ]);
  });

  it('a start price is required, an estimate is not; too many decimals are refused', () => {
    expect(readNewLot({ ...filled, startMinor: '' }, BY)).toEqual({
      ok: false,
      error: [{ field: 'startMinor', kind: 'required' }],
    });
    expect(readNewLot({ ...filled, startMinor: '1.005' }, BY)).toMatchObject({ ok: false });
  });

  it('asks of each way of selling what that one needs, and sends no more', () => {
    const selling = { ...filled.selling, units: '5', stepMinor: '50', intervalMs: '0.5' };
    const sent = (format: SellingFormat) => {
      const read = readNewLot(
        { ...filled, reserveMinor: '700', selling: { ...selling, format } },
        BY,
      );
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      const { reserveMinor, closesAt } = read.value;
      return { ...read.value.selling, hasReserve: reserveMinor !== null, hasClose: !!closesAt };
    };
    const both = { hasReserve: true, hasClose: true };
    const belowReserve = 'steps';
    expect(sent('english')).toEqual({
      format: 'english',
      belowReserve,
      buyNowMinor: null,
      ...both,
    });
    expect(sent('reverse')).toEqual({ format: 'reverse', belowReserve, ...both });
    expect(sent('live')).toEqual({ format: 'live', tie: 'first', ...both });
    expect(sent('sealed')).toEqual({ format: 'sealed', ...both });
    expect(sent('vickrey')).toEqual({ format: 'vickrey', ...both });
    expect(sent('multi-unit')).toEqual({
      ...{ format: 'multi-unit', units: 5, hasReserve: false, hasClose: true },
    });
    const fall = { units: 5, stepMinor: 5_000, intervalMs: 30_000 };
    expect(sent('dutch')).toEqual({ format: 'dutch', ...fall, hasReserve: true, hasClose: false });
  });

  it('names what is wrong with the terms of a way of selling, and no field that it does not ask', () => {
    const selling = { ...filled.selling, units: '0', stepMinor: '', intervalMs: 'soon' };
    const faults = (format: SellingFormat) => {
      const read = readNewLot({ ...filled, selling: { ...selling, format } }, BY);
      return read.ok ? [] : read.error.map(({ field, kind }) => `${field} ${kind}`);
    };
    expect(faults('sealed')).toEqual([]);
    expect(faults('multi-unit')).toEqual(['selling.units count']);
    expect(faults('dutch').sort()).toEqual([
      'selling.intervalMs minutes',
      'selling.stepMinor required',
      'selling.units count',
    ]);
  });

  it('what was not changed is not sent', () => {
    const values = valuesOfLot(existing, AT.timeZone);
    expect(values).toMatchObject({ reserveMinor: '2000.50', startMinor: '100' });
    const was = { item: existing.item, currency: 'GBP' };
    expect(readItemPatch(values, was)).toEqual({ ok: true, value: null });
    const changed = { ...values, title: { en: 'Jar', zh: '' }, estimateLowMinor: '' };
    expect(readItemPatch(changed, was)).toEqual({
      ok: true,
      value: { title: { en: 'Jar', zh: '' }, estimateLowMinor: null },
    });
  });

  it('a low estimate above the high one is refused', () => {
    const values = { ...valuesOfLot(existing, AT.timeZone), estimateLowMinor: '3000' };
    expect(readItemPatch(values, { item: existing.item, currency: 'GBP' })).toMatchObject({
      ok: false,
      error: [{ field: 'estimateHighMinor', kind: 'estimateOrder' }],
    });
  });
});

describe('the form of a sale', () => {
  const named = { ...NEW_SALE, title: { en: 'Clocks', zh: '' } };

  it('[PRM1] sends premium and tax in hundredths of a percent, and the soft close in ms', () => {
    expect(readNewSale(named, 'UTC')).toMatchObject({
      ok: true,
      value: {
        currency: 'GBP',
        charges: {
          premium: [
            { upToMinor: 1_000_000, rateBp: 2_500 },
            { upToMinor: null, rateBp: 2_000 },
          ],
          tax: { rateBp: 2_000, on: 'premium', rounded: 'lot' },
        },
        softClose: { mode: 'any', windowMs: 120_000, extensionMs: 120_000 },
      },
    });
  });

  it('without a soft close it sends none', () => {
    const none = { ...named, softClose: { ...named.softClose, mode: 'none' as const } };
    expect(readNewSale(none, 'UTC')).toMatchObject({ ok: true, value: { softClose: null } });
    const linked = {
      ...named,
      softClose: { ...named.softClose, mostExtensions: '3' },
      cascade: { mode: 'sequence' as const, intervalMs: '1.5' },
    };
    expect(readNewSale(linked, 'UTC')).toMatchObject({
      value: {
        softClose: { mostExtensions: 3 },
        cascade: { mode: 'sequence', intervalMs: 90_000 },
      },
    });
    const half = { ...linked, softClose: { ...linked.softClose, mostExtensions: '2.5' } };
    expect(readNewSale(half, 'UTC')).toMatchObject({
      error: [{ field: 'softClose.mostExtensions' }],
    });
  });

  it('refuses tiers that do not ascend, rates above 100 and times in the wrong order', () => {
    const read = readNewSale(
      {
        ...named,
        charges: {
          premium: [
            { upToMinor: '500', rateBp: '25' },
            { upToMinor: '500', rateBp: '101' },
            { upToMinor: '', rateBp: '' },
          ],
          tax: { rateBp: '20', on: 'both', rounded: 'lot' as const },
        },
        opensAt: '2026-06-06T14:00',
        closesAt: '2026-06-06T13:00',
      },
      'UTC',
    );
    const faults = read.ok ? [] : read.error.map(({ field, kind }) => `${field} ${kind}`);
    expect(faults).toEqual([
      'charges.premium.1.rateBp rate',
      'charges.premium.2.rateBp rate',
      'charges.premium.1.upToMinor tiers',
      'closesAt closesFirst',
    ]);
  });

  it('sends only the texts that changed', () => {
    const was = { title: named.title, description: named.title, terms: named.title };
    const choices = { approval: 'auto', editPolicy: 'ask', depositMinor: '500.00' } as const;
    const texts = { ...was, ...choices };
    const patch = (to: object) => readSalePatch({ ...texts, ...to }, texts, 'GBP');
    expect(patch({})).toEqual({ ok: true, value: null });
    expect(patch({ approval: 'manual' })).toEqual({ ok: true, value: { approval: 'manual' } });
    expect(patch({ editPolicy: 'merge-fields' })).toEqual({
      ok: true,
      value: { editPolicy: 'merge-fields' },
    });
    expect(patch({ depositMinor: '' })).toEqual({ ok: true, value: { depositMinor: null } });
    expect(patch({ depositMinor: '1,000' })).toEqual({
      ok: true,
      value: { depositMinor: 100_000 },
    });
    expect(patch({ depositMinor: 'some' })).toEqual({
      ok: false,
      error: [{ field: 'depositMinor', kind: 'amount' }],
    });
  });
});

describe('what the house refuses', () => {
  it('is shown beside the field that its pointer names', () => {
    const problem = {
      type: 'https://lotcast.dev/errors/invalid-request',
      title: '',
      status: 400,
      errors: [
        { pointer: '/sellerEmail', message: 'x' },
        { pointer: '/title/en', message: 'x' },
      ],
    };
    expect(refusedFields(problem)).toEqual([
      { field: 'sellerEmail', kind: 'sellerUnknown' },
      { field: 'title.en', kind: 'invalid' },
    ]);
  });
});
