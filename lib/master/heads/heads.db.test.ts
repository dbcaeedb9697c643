import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeadProof } from '../../../scripts/verify/kept-files';
import { verifyLedger } from '../../../scripts/verify/verify-ledger';
import { buildCommitGate, type CommitGate } from '../../../server/testing/commit-gate';
import { systemTimers } from '../../config/system';
import { readSalesDueForHead } from '../../db/ledger-head-read';
import { createPool } from '../../db/pools';
import { createHouseSigner } from '../../node-token/house-signer';
import {
  AUTH_SECRET,
  type Caller,
  type FrontFixture,
  startFront,
} from '../http/testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  openLot,
  publishedSale,
  registeredBidder,
} from '../http/testing/sale-fixture';
import { makeTestLot, makeTestSale, testSalt } from '../testing/test-sale';
import { createHeadClock } from './head-clock';
import { publishHead } from './publish-head';

let front: FrontFixture;
let house: Caller;
let other: pg.Pool;
let gate: CommitGate;
beforeAll(async () => {
  front = await startFront();
  other = createPool(front.databaseUrl, { max: 2, name: 'other-master' });
  house = await front.caller('auctioneer');
  gate = await buildCommitGate(front.pool, 'insert on ledger_head');
});
afterAll(async () => {
  await other.end();
  await front.stop();
});

const signer = createHouseSigner(AUTH_SECRET);
const keys = [{ kid: signer.keyId, x: signer.publicKey }];
const kept = { keys, receipts: [] };
const master = (pool: pg.Pool) => ({ pool, signer, salt: testSalt });
const publish = (auctionId: number) => publishHead(master(front.pool), auctionId);
const advance = (auctionId: number, state: string) =>
  front.pool.query('update auction set state = $2 where id = $1', [auctionId, state]);
const heads = async (auctionId: number) =>
  expectStatus(await front.ask('GET', `/auctions/${auctionId}/ledger-heads`), 200).body.items;
const isDue = async (auctionId: number, beatMs: number) =>
  (await readSalesDueForHead(front.pool, beatMs)).includes(auctionId);
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

