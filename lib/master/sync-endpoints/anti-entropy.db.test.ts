import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitUntil } from '../../../server/stack/wait';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { CHANGES_MAX, changesAnswer, headsAnswer } from '../../api/node-wire';
import { invariant } from '../../shared/assert';
import { digestOf } from '../../sync/digest';
import { makeSale, raiseLot, type Sale } from './testing/sale';
import { startTestMaster, type TestMaster } from './testing/test-master';

let database: TestDatabase;
let master: TestMaster;
let sale: Sale;

beforeAll(async () => {
  database = await createTestDatabase();
  master = await startTestMaster(database);
  sale = await makeSale(master.primary, { lots: 10, perChannel: 4 });
});
afterAll(async () => {
  await master?.stop();
  await database?.drop();
});
beforeEach(() => database.replicaCaughtUp());

const lotId = (at: number) => sale.lotIds[at] ?? 0;
const lotKey = (at: number) => `lot:${lotId(at)}`;

describe('heads', () => {
  const lotsOf = (channel: number) =>
    sale.lotIds
      .filter((_, at) => Math.floor(at / 4) === channel)
      .map((id) => ({ key: `lot:${id}`, version: 1 }));

  test('[ANT2][CHN1] an auction asked for as a whole is all its channels and its own record', async () => {
    const name = `auction:${sale.auctionId}`;
    const { body } = await master.call('heads', { epoch: 1, channels: [{ name, digest: null }] });
    const { channels } = headsAnswer.parse(body);
    expect(channels.map((one) => one.name).sort()).toEqual([
      name,
      `${name}/0`,
      `${name}/1`,
      `${name}/2`,
    ]);
    const zero = channels.find((one) => one.name === `${name}/0`);
    expect(zero?.digest).toBe(digestOf(1, lotsOf(0)));
    expect(zero?.heads).toHaveLength(8);
    const own = channels.find((one) => one.name === name);
    expect(own?.digest).toBe(digestOf(1, [{ key: name, version: 1 }]));
  });

  test('[ANT2] where the digests agree no heads travel', async () => {
    const name = `auction:${sale.auctionId}/1`;
    const digest = digestOf(1, lotsOf(1));
    const { body } = await master.call('heads', { epoch: 1, channels: [{ name, digest }] });
    expect(body.channels).toEqual([{ name, digest }]);
  });

  test('[ANT2] auction 7 does not stand for auction 70, nor for a channel it is a prefix of', async () => {
    const rows = ['auction:70/0', 'auction:700', 'auction:7/0', 'auction:7/12', 'auction:7'];
    for (const [at, channel] of rows.entries()) {
      await master.primary.query(
        `insert into change (key, version, channel, xid)
         values ($1, 1, $2, pg_current_xact_id()::text::bigint)`,
        [`lot:${70_000 + at}`, channel],
      );
    }
    await database.replicaCaughtUp();
    const { body } = await master.call('heads', {
      epoch: 1,
      channels: [{ name: 'auction:7', digest: null }],
    });
    const names = headsAnswer.parse(body).channels.map((one) => one.name);
    expect(names.sort()).toEqual(['auction:7', 'auction:7/0', 'auction:7/12']);
  });

  test('[CHN1][FET5] a tombstone travels with the heads and does not count in the digest', async () => {
    const name = 'auction:71/0';
    await master.primary.query(
      `insert into change (key, version, channel, gone, xid)
       select key, version, $1, gone, pg_current_xact_id()::text::bigint
         from (values ('lot:71000', 3, false), ('lot:71001', 4, true)) as c(key, version, gone)`,
      [name],
    );
    const digest = digestOf(1, [{ key: 'lot:71000', version: 3 }]);
    const ask = async (known: string | null) => {
      const channels = [{ name, digest: known }];
      return (await master.call('heads', { epoch: 1, channels })).body.channels;
    };
    expect(await ask(digest)).toEqual([{ name, digest }]);
    const heads = expect.arrayContaining([{ key: 'lot:71001', version: 4, gone: true }]);
    expect(await ask(null)).toEqual([{ name, digest, heads }]);
  });

  test('[CHN1] a lot is a channel of its own; an empty channel is answered too', async () => {
    const { body } = await master.call('heads', {
      epoch: 1,
      channels: [
        { name: lotKey(0), digest: null },
        { name: 'auction:9999/0', digest: digestOf(1, []) },
      ],
    });
    const { channels } = headsAnswer.parse(body);
    expect(channels).toEqual([
      {
        name: lotKey(0),
        digest: digestOf(1, lotsOf(0).slice(0, 1)),
        heads: expect.arrayContaining([{ key: lotKey(0), version: 1, gone: false }]),
      },
      { name: 'auction:9999/0', digest: digestOf(1, []) },
    ]);
  });

  test('[CHN1] a sale’s own record is asked for alone, without its lots and its catalogue', async () => {
    const name = `sale:${sale.auctionId}`;
    const { body } = await master.call('heads', { epoch: 1, channels: [{ name, digest: null }] });
    const { channels } = headsAnswer.parse(body);
    const key = `auction:${sale.auctionId}`;
    const digest = digestOf(1, [{ key, version: 1 }]);
    expect(channels).toEqual([{ name, digest, heads: [{ key, version: 1, gone: false }] }]);
    const same = await master.call('heads', { epoch: 1, channels: [{ name, digest }] });
    expect(headsAnswer.parse(same.body).channels).toEqual([{ name, digest }]);
  });

  test('[CHN1] a sale’s catalogue entries are asked for alone, beside its lots or without them', async () => {
    const { auctionId, lotIds } = sale;
    const name = `items:${auctionId}`;
    const ask = async (channels: { name: string; digest: string | null }[]) => {
      const { body } = await master.call('heads', { epoch: 1, channels });
      return headsAnswer.parse(body).channels;
    };
    const [only, ...more] = await ask([{ name, digest: null }]);
    expect(more).toEqual([]);
    expect(only?.heads?.map(({ key }) => key).sort()).toEqual(
      lotIds.map((id) => `item:${id}`).sort(),
    );
    const digest = digestOf(1, only?.heads ?? []);
    expect(only).toMatchObject({ name, digest });
    const both = await ask([
      { name, digest },
      { name: `auction:${auctionId}`, digest: null },
      { name: 'items:9999', digest: null },
    ]);
    expect(both.find((one) => one.name === name)).toEqual({ name, digest });
    expect(both.find((one) => one.name === 'items:9999')).toEqual({
      ...{ name: 'items:9999', digest: digestOf(1, []), heads: [] },
    });
    expect(both.flatMap(({ heads }) => heads ?? [])).toHaveLength(2 * lotIds.length + 1);
  });
});

