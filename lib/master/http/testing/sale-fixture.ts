import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Caller, FrontFixture, Reply } from './front-fixture';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const iso = (ms: number) => new Date(ms).toISOString();

/** A lot of a request: opens in a minute, closes in an hour, starts at 100.00 in the house's steps. */
export const lotBody = (over: Record<string, unknown> = {}) => ({
  title: { en: 'A celadon vase', zh: '青瓷瓶' },
  startMinor: 10_000,
  opensAt: iso(Date.now() + 60 * SECOND),
  closesAt: iso(Date.now() + HOUR),
  ...over,
});

/** A sale of a request. */
export const saleBody = (over: Record<string, unknown> = {}) => ({
  title: { en: 'Clocks & watches', zh: '钟表' },
  currency: 'GBP',
  ...over,
});

/** Fails loudly with the answer's own words. */
export function expectStatus(reply: Reply, status: number): Reply {
  expect(reply.status, reply.text).toBe(status);
  return reply;
}

/** Makes a published sale through the API. @returns its id. */
export async function publishedSale(
  front: FrontFixture,
  by: Caller,
  over: Record<string, unknown> = {},
): Promise<number> {
  const made = expectStatus(
    await front.ask('POST', '/auctions', { by, json: saleBody(over) }),
    201,
  );
  const published = await front.ask('PATCH', `/auctions/${made.body.id}`, {
    by,
    json: { state: 'published' },
    headers: { 'if-match': made.headers.get('etag') ?? '' },
  });
  expectStatus(published, 200);
  return made.body.id;
}

/** Adds a lot to a sale and opens it as the clerk would. @returns its id. */
export async function openLot(
  front: FrontFixture,
  by: Caller,
  auctionId: number,
  over: Record<string, unknown> = {},
): Promise<number> {
  const json = lotBody(over);
  const made = await front.ask('POST', `/auctions/${auctionId}/lots`, { by, json });
  const lot = expectStatus(made, 201).body.lots[0];
  await act(front, by, lot.id, 'open');
  return lot.id;
}

/** Acts on a lot at whatever version it is. */
export async function act(front: FrontFixture, by: Caller, lotId: number, action: string) {
  const { body } = await front.ask('GET', `/lots/${lotId}`, { by });
  const json = { action, version: body.version };
  return expectStatus(await front.ask('POST', `/lots/${lotId}/actions`, { by, json }), 200);
}

/** A bidder who is registered for a sale. */
export async function registeredBidder(front: FrontFixture, auctionId: number): Promise<Caller> {
  const by = await front.caller('bidder');
  const json = { termsVersion: 1 };
  const answer = await front.ask('POST', `/auctions/${auctionId}/registrations`, { by, json });
  expectStatus(answer, 201);
  return by;
}

/** Bids, with a key of its own unless one is given. */
export const bid = (
  front: FrontFixture,
  by: Caller | null,
  lotId: number | string,
  json: unknown,
  headers: Record<string, string> = {},
) =>
  front.ask('POST', `/lots/${lotId}/bids`, {
    by,
    json,
    headers: { 'idempotency-key': randomUUID(), ...headers },
  });
