import { expect, test } from 'vitest';
import { signToken, TOKEN_LIFE_MS, verifyToken } from './token';

const SECRET = 's'.repeat(32);
const nowMs = 1_700_000_000_000;
const claim = { from: 'terminal-1', to: 'master', expiresAtMs: nowMs + TOKEN_LIFE_MS };
const header = signToken(SECRET, claim);
const to = ['master', 'master-1'];

test('[NOD1] a token signed with the house’s secret says who speaks to whom', () => {
  expect(verifyToken(SECRET, header, { to, nowMs })).toEqual({ ok: true, value: claim });
});

test.each([
  ['missing', undefined, nowMs],
  ['missing', '', nowMs],
  ['malformed', 'Bearer x', nowMs],
  ['malformed', `Lotcast ${'a'.repeat(600)}`, nowMs],
  ['malformed', header.replace('terminal-1', 'Terminal 1'), nowMs],
  ['forged', header.replace('terminal-1', 'terminal-2'), nowMs],
  ['forged', header.replace(String(claim.expiresAtMs), String(claim.expiresAtMs + 1)), nowMs],
  ['forged', signToken('t'.repeat(32), claim), nowMs],
  ['expired', header, nowMs + TOKEN_LIFE_MS],
  ['expired', signToken(SECRET, { ...claim, expiresAtMs: nowMs + 3 * TOKEN_LIFE_MS }), nowMs],
  ['not-for-us', signToken(SECRET, { ...claim, to: 'terminal-2' }), nowMs],
])('[NOD1] a token that is %s is refused', (problem, given, at) => {
  expect(verifyToken(SECRET, given, { to, nowMs: at })).toEqual({ ok: false, error: problem });
});
