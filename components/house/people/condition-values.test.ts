import { describe, expect, test } from 'vitest';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { conditionsOf, readConditions } from './condition-values';

const person: RegistrationView = {
  id: 9,
  auctionId: 7,
  paddle: 101,
  status: 'approved',
  termsVersion: 1,
  createdAt: '2026-11-25T10:00:00.000Z',
  depositMinor: 50_000,
  deposit: 'required',
  limitMinor: 1_250_000,
  leftMinor: 1_000_000,
  hasPriority: false,
};
const was = conditionsOf(person, 'GBP');

describe('the conditions of a bidder', () => {
  test('what is not changed is not sent', () => {
    expect(was.limitMinor).toBe('12500.00');
    expect(readConditions(was, was, 'GBP')).toEqual({ ok: true, value: null });
  });

  test('[REG2, PRI1] a limit is read in major units; blank takes it away', () => {
    const wanted = { ...was, limitMinor: '20,000.50', hasPriority: true };
    expect(readConditions(wanted, was, 'GBP')).toEqual({
      ok: true,
      value: { limitMinor: 2_000_050, hasPriority: true },
    });
    expect(readConditions({ ...was, limitMinor: ' ' }, was, 'GBP')).toEqual({
      ok: true,
      value: { limitMinor: null },
    });
    expect(readConditions({ ...was, limitMinor: 'much' }, was, 'GBP')).toEqual({
      ok: false,
      error: [{ field: 'limitMinor', kind: 'amount' }],
    });
  });

  test('[REG4] a deposit that moved names its payment', () => {
    const held = { state: 'held', reference: '' } as const;
    expect(readConditions({ ...was, deposit: held }, was, 'GBP')).toEqual({
      ok: false,
      error: [{ field: 'deposit.reference', kind: 'required' }],
    });
    const deposit = { ...held, reference: 'transfer 17' };
    expect(readConditions({ ...was, deposit }, was, 'GBP')).toEqual({
      ok: true,
      value: { deposit },
    });
  });
});
