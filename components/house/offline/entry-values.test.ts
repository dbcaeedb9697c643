import { describe, expect, it } from 'vitest';
import { entryOf, type LocalEntry, newEntry } from '@/lib/offline/local-entry';
import { differencesOf, readEntry, valuesOfEntry, wholeFields } from './entry-values';

const BY = { currency: 'GBP', timeZone: 'Europe/London' };
const text = (en: string) => ({ en, zh: '' });
const FIELDS = wholeFields({ title: text('A vase'), estimateLowMinor: 120_050 });
const record = { id: 42, lotNumber: 3, version: 1, clientKey: null, fields: FIELDS };
const held = entryOf(record, { auctionId: 7, epoch: 1 });

describe('an entry in its form', () => {
  it('[EDT3] what was not typed is no change', () => {
    const values = valuesOfEntry(held, BY);
    expect(values.estimateLowMinor).toBe('1200.50');
    expect(readEntry(values, held, BY)).toEqual({ ok: true, value: null });
    expect(readEntry({ ...values, notice: text('Later stand') }, held, BY)).toEqual({
      ok: true,
      value: { fields: { notice: text('Later stand') } },
    });
  });

  it('a text can be taken away, a title cannot', () => {
    const entry = { ...held, fields: { ...FIELDS, notice: text('Later stand') } };
    const values = valuesOfEntry(entry, BY);
    expect(readEntry({ ...values, notice: text('') }, entry, BY)).toMatchObject({
      value: { fields: { notice: text('') } },
    });
    expect(readEntry({ ...values, title: text('') }, entry, BY)).toEqual({
      ok: false,
      error: [{ field: 'title.en', kind: 'required' }],
    });
  });

  it('a lot made here keeps its terms until the house has made it', () => {
    const terms = {
      selling: { format: 'english' as const, belowReserve: 'steps' as const, buyNowMinor: null },
      startMinor: 5_000,
      reserveMinor: null,
      opensAt: '2026-06-06T13:00:00.000Z',
      closesAt: '2026-06-06T14:00:00.000Z',
    };
    const clientKey = '6c6d5ee3-76e6-4d0c-9d8d-0a7d4f0f6a11';
    const made = newEntry({ auctionId: 7, clientKey, fields: FIELDS, terms });
    const values = valuesOfEntry(made, BY);
    expect(values).toMatchObject({ startMinor: '50', opensAt: '2026-06-06T14:00' });
    const read = readEntry({ ...values, closesAt: '2026-06-06T16:00' }, made, BY);
    expect(read).toEqual({
      ok: true,
      value: { fields: FIELDS, terms: { ...terms, closesAt: '2026-06-06T15:00:00.000Z' } },
    });
  });
});

describe('a conflict', () => {
  it('[EDT2] shows the fields that differ, and which side alone changed them', () => {
    const theirs = {
      ...record,
      version: 2,
      fields: { ...FIELDS, title: text('A jar'), condition: text('Restored') },
    };
    const entry: LocalEntry = {
      ...held,
      fields: { ...FIELDS, title: text('A bowl'), notice: text('Later stand') },
      trouble: { kind: 'conflict', theirs, epoch: 1 },
    };
    expect(differencesOf(entry).map(({ field, changedBy }) => [field, changedBy])).toEqual([
      ['title', null],
      ['condition', 'theirs'],
      ['notice', 'mine'],
    ]);
  });
});
