import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeKey } from '../../accounts/api-keys';
import { createTicketSigner, TICKET_LIFE_MS, verifyTicket } from '../../node-token/live-ticket';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  bid,
  expectStatus,
  openLot,
  publishedSale,
  registeredBidder,
} from './testing/sale-fixture';

// Who is given a ticket for which channel, on a real primary. Would catch: a ticket for somebody else's
// affairs, one for a person who may not bid, one that was signed by what a master remembered, and a
// registration that tells its owner less than its notice promised.

let front: FrontFixture;
let house: Caller;
beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
});
afterAll(() => front.stop());

const { publicKey } = createTicketSigner('s'.repeat(40));
const ticketFor = (by: Caller | null, channel: unknown, more: object = {}) =>
  front.ask('POST', '/live-tickets', { ...(by && { by }), json: { channel, ...more } });

async function registrationOf(by: Caller): Promise<number> {
  const mine = await front.ask('GET', '/me/registrations', { by });
  return mine.body.items[0].id;
}

describe('[AUT1] a ticket', () => {
  test('is signed for the registration as it stands, five minutes, said in a message', async () => {
    const id = await publishedSale(front, house, { approval: 'manual' });
    const by = await registeredBidder(front, id);
    const registrationId = await registrationOf(by);
    const beforeMs = Date.now();
    const { body } = expectStatus(await ticketFor(by, `reg:${registrationId}`), 201);
    expect(body.lifeMs).toBe(TICKET_LIFE_MS);
    const expected = { publicKeys: [publicKey], epoch: 1, nowMs: Date.now(), terminal: null };
    const ticket = verifyTicket(body.ticket, expected);
    if (!ticket.ok) throw new Error(ticket.error);
    expect(ticket.value).toMatchObject({ channel: `reg:${registrationId}`, standing: 1, epoch: 1 });
    expect(ticket.value.expiresAtMs - ticket.value.signedAtMs).toBe(TICKET_LIFE_MS);
    expect(Math.abs(ticket.value.signedAtMs - beforeMs)).toBeLessThan(60_000);
    const again = expectStatus(await ticketFor(by, `reg:${registrationId}`), 201);
    expect(again.body.ticket).not.toBe(body.ticket);
  });

  test('for an address names its terminal', async () => {
    const by = await registeredBidder(front, await publishedSale(front, house));
    const channel = `reg:${await registrationOf(by)}`;
    const terminal = 'http://127.0.0.1:4001';
    const { body } = expectStatus(await ticketFor(by, channel, { terminal }), 201);
    const expected = { publicKeys: [publicKey], epoch: 1, nowMs: Date.now() };
    expect(verifyTicket(body.ticket, { ...expected, terminal })).toMatchObject({ ok: true });
    expect(verifyTicket(body.ticket, { ...expected, terminal: null })).toMatchObject({ ok: false });
  });

  test('is given to nobody but the owner, the house included', async () => {
    const by = await registeredBidder(front, await publishedSale(front, house));
    const channel = `reg:${await registrationOf(by)}`;
    expectStatus(await ticketFor(null, channel), 401);
    for (const other of [await front.caller('bidder'), house]) {
      const refused = expectStatus(await ticketFor(other, channel), 404);
      // As of a registration that does not exist.
      expect(refused.text).toBe((await ticketFor(other, 'reg:999999')).text);
    }
  });

  test.each(['suspended', 'declined'])(
    'is not given to who is %s, and again once approved',
    async (status) => {
      const by = await registeredBidder(front, await publishedSale(front, house));
      const id = await registrationOf(by);
      const decide = (to: string) =>
        front.ask('PATCH', `/registrations/${id}`, { by: house, json: { status: to } });
      expectStatus(await decide(status), 200);
      const refused = expectStatus(await ticketFor(by, `reg:${id}`), 403);
      expect(refused.body.type).toMatch(/\/not-approved$/);
      expectStatus(await decide('approved'), 200);
      expectStatus(await ticketFor(by, `reg:${id}`), 201);
    },
  );

  test('[LAN1] is not given on a key that was revoked a moment ago, whatever is remembered', async () => {
    const by = await registeredBidder(front, await publishedSale(front, house));
    const channel = `reg:${await registrationOf(by)}`;
    expectStatus(await ticketFor(by, channel), 201);
    await revokeKey(front.pool, { id: by.keyId, userId: by.userId });
    const refused = expectStatus(await ticketFor(by, channel), 401);
    expect(refused.body.type).toMatch(/\/invalid-key$/);
  });

  test.each([['auction:7'], ['reg:0'], ['reg:'], ['reg:9,reg:10'], [9], [null]])(
    'for the channel %j is malformed',
    async (channel) => {
      const by = await front.caller('bidder');
      expectStatus(await ticketFor(by, channel), 400);
    },
  );
});

describe('[PSH10] what a notice is about', () => {
  test('is told to the owner alone: standing, own bids and maxima, and the count', async () => {
    const auctionId = await publishedSale(front, house);
    const by = await registeredBidder(front, auctionId);
    const id = await registrationOf(by);
    const own = () => front.ask('GET', `/me/registrations/${id}`, { by });
    expect(expectStatus(await own(), 200).body).toMatchObject({
      version: 1,
      registration: { id, auctionId, status: 'approved' },
      bids: [],
    });
    const lotId = await openLot(front, house, auctionId);
    expectStatus(await bid(front, by, lotId, { amountMinor: 77_700, kind: 'max' }), 201);
    expect(expectStatus(await own(), 200).body).toMatchObject({
      version: 2,
      bids: [{ lotId, auctionId, myMaxMinor: 77_700 }],
    });
    const stranger = await front.caller('bidder');
    for (const other of [stranger, house]) {
      expectStatus(await front.ask('GET', `/me/registrations/${id}`, { by: other }), 404);
    }
    expectStatus(await front.ask('GET', `/me/registrations/${id}`), 401);
  });
});
