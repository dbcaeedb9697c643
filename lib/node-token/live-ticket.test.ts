import { describe, expect, test } from 'vitest';
import {
  createTicketSigner,
  type LiveTicket,
  TICKET_LIFE_MS,
  TICKET_MAX_CHARS,
  type TicketExpected,
  verifyTicket,
} from './live-ticket';

// Would catch: a ticket that somebody else can make or change, one that outlives its time or its
// history, one that opens another channel, and one from an address that another terminal takes too.

const SECRET = 'a-secret-of-tests-that-is-long-enough';
const NOW_MS = 1_800_000_000_000;
const signer = createTicketSigner(SECRET);

const ticket = (more: Partial<LiveTicket> = {}): LiveTicket => ({
  channel: 'reg:9',
  standing: 3,
  epoch: 2,
  signedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + TICKET_LIFE_MS,
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  terminal: null,
  ...more,
});

const check = (text: string, more: Partial<TicketExpected> = {}) => {
  const expected = { publicKeys: [signer.publicKey], epoch: 2, nowMs: NOW_MS, terminal: null };
  const checked = verifyTicket(text, { ...expected, ...more });
  return checked.ok ? checked.value : checked.error;
};

describe('[AUT1] a ticket', () => {
  test('signed by any master of the house is good, and says what was signed', () => {
    const otherMaster = createTicketSigner(SECRET);
    expect(check(otherMaster.sign(ticket()))).toEqual(ticket());
    const forAddress = ticket({ terminal: 'https://live.example.test:8443' });
    const text = otherMaster.sign(forAddress);
    expect(check(text, { terminal: 'https://live.example.test:8443' })).toEqual(forAddress);
    expect(text.length).toBeLessThan(TICKET_MAX_CHARS);
  });

  test('of a foreign signer, or changed in any letter of its signature or payload, is forged', () => {
    const foreign = createTicketSigner('another-secret-that-is-long-enough-too');
    expect(foreign.publicKey).not.toBe(signer.publicKey);
    expect(check(foreign.sign(ticket()))).toBe('forged');
    const [payload = '', signature = ''] = signer.sign(ticket()).split('.');
    const forged = Buffer.from(
      Buffer.from(payload, 'base64url').toString().replace('reg:9', 'reg:8'),
    ).toString('base64url');
    expect(check(`${forged}.${signature}`)).toBe('forged');
    const flipped = (signature[5] === 'A' ? 'B' : 'A') + signature.slice(6);
    expect(check(`${payload}.${signature.slice(0, 5)}${flipped}`)).toBe('forged');
    expect(check(`${payload}.`)).toBe('forged');
    expect(check(signer.sign(ticket()), { publicKeys: [] })).toBe('forged');
    expect(check(signer.sign(ticket()), { publicKeys: ['AAAA'] })).toBe('forged');
  });

  test('signed by either of two secrets is good while both are told', () => {
    const next = createTicketSigner('the-next-secret-that-is-long-enough');
    const publicKeys = [signer.publicKey, next.publicKey];
    for (const one of [signer, next]) {
      expect(check(one.sign(ticket()), { publicKeys })).toEqual(ticket());
    }
  });

  test('lives five minutes by the primary’s clock, and none that says it lives longer is good at all', () => {
    const text = signer.sign(ticket());
    expect(check(text, { nowMs: NOW_MS + TICKET_LIFE_MS - 1 })).toEqual(ticket());
    expect(check(text, { nowMs: NOW_MS + TICKET_LIFE_MS })).toBe('expired');
    for (const expiresAtMs of [NOW_MS + TICKET_LIFE_MS + 1, NOW_MS + 9 * TICKET_LIFE_MS]) {
      expect(check(signer.sign(ticket({ expiresAtMs })))).toBe('expired');
    }
    const later = {
      signedAtMs: NOW_MS + 2 * TICKET_LIFE_MS,
      expiresAtMs: NOW_MS + 3 * TICKET_LIFE_MS,
    };
    expect(check(signer.sign(ticket(later)))).toBe('expired');
  });

  test('[EPO1] of another epoch says nothing about this one', () => {
    for (const epoch of [1, 3]) {
      expect(check(signer.sign(ticket({ epoch })))).toBe('other-epoch');
    }
  });

  test('for an address is good at its own terminal alone, and never inside a connection', () => {
    const text = signer.sign(ticket({ terminal: 'http://127.0.0.1:4001' }));
    expect(check(text, { terminal: 'http://127.0.0.1:4002' })).toBe('other-terminal');
    expect(check(text)).toBe('other-terminal');
    expect(check(signer.sign(ticket()), { terminal: 'http://127.0.0.1:4001' })).toBe(
      'other-terminal',
    );
  });

  test.each([
    ['nothing', ''],
    ['no signature', 'AAAA'],
    ['something more', `${createTicketSigner(SECRET).sign(ticket())}.AAAA`],
    ['a public channel', signer.sign(ticket({ channel: 'auction:7' }))],
    ['every registration', signer.sign(ticket({ channel: 'reg:' }))],
    ['a megabyte', 'A'.repeat(1_000_000)],
    ['a huge number', signer.sign(ticket({ standing: 1e20 }))],
  ])('that is %s is malformed', (_name, text) => {
    expect(check(text)).toBe('malformed');
  });
});
