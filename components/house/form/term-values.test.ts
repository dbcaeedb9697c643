import { describe, expect, it } from 'vitest';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { readTerm, type TermName, type TermValues, valuesOfTerm } from './term-values';

const STYLE = { currency: 'GBP', timeZone: 'Europe/London' };

const TERMS: HouseLotView['terms'] = {
  selling: { format: 'dutch', units: 3, stepMinor: 5_000, intervalMs: 30_000 },
  startMinor: 100_050,
  reserveMinor: null,
  ladder: [
    { fromMinor: 0, stepMinor: 500 },
    { fromMinor: 10_000, stepMinor: 1_000 },
  ],
  opensAt: '2026-06-06T13:15:00.000Z',
  closesAt: '2026-06-06T14:15:00.000Z',
  softClose: {
    mode: 'leader',
    windowMs: 90_000,
    extensionMs: 120_000,
    mostExtensions: 4,
    latestEndMs: Date.parse('2026-06-06T16:00:00Z'),
  },
  closeGraceMs: 500,
  staleBid: 'accept',
  offLadder: 'keep',
  sellerEmail: null,
};

const valuesOf = (term: TermName, change: Partial<TermValues> = {}): TermValues => ({
  ...valuesOfTerm(term, TERMS, STYLE),
  ...change,
});
const faultsOf = (term: TermName, change: Partial<TermValues>) => {
  const read = readTerm(term, valuesOf(term, change), STYLE);
  return read.ok ? [] : read.error.map(({ field, kind }) => `${field} ${kind}`);
};

describe('the form of one term of a lot', () => {
  it('[TRM1] reads every term back as it was shown', () => {
    for (const term of Object.keys(TERMS) as TermName[]) {
      expect(readTerm(term, valuesOf(term), STYLE)).toEqual({
        ok: true,
        value: { [term]: TERMS[term] },
      });
    }
  });

  it('[INC] refuses a ladder that begins elsewhere, goes back or has no step', () => {
    const band = (fromMinor: string, stepMinor: string) => ({ fromMinor, stepMinor });
    expect(faultsOf('ladder', { ladder: [band('5', '1')] })).toEqual([
      'ladder.0.fromMinor bandsFromZero',
    ]);
    expect(faultsOf('ladder', { ladder: [band('0', '1'), band('0.00', '2')] })).toEqual([
      'ladder.1.fromMinor bands',
    ]);
    expect(faultsOf('ladder', { ladder: [band('0', '0'), band('', '')] })).toEqual([
      'ladder.0.stepMinor amount',
      'ladder.1.fromMinor required',
      'ladder.1.stepMinor required',
    ]);
    const many = Array.from({ length: 65 }, (_, at) => band(String(at), '1'));
    expect(faultsOf('ladder', { ladder: many })).toEqual(['ladder invalid']);
  });

  it('[SFT2] takes a soft close without caps, and none', () => {
    const { softClose } = valuesOf('softClose');
    const bare = { ...softClose, mostExtensions: '', latestEndMs: '' };
    expect(readTerm('softClose', valuesOf('softClose', { softClose: bare }), STYLE)).toEqual({
      ok: true,
      value: { softClose: { mode: 'leader', windowMs: 90_000, extensionMs: 120_000 } },
    });
    const none = { ...softClose, mode: 'none' } as const;
    expect(readTerm('softClose', valuesOf('softClose', { softClose: none }), STYLE)).toEqual({
      ok: true,
      value: { softClose: null },
    });
    const wrong = { ...softClose, windowMs: 'two', mostExtensions: '0', latestEndMs: 'soon' };
    expect(faultsOf('softClose', { softClose: wrong }).toSorted()).toEqual([
      'softClose.latestEndMs time',
      'softClose.mostExtensions count',
      'softClose.windowMs minutes',
    ]);
  });

  it('says what is missing or no value at all', () => {
    expect(faultsOf('startMinor', { text: '' })).toEqual(['startMinor required']);
    expect(faultsOf('closesAt', { text: '' })).toEqual(['closesAt required']);
    expect(faultsOf('closeGraceMs', { text: '11' })).toEqual(['closeGraceMs invalid']);
    expect(faultsOf('closeGraceMs', { text: 'a while' })).toEqual(['closeGraceMs seconds']);
    expect(faultsOf('sellerEmail', { text: 'nobody' })).toEqual(['sellerEmail invalid']);
    expect(
      faultsOf('selling', { selling: { ...valuesOf('selling').selling, units: '0' } }),
    ).toEqual(['selling.units count']);
  });
});