describe('changes', () => {
  const ask = async (token: string | null) => {
    const { body } = await master.call('changes', { epoch: 1, token });
    return changesAnswer.parse(body);
  };

  test('[ANT1] the first answer lists nothing and says from where on to ask; then what changed comes, from the replica', async () => {
    // The suites share one primary: for a moment its log may run ahead of the replica's.
    const first = await waitUntil(
      async () => {
        const answer = await ask(null);
        return answer.source === 'replica' ? answer : null;
      },
      { deadlineMs: 20_000 },
    );
    invariant(first, 'the replica never answered');
    expect(first.changes).toEqual([]);
    const version = await raiseLot(master.primary, lotId(9));
    await database.replicaCaughtUp();
    const next = await ask(first.token);
    expect(next.source).toBe('replica');
    expect(next.changes).toContainEqual(expect.objectContaining({ key: lotKey(9), version }));
    expect(next.changes?.length).toBeLessThan(5);
  });

  test('[ANT1] more changes than fit an answer are not listed but said to be too many, and the token goes on', async () => {
    const { token } = await ask(null);
    const write = (first: number, last: number) =>
      master.primary.query(
        `insert into change (key, version, channel, xid)
         select 'item:' || n, 1, 'auction:9/0', pg_current_xact_id()::text::bigint
           from generate_series($1::int, $2::int) n`,
        [first, last],
      );
    await write(2_000_001, 2_000_000 + CHANGES_MAX);
    await database.replicaCaughtUp();
    expect((await ask(token)).changes).toHaveLength(CHANGES_MAX);
    await write(3_000_001, 3_000_001);
    await database.replicaCaughtUp();
    const tooMany = await ask(token);
    expect(tooMany.changes).toBeNull();
    expect((await ask(tooMany.token)).changes?.length).toBeLessThan(5);
    await master.primary.query(`delete from change where channel = 'auction:9/0'`);
  });

  test('[ANT1][NTF8] a transaction open for long and committed late is not missed, where polling by the last number seen misses it', async () => {
    const slow = await master.primary.connect();
    try {
      await slow.query('begin');
      const slowVersion = await raiseLot(slow, lotId(5));
      await raiseLot(master.primary, lotId(6));
      await database.replicaCaughtUp();
      const during = await ask(null);
      const { rows } = await master.replica.query<{ last: number }>(
        'select max(xid) as last from change',
      );
      await slow.query('commit');
      await database.replicaCaughtUp();
      const after = await ask(during.token);
      expect(after.changes).toContainEqual(
        expect.objectContaining({ key: lotKey(5), version: slowVersion }),
      );
      const polled = await master.replica.query('select key from change where xid > $1', [
        rows[0]?.last,
      ]);
      expect(polled.rows).toEqual([]);
    } finally {
      slow.release();
    }
  });

  test('[ANT1] writers that overlap at random are all seen by a node that only follows its token', async () => {
    const seen = new Map<string, number>();
    const truth = new Map<string, number>();
    let token: string | null = (await ask(null)).token;
    let writing = true;
    const look = async () => {
      const answer: Awaited<ReturnType<typeof ask>> = await ask(token);
      token = answer.token;
      for (const { key, version } of answer.changes ?? []) {
        seen.set(key, Math.max(version, seen.get(key) ?? 0));
      }
    };
    const writer = async (at: number) => {
      const client = await master.primary.connect();
      try {
        for (let round = 0; round < 25; round += 1) {
          await client.query('begin');
          // The number is drawn now; the commit comes after a wait of its own.
          const version = await raiseLot(client, lotId(at));
          await client.query('select pg_sleep($1)', [((at * 7 + round * 13) % 10) / 500]);
          await client.query('commit');
          truth.set(lotKey(at), version);
        }
      } finally {
        client.release();
      }
    };
    const reader = (async () => {
      while (writing) await look();
    })();
    await Promise.all([0, 1, 2, 3, 4].map(writer));
    writing = false;
    await reader;
    await database.replicaCaughtUp();
    await look();
    for (const [key, version] of truth) expect(seen.get(key)).toBe(version);
    expect(truth.size).toBe(5);
  });
});
