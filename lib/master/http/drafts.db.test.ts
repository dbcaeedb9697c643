import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../../server/stack/wait';
import { readChanges } from '../../db/sync-changes-read';
import { readHeads } from '../../db/sync-heads-read';
import { readRecords } from '../../db/sync-records-read';
import { type Caller, type FrontFixture, type Reply, startFront } from './testing/front-fixture';
import { act, expectStatus, lotBody, saleBody } from './testing/sale-fixture';

// What terminals read and are told goes to anyone who asks. Would catch: a draft in any of it, and a
// sale that is published but of which some record is missing or at another version than its own.

let front: FrontFixture;
let house: Caller;

beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
});
afterAll(() => front.stop());

interface Draft {
  id: number;
  lotIds: number[];
}

/** A draft with three lots, each kind of its records changed once more. */
async function workedOnDraft(): Promise<Draft> {
  const made = await front.ask('POST', '/auctions', { by: house, json: saleBody() });
  const { id } = expectStatus(made, 201).body;
  const lots = [lotBody(), lotBody(), lotBody()];
  const added = await front.ask('POST', `/auctions/${id}/lots`, { by: house, json: { lots } });
  const lotIds = expectStatus(added, 201).body.lots.map((lot: { id: number }) => lot.id);
  await retitle(lotIds[0], '"1"');
  await act(front, house, lotIds[1], 'withdraw');
  await patch(id, { terms: { en: 'Pay at once', zh: '' } });
  return { id, lotIds };
}

async function retitle(lotId: number, etag: string) {
  const json = { title: { en: 'A better name', zh: '' } };
  return expectStatus(
    await front.ask('PATCH', `/items/${lotId}`, { by: house, json, headers: { 'if-match': etag } }),
    200,
  );
}

async function patch(id: number, json: unknown) {
  const { headers } = await front.ask('GET', `/auctions/${id}`, { by: house });
  const etag = headers.get('etag') ?? '';
  return expectStatus(
    await front.ask('PATCH', `/auctions/${id}`, { by: house, json, headers: { 'if-match': etag } }),
    200,
  );
}

const keysOf = ({ id, lotIds }: Draft) => [
  `auction:${id}`,
  `sale:${id}`,
  ...lotIds.flatMap((lot) => [`lot:${lot}`, `item:${lot}`]),
];

/** All that a node can learn of a sale, in every way there is. */
async function known(draft: Draft, toldFrom: number) {
  const keys = keysOf(draft);
  const isOurs = ({ key }: { key: string }) => keys.includes(key);
  const shown = ({ key, version }: { key: string; version: number }) => `${key} v${version}`;
  const where = {
    channels: [`auction:${draft.id}`],
    auctions: [draft.id],
    items: [draft.id],
    keys,
  };
  const { channels, alone } = await readHeads(front.pool, where);
  const heads = new Set([...[...channels.values()].flat(), ...alone].map(shown));
  const { changes } = await readChanges(front.pool, { token: '0', most: 10_000 });
  const { records } = await readRecords(front.pool, keys);
  return {
    heads: [...heads].sort(),
    changes: changes?.filter(isOurs).map(shown).sort(),
    records: records.map(shown).sort(),
    told: front.told.slice(toldFrom).filter(isOurs).map(shown).sort(),
  };
}

test('[DRF1] of a draft nodes learn nothing, whatever is done to it', async () => {
  const toldFrom = front.told.length;
  const draft = await workedOnDraft();
  expect(await known(draft, toldFrom)).toEqual({ heads: [], changes: [], records: [], told: [] });
});

test('[DRF1] [ANT1] a published draft is told whole, each record at the version it has', async () => {
  const draft = await workedOnDraft();
  const { token } = await readChanges(front.pool, { token: null, most: 10_000 });
  const toldFrom = front.told.length;
  await patch(draft.id, { state: 'published' });
  const [first, second, third] = draft.lotIds;
  const { rows } = await front.pool.query('select version from auction where id = $1', [draft.id]);
  const all = [
    `auction:${draft.id} v${rows[0].version}`,
    `sale:${draft.id} v2`,
    `lot:${first} v1`,
    `item:${first} v2`,
    `lot:${second} v2`,
    `item:${second} v1`,
    `lot:${third} v1`,
    `item:${third} v1`,
  ].sort();
  expect(await known(draft, toldFrom)).toEqual({
    heads: all,
    changes: all,
    records: all,
    told: all,
  });
  const { changes } = await readChanges(front.pool, { token, most: 10_000 });
  expect(changes?.map(({ key }) => key)).toEqual(expect.arrayContaining(keysOf(draft)));
});

test.each(['the entry', 'the sale'])(
  '[DRF1] what changes while a draft is published is told at its version (%s first)',
  async (first) => {
    const draft = await workedOnDraft();
    const [lotId = 0] = draft.lotIds;
    const writes = [() => retitle(lotId, '"2"'), () => patch(draft.id, { state: 'published' })];
    if (first === 'the sale') writes.reverse();
    // Holds the entry as a change under way does, until one after the other waits for it.
    const holder = await front.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from item where lot_id = $1 for update', [lotId]);
    const done: Promise<Reply>[] = [];
    const waited: boolean[] = [];
    for (const write of writes) {
      done.push(write());
      waited.push(await waiting(done.length));
    }
    await holder.query('commit');
    holder.release();
    await Promise.all(done);
    expect(waited).toEqual([true, true]);
    const { alone } = await readHeads(front.pool, {
      channels: [],
      auctions: [],
      items: [],
      keys: [`item:${lotId}`],
    });
    expect(alone).toContainEqual(expect.objectContaining({ key: `item:${lotId}`, version: 3 }));
  },
);

/** Whether so many of this database's sessions come to wait for a lock. */
const waiting = (count: number) =>
  waitUntil(
    async () => {
      const { rows } = await front.pool.query(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows[0].n >= count;
    },
    { deadlineMs: 4_000, everyMs: 10 },
  ).then(Boolean);