async function until<T>(look: () => Promise<T | false>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('published heads', () => {
  test('[HED1, HED2, LED2] hold a ledger, once it is told, to what stood there each minute', async () => {
    const auctionId = await publishedSale(front, house);
    const ann = await registeredBidder(front, auctionId);
    const ben = await registeredBidder(front, auctionId);
    const max = (by: Caller, lotId: number, amountMinor: number) =>
      bid(front, by, lotId, { kind: 'max', amountMinor });
    const lotId = await openLot(front, house, auctionId);
    const beside = await openLot(front, house, auctionId);
    expectStatus(await max(ann, lotId, 12_300), 201);
    expect(await publish(auctionId)).toBe(1);
    expectStatus(await max(ben, lotId, 20_000), 201);
    // Silent: nobody may learn of it from a head.
    expectStatus(await max(ben, lotId, 25_000), 201);
    expect(await publish(auctionId)).toBe(2);
    const path = (seq: number, of = lotId) => `/lots/${of}/ledger-heads/${seq}`;
    expectStatus(await front.ask('GET', path(1)), 404);
    expectStatus(await max(ann, lotId, 22_000), 201);
    await act(front, house, lotId, 'close');
    expect(await publish(auctionId)).toBe(3);

    const list = await heads(auctionId);
    expect(list.map(({ seq }: { seq: number }) => seq)).toEqual([3, 2, 1]);
    const said = list.map(({ text }: { text: string }) => JSON.parse(text));
    expect(said.map(({ previous }: { previous: string }) => previous)).toEqual([
      ...[list[1].hash, list[2].hash, null],
    ]);
    expect(list[0].hash).toBe(hashOf(list[0].text));
    expect(said[0]).toMatchObject({ kind: 'lotcast-head', auctionId, seq: 3, lots: 2 });

    const file = expectStatus(await front.ask('GET', `/lots/${lotId}/ledger`), 200).body;
    const proofs: HeadProof[] = [];
    for (const seq of [1, 2, 3]) {
      proofs.push(expectStatus(await front.ask('GET', path(seq)), 200).body);
    }
    expect(proofs.map(({ entry }) => entry)).toEqual([2, 4, 6]);
    expect(verifyLedger({ ...file, heads: proofs }, kept)).toBeNull();
    expectStatus(await front.ask('GET', path(1, beside)), 404);
    expectStatus(await front.ask('GET', path(4)), 404);
    expectStatus(await front.ask('GET', '/lots/2000000000/ledger-heads/1'), 404);

    // Whoever forges has the ledger of before, a head of another lot, or a key of their own.
    const cut = { ...file, isComplete: false, entries: file.entries.slice(0, 5) };
    expect(verifyLedger(cut, kept)).toBeNull();
    expect(verifyLedger({ ...cut, heads: proofs }, kept)).toEqual({
      entry: 6,
      what: 'is missing: a published head holds it',
    });
    const [, second, third] = proofs as [HeadProof, HeadProof, HeadProof];
    const wrong: HeadProof[] = [
      { ...second, entry: 3 },
      { ...second, salt: third.salt },
      { ...third, path: second.path },
      { ...third, path: [] },
    ];
    for (const head of wrong) {
      const finding = verifyLedger({ ...file, heads: [head] }, kept);
      expect(finding).toMatchObject({ what: 'is another in a published head' });
    }
    const forger = createHouseSigner('a stranger'.repeat(4));
    const forged = { ...third, ...forger.sign(third.text) };
    const relabelled = { ...forged, keyId: signer.keyId };
    const changed = { ...third, text: third.text.replace('"seq":3', '"seq":2') };
    for (const head of [forged, relabelled, changed]) {
      expect(verifyLedger({ ...file, heads: [head] }, kept)?.what).toMatch(/not signed/);
    }
  });

  test('[HED1] are due at each beat, at once when the sale is over, and then ever more rarely', async () => {
    const sale = await makeTestSale(front.pool);
    const { lotId } = await makeTestLot(front.pool, sale);
    const { auctionId } = sale;
    expect(await isDue(auctionId, 60_000)).toBe(false);
    await advance(auctionId, 'live');
    expect(await isDue(auctionId, 60_000)).toBe(true);
    expect(await publish(auctionId)).toBe(1);
    expect(await isDue(auctionId, 60_000)).toBe(false);
    expect(await isDue(auctionId, 0)).toBe(true);
    await front.pool.query("update lot set phase = 'passed' where id = $1", [lotId]);
    await advance(auctionId, 'ended');
    expect(await isDue(auctionId, 60_000)).toBe(true);
    expect(await publish(auctionId)).toBe(2);
    expect(JSON.parse((await heads(auctionId))[0].text)).toMatchObject({ hasEnded: true });
    expect(await isDue(auctionId, 60_000)).toBe(false);
    expect(await isDue(auctionId, 0)).toBe(true);
    // As if the last head were an hour after the end: the next is an hour after it.
    await front.pool.query(
      `insert into ledger_head (auction_id, seq, text, signature, key_id, salt, lots, blocks,
           ended_at, published_at)
         select auction_id, 3, text, signature, key_id, salt, lots, blocks,
           clock_timestamp() - interval '2 hours', clock_timestamp() - interval '59 minutes'
         from ledger_head where auction_id = $1 and seq = 2`,
      [auctionId],
    );
    expect(await isDue(auctionId, 60_000)).toBe(false);
    // A lot that is reopened runs again.
    await front.pool.query("update lot set phase = 'open' where id = $1", [lotId]);
    expect(await isDue(auctionId, 60_000)).toBe(true);
  });

  test('[HED1] of two masters that publish at once one does, and nothing of the other is left', async () => {
    const sale = await makeTestSale(front.pool, { state: 'live' });
    const { lotId } = await makeTestLot(front.pool, sale);
    await actUpon(lotId, 1);
    const held = await gate.close();
    const first = publish(sale.auctionId);
    await gate.pidInCommit();
    const second = publishHead(master(other), sale.auctionId);
    await until(async () => {
      const { rows } = await front.pool.query(
        `select 1 from pg_stat_activity where application_name = 'lotcast-other-master'
          and wait_event_type = 'Lock' and query like 'insert into ledger_head%'`,
      );
      return rows.length > 0;
    });
    await held.open();
    expect(await Promise.all([first, second])).toEqual([1, null]);
    const { rows } = await front.pool.query(
      'select seq, place, entry from ledger_head_lot where auction_id = $1',
      [sale.auctionId],
    );
    expect(rows).toEqual([{ seq: 1, place: 0, entry: 1 }]);
    expect(await publishHead(master(other), sale.auctionId)).toBe(2);
  });

  test('[HED1] a master that dies over a head leaves nothing of it, and another publishes', async () => {
    const sale = await makeTestSale(front.pool, { state: 'live' });
    const { lotId } = await makeTestLot(front.pool, sale);
    await actUpon(lotId, 1);
    const dying = createPool(front.databaseUrl, { max: 1, name: 'dying' });
    const held = await gate.close();
    const outcome = publishHead(master(dying), sale.auctionId).catch(() => 'failed');
    const pid = await gate.pidInCommit();
    await front.pool.query('select pg_terminate_backend($1)', [pid]);
    expect(await outcome).not.toBe(1);
    await held.open();
    await dying.end();
    expect(await heads(sale.auctionId)).toEqual([]);
    const faults: unknown[] = [];
    const clock = createHeadClock({
      ...master(other),
      timers: systemTimers,
      onError: (error) => faults.push(error),
    });
    clock.start();
    const [head] = await until(async () => {
      const found = await heads(sale.auctionId);
      return found.length > 0 && found;
    });
    await clock.stop();
    expect(head.seq).toBe(1);
    expect(faults).toEqual([]);
  });

  test('[HED1] prove each lot of a big sale, whichever heads it moved in', async () => {
    const sale = await makeTestSale(front.pool, { state: 'live' });
    const { lotId: model } = await makeTestLot(front.pool, sale);
    const { rows } = await front.pool.query<{ id: number }>(
      `insert into lot (auction_id, lot_number, channel, phase, ladder_id, opens_at, closes_at, state, body)
         select auction_id, n, channel, 'passed', ladder_id, opens_at, closes_at, state,
           body || jsonb_build_object('state', 'passed') from lot, generate_series(2, 600) n
          where id = $1 returning id`,
      [model],
    );
    const ids = rows.map(({ id }) => id);
    const hashes = new Map<number, string[]>();
    const move = async (lotIds: readonly number[], entry: number) => {
      for (const id of lotIds) {
        const hash = await actUpon(id, entry);
        hashes.set(id, [...(hashes.get(id) ?? []), hash]);
      }
    };
    await move(ids.slice(300), 1);
    expect(await publish(sale.auctionId)).toBe(1);
    await move(ids.slice(0, 300), 1);
    await move(ids.slice(550), 2);
    expect(await publish(sale.auctionId)).toBe(2);
    for (const [id, entry, seq] of [
      [ids[300], 1, 1],
      [ids[298], 1, 2],
      [ids[0], 1, 2],
      [ids[430], 1, 2],
      [ids[590], 1, 1],
      [ids[590], 2, 2],
      [ids[598], 2, 2],
    ] as const) {
      if (!id) throw new Error('the sale has 600 lots');
      const proof = expectStatus(await front.ask('GET', `/lots/${id}/ledger-heads/${seq}`), 200);
      expect(proof.body.entry).toBe(entry);
      const entries = (hashes.get(id) ?? []).map((hash) => ({ text: null, hash }));
      const { auctionId } = sale;
      const of = { lotId: id, auctionId, isComplete: false, openings: [] };
      const file = { ...of, entries, heads: [proof.body] };
      expect(verifyLedger(file, kept)).toBeNull();
    }
    expectStatus(await front.ask('GET', `/lots/${ids[0]}/ledger-heads/1`), 404);
  });
});

/** Gives a lot an entry as far as heads are concerned. @returns its hash. */
async function actUpon(lotId: number, entry: number): Promise<string> {
  const hash = randomBytes(32);
  await front.pool.query('update lot set entry = $2, head = $3 where id = $1', [
    lotId,
    entry,
    hash,
  ]);
  return hash.toString('hex');
}
