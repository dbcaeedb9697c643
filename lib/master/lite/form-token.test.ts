import { describe, expect, test } from 'vitest';
import { idempotencyKey } from '../../api/v1/bids';
import { checkForm, FORM_LIFE_MS, type FormClaim, signForm } from './form-token';

const SECRET = 's'.repeat(40);
const CLAIM: FormClaim = { purpose: 'bid', subject: 42, binding: 'cookie-of-ada' };
const NOW_MS = 1_800_000_000_000;
const made = { atMs: NOW_MS, nonce: 'abcdefghijklmnopqrstuv' };
const token = signForm(SECRET, CLAIM, made);

describe("[AUT3] a lite form's token", () => {
  test('is good for its own purpose, lot and session, and a valid idempotency key', () => {
    expect(checkForm(SECRET, CLAIM, token, NOW_MS)).toBe('good');
    expect(idempotencyKey.safeParse(token).success).toBe(true);
  });

  test.each<[string, Partial<FormClaim>]>([
    ['another lot', { subject: 43 }],
    ['another session', { binding: 'cookie-of-ben' }],
    ['another purpose', { purpose: 'register' }],
  ])('is foreign for %s', (_what, other) => {
    expect(checkForm(SECRET, { ...CLAIM, ...other }, token, NOW_MS)).toBe('foreign');
  });

  test('cannot be moved between fields of the claim', () => {
    const one = signForm(SECRET, { purpose: 'bid', subject: 4, binding: '2x' }, made);
    expect(checkForm(SECRET, { purpose: 'bid', subject: 42, binding: 'x' }, one, NOW_MS)).toBe(
      'foreign',
    );
  });

  test('is foreign when another secret made it, when it is cut, changed, or from the future', () => {
    expect(checkForm('t'.repeat(40), CLAIM, token, NOW_MS)).toBe('foreign');
    expect(checkForm(SECRET, CLAIM, token.slice(0, -1), NOW_MS)).toBe('foreign');
    expect(checkForm(SECRET, CLAIM, `${token}x`, NOW_MS)).toBe('foreign');
    expect(checkForm(SECRET, CLAIM, token.replace('abcd', 'abce'), NOW_MS)).toBe('foreign');
    expect(checkForm(SECRET, CLAIM, token, NOW_MS - 60_000)).toBe('foreign');
    expect(checkForm(SECRET, CLAIM, 'x'.repeat(5_000), NOW_MS)).toBe('foreign');
  });

  test('is missing where there is none, and expires', () => {
    expect(checkForm(SECRET, CLAIM, null, NOW_MS)).toBe('missing');
    expect(checkForm(SECRET, CLAIM, '', NOW_MS)).toBe('missing');
    expect(checkForm(SECRET, CLAIM, token, NOW_MS + FORM_LIFE_MS.bid)).toBe('good');
    expect(checkForm(SECRET, CLAIM, token, NOW_MS + FORM_LIFE_MS.bid + 1)).toBe('expired');
  });
});
