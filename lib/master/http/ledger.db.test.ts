import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../../scripts/verify/verify-ledger';
import { keepSigningKey } from '../../db/signing-keys';
import { createHouseSigner } from '../../node-token/house-signer';
import { AUTH_SECRET, type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  openLot,
  publishedSale,
  registeredBidder,
} from './testing/sale-fixture';

let front: FrontFixture;
let house: Caller;
let ann: Caller;
let ben: Caller;
let lotId: number;

beforeAll(async () => {
  front = await startFront();
  await keepSigningKey(front.pool, createHouseSigner('of-last-year'.repeat(4)));
  await keepSigningKey(front.pool, createHouseSigner(AUTH_SECRET));
  house = await front.caller('auctioneer');
  const auctionId = await publishedSale(front, house);
  [ann, ben] = [await registeredBidder(front, auctionId), await registeredBidder(front, auctionId)];
  lotId = await openLot(front, house, auctionId, { reserveMinor: 15_000 });
});
afterAll(() => front.stop());

const keys = async () => {
  const answer = await fetch(`${front.url}/.well-known/jwks.json`);
  return ((await answer.json()) as { keys: { kid: string; x: string }[] }).keys;
};
const max = (by: Caller, amountMinor: number) =>
  bid(front, by, lotId, { kind: 'max', amountMinor });

describe("a lot's ledger", () => {
  test('[LED1, LED2, LED5] is told as far as it may be, then whole, and the verifier holds it', async () => {
    const taken = expectStatus(await max(ann, 21_100), 201);
    const raised = expectStatus(await max(ann, 25_300), 201);
    const low = expectStatus(await max(ben, 10_500), 409);
    const path = `/lots/${lotId}/ledger`;

    const open = expectStatus(await front.ask('GET', path), 200);
    expect(open.body).toMatchObject({ isComplete: false, openings: [], next: null });
    // The raise and the refusal are nobody else's affair yet.
    expect(open.body.entries).toHaveLength(2);
    expect(verifyLedger(open.body, { keys: [], receipts: [] })).toBeNull();
    expect(open.text).not.toMatch(/21100|25300/);

    expectStatus(await max(ben, 22_000), 201);
    const later = await front.ask('GET', path);
    expect(later.body.entries.map(({ text }: { text: string | null }) => text !== null)).toEqual([
      ...[true, true, false, false, true],
    ]);
    expect(verifyLedger(later.body, { keys: [], receipts: [] })).toBeNull();
    await act(front, house, lotId, 'close');

    const whole = expectStatus(await front.ask('GET', path), 200);
    const receipts = [taken.body.receipt, raised.body.receipt, low.body.receipt];
    const kept = { keys: await keys(), receipts };
    expect(verifyLedger(whole.body, kept)).toBeNull();
    expect(whole.body.openings).toMatchObject([
      { entry: 1, of: 'reserve', amountMinor: 15_000 },
      { entry: 2, of: 'max', amountMinor: 21_100 },
      { entry: 4, of: 'max', amountMinor: 10_500 },
      { entry: 5, of: 'max', amountMinor: 22_000 },
    ]);
    expect(whole.text).not.toContain('25300');
    const [first] = whole.body.entries;
    const cut = { ...whole.body, entries: [first, ...whole.body.entries.slice(2)] };
    expect(verifyLedger(cut, kept)).toMatchObject({ entry: 2 });

    const etag = whole.headers.get('etag') ?? '';
    const again = await front.ask('GET', path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    const page = expectStatus(await front.ask('GET', `${path}?limit=3`), 200);
    const rest = expectStatus(await front.ask('GET', `${path}?cursor=${page.body.next}`), 200);
    expect([...page.body.entries, ...rest.body.entries]).toEqual(whole.body.entries);
    expect([...page.body.openings, ...rest.body.openings]).toEqual(whole.body.openings);
    expect(rest.body.next).toBeNull();
  });

  test('[LED1, LED4] a retry gets the same receipt; it names paddle, entry and what came of it', async () => {
    const other = await openLot(
      front,
      house,
      (await front.ask('GET', `/lots/${lotId}`)).body.auctionId,
    );
    const json = { kind: 'exact', amountMinor: 12_000 };
    const headers = { 'idempotency-key': 'the-same-key' };
    const one = expectStatus(await bid(front, ann, other, json, headers), 201);
    const two = expectStatus(await bid(front, ann, other, json, headers), 201);
    expect(two.body.receipt).toEqual(one.body.receipt);
    expect(JSON.parse(one.body.receipt.text)).toMatchObject({
      kind: 'lotcast-receipt',
      lotId: other,
      entry: one.body.entry,
      paddle: one.body.paddle,
      outcome: 'leading',
      code: null,
      priceMinor: 12_000,
    });
    const stranger = await front.caller('bidder');
    const refused = expectStatus(await bid(front, stranger, other, json), 403);
    expect(refused.body.receipt).toBeUndefined();
  });

  test('[LED1] keys of before stay where receipts can be checked', async () => {
    expect((await keys()).map(({ kid }) => kid)).toEqual(
      expect.arrayContaining([
        createHouseSigner(AUTH_SECRET).keyId,
        createHouseSigner('of-last-year'.repeat(4)).keyId,
      ]),
    );
  });

  test('there is none of a lot that is not there', async () => {
    expectStatus(await front.ask('GET', '/lots/2000000000/ledger'), 404);
    expectStatus(await front.ask('GET', `/lots/${lotId}/ledger?limit=0`), 400);
  });
});
