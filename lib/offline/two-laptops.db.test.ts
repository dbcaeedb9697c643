import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogueFields } from '../api/v1/catalogue';
import { readHeads } from '../db/sync-heads-read';
import { type Caller, type FrontFixture, startFront } from '../master/http/testing/front-fixture';
import { expectStatus, lotBody, publishedSale } from '../master/http/testing/sale-fixture';
import { digestOf } from '../sync/digest';
import { copyDigest } from './copy-digest';
import { clientKeyOf } from './local-entry';
import { createLaptop, type Fate, type Laptop } from './testing/laptop';
import { createMemoryStore } from './testing/memory-store';

let front: FrontFixture;
let house: Caller;
beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
});
afterAll(() => front.stop());

type Policy = 'server-wins' | 'merge-fields' | 'ask';
const POLICIES: Policy[] = ['server-wins', 'merge-fields', 'ask'];
const text = (en: string) => ({ en, zh: '' });
const LONG = text('A long text about a vase. '.repeat(600));
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const TERMS = {
  startMinor: 5_000,
  reserveMinor: null,
  opensAt: soon(60_000),
  closesAt: soon(3_600_000),
};

interface Saleroom {
  auctionId: number;
  /** Two lots that both laptops hold. */
  first: number;
  second: number;
  one: Laptop;
  other: Laptop;
}

async function saleroom(editPolicy: Policy): Promise<Saleroom> {
  const auctionId = await publishedSale(front, house, { editPolicy });
  const lots = [lotBody({ description: LONG, condition: text('Fine') }), lotBody()];
  const made = await front.ask('POST', `/auctions/${auctionId}/lots`, {
    by: house,
    json: { lots },
  });
  const [first, second] = expectStatus(made, 201).body.lots.map((lot: { id: number }) => lot.id);
  const at = { url: front.url, key: house.key, auctionId };
  const [one, other] = [createLaptop(at), createLaptop(at)];
  await one.syncToTheEnd();
  await other.syncToTheEnd();
  return { auctionId, first, second, one, other };
}

const itemOf = async (lotId: number) =>
  (await front.ask('GET', `/lots/${lotId}`, { by: house })).body.item;
const writesOf = async (lotId: number) => {
  const { rows } = await front.pool.query(
    `select count(*)::int as n from audit where subject = $1 and action = 'patch-item'`,
    [`item:${lotId}`],
  );
  return rows[0].n as number;
};
const bodies = (laptop: Laptop) => laptop.sent.filter(({ body }) => body !== '');

describe.each(POLICIES)('two laptops, policy %s', (policy) => {
  test('[EDT2] same on both: nothing is sent and nothing downloaded', async () => {
    const { one } = await saleroom(policy);
    one.sent.length = 0;
    await one.syncToTheEnd();
    expect(one.sent.map(({ path }) => path.replace(/^.*catalogue/, ''))).toEqual(['']);
  });

  test('[EDT2] edited here: accepted, and the other laptop downloads it', async () => {
    const { one, other, first, second } = await saleroom(policy);
    await one.edit(first, { title: text('A jar') });
    expect(await one.status(first)).toBe('edited');
    await one.syncToTheEnd();
    expect(await one.status(first)).toBe('synced');
    expect(await itemOf(first)).toMatchObject({ version: 2, title: text('A jar') });
    other.sent.length = 0;
    await other.syncToTheEnd();
    expect((await other.entry(first)).fields).toMatchObject({ title: text('A jar') });
    expect(other.sent.map(({ path }) => path)).toEqual([
      expect.stringMatching(/catalogue$/),
      expect.stringMatching(new RegExp(`ids=${first}$`)),
    ]);
    expect((await other.entry(second)).base?.version).toBe(1);
  });

  test('[EDT3] an edit that was taken back is none: nothing is sent', async () => {
    const { one, first } = await saleroom(policy);
    const { title } = (await one.entry(first)).fields;
    await one.edit(first, { title: text('A jar') });
    await one.edit(first, title ? { title } : {});
    one.sent.length = 0;
    await one.syncToTheEnd();
    expect(bodies(one)).toEqual([]);
    expect(await writesOf(first)).toBe(0);
  });

  test('[EDT2] edited on both, in different fields: as the policy says', async () => {
    const { one, other, first } = await saleroom(policy);
    await one.edit(first, { title: text('A jar') });
    await other.edit(first, { notice: text('The stand is later.') });
    await one.syncToTheEnd();
    await other.syncToTheEnd();
    const item = await itemOf(first);
    expect(item.title).toEqual(text('A jar'));
    const entry = await other.entry(first);
    if (policy === 'merge-fields') {
      expect(item).toMatchObject({ version: 3, notice: text('The stand is later.') });
      expect(await other.status(first)).toBe('synced');
      expect(entry.fields).toMatchObject({ title: text('A jar'), notice: item.notice });
      return;
    }
    expect(item).toMatchObject({ version: 2, notice: text('') });
    if (policy === 'server-wins') {
      expect(entry.trouble).toEqual({
        kind: 'overruled',
        was: { notice: [text(''), text('The stand is later.')] },
      });
      expect(entry.fields).toMatchObject({ title: text('A jar'), notice: text('') });
      return;
    }
    expect(await other.status(first)).toBe('conflict');
    expect(entry.fields).toMatchObject({ notice: text('The stand is later.') });
    await other.resolve(first, { notice: text('The stand is later.') });
    await other.syncToTheEnd();
    expect(await itemOf(first)).toMatchObject({
      version: 3,
      title: text('A jar'),
      notice: text('The stand is later.'),
    });
  });

  test('[EDT2] edited on both, in the same field: nothing is overwritten unseen', async () => {
    const { one, other, first } = await saleroom(policy);
    await one.edit(first, { title: text('A jar') });
    await other.edit(first, { title: text('A bowl') });
    await one.syncToTheEnd();
    await other.syncToTheEnd();
    expect(await itemOf(first)).toMatchObject({ version: 2, title: text('A jar') });
    const entry = await other.entry(first);
    if (policy === 'server-wins') {
      expect(entry.trouble).toMatchObject({ kind: 'overruled' });
      expect(entry.fields.title).toEqual(text('A jar'));
      return;
    }
    expect(entry.trouble).toMatchObject({ kind: 'conflict', theirs: { version: 2 } });
    expect(entry.fields.title).toEqual(text('A bowl'));
    // While it waits for a person it is not sent, and theirs stays the newest.
    await one.edit(first, { condition: text('Restored') });
    await one.syncToTheEnd();
    other.sent.length = 0;
    await other.syncToTheEnd();
    expect(bodies(other)).toEqual([]);
    expect((await other.entry(first)).trouble).toMatchObject({
      theirs: { version: 3, fields: { condition: text('Restored') } },
    });
    await other.resolve(first, { title: text('A bowl') });
    await other.syncToTheEnd();
    await one.syncToTheEnd();
    expect(await itemOf(first)).toMatchObject({ version: 4, title: text('A bowl') });
    expect((await one.entry(first)).fields).toEqual((await other.entry(first)).fields);
  });

  test('[EDT1] a lot made on one laptop is on the other, with one number and one id', async () => {
    const { one, other } = await saleroom(policy);
    const key = await one.add({ title: text('A late entry') }, TERMS);
    await one.syncToTheEnd();
    await other.syncToTheEnd();
    const made = (await one.all()).find((entry) => entry.key === key);
    expect(made).toMatchObject({ lotNumber: 3, base: { version: 1 }, sent: null, trouble: null });
    const seen = await other.entry(made?.id ?? 0);
    expect(seen).toMatchObject({ key: `lot:${made?.id}`, lotNumber: 3 });
    expect(seen.fields).toEqual(made?.fields);
  });

  /** Everything a round can carry: two edits, a new lot, and a newer entry to download. */
  async function busyRound(fate: (nth: number) => Fate) {
    const room = await saleroom(policy);
    await room.other.edit(room.second, { title: text('From the other') });
    await room.other.syncToTheEnd();
    await room.one.edit(room.first, { title: text('A jar'), estimateLowMinor: 700 });
    const key = await room.one.add({ title: text('A late entry') }, TERMS);
    room.one.sent.length = 0;
    room.one.fate = fate;
    return { ...room, key };
  }

  const POINTS = [1, 2, 3].flatMap((nth) =>
    (['never-arrives', 'answer-lost'] as const).map((fate) => ({ nth, fate })),
  );
  test.each(POINTS)(
    '[EDT5] cut off at request $nth ($fate), the tab closed: nothing is lost, nothing applied twice',
    async ({ nth, fate }) => {
      const { one, other, first, second, key, auctionId } = await busyRound((now) =>
        now === nth ? fate : 'pass',
      );
      expect((await one.sync()).kind).toBe('lost');
      expect(one.sent).toHaveLength(nth);
      const again = one.reopened();
      // Somebody types on before the next round.
      await again.edit(first, { condition: text('Restored') });
      await again.syncToTheEnd();
      await other.syncToTheEnd();
      expect(await itemOf(first)).toMatchObject({
        title: text('A jar'),
        estimateLowMinor: 700,
        condition: text('Restored'),
      });
      expect((await again.entry(second)).fields.title).toEqual(text('From the other'));
      const { body } = await front.ask('GET', `/auctions/${auctionId}`, { by: house });
      expect(body.lotCount).toBe(3);
      const made = await front.pool.query(
        'select count(*)::int as n from item where client_key = $1',
        [clientKeyOf(key)],
      );
      expect(made.rows).toEqual([{ n: 1 }]);
      const held = (await again.all()).map(({ id, fields, base }) => ({
        id,
        fields,
        version: base?.version,
      }));
      const seen = (await other.all()).map(({ id, fields, base }) => ({
        id,
        fields,
        version: base?.version,
      }));
      const byId = (a: { id: number | null }, b: { id: number | null }) =>
        (a.id ?? 0) - (b.id ?? 0);
      expect(held.sort(byId)).toEqual(seen.sort(byId));
      // One write for each edit that was submitted, however often it went out.
      expect(await writesOf(first)).toBe((await itemOf(first)).version - 1);
      expect(await writesOf(first)).toBeLessThanOrEqual(2);
    },
  );
});

describe('what goes over the wire', () => {
  test('[EDT3] only changed fields travel: a new title of a lot with a long description is some hundred bytes', async () => {
    const { one, first } = await saleroom('ask');
    await one.edit(first, { title: text('A jar') });
    one.sent.length = 0;
    await one.syncToTheEnd();
    const [only, ...more] = bodies(one);
    expect(more).toEqual([]);
    const bytes = Buffer.byteLength(only?.body ?? '');
    expect(LONG.en.length).toBeGreaterThan(15_000);
    expect(bytes).toBeGreaterThan(100);
    expect(bytes).toBeLessThan(400);
    const [submission] = JSON.parse(only?.body ?? '').submissions;
    expect(Object.keys(submission.changes)).toEqual(['title']);
  });

  test('[EDT3] versions of a catalogue travel where something in them changed, not each time', async () => {
    const { one, other, first } = await saleroom('ask');
    one.heads.length = 0;
    await one.syncToTheEnd();
    await one.syncToTheEnd();
    expect(one.heads).toEqual([0, 0]);
    await other.edit(first, { notice: text('Later stand.') });
    await other.syncToTheEnd();
    await one.syncToTheEnd();
    expect(one.heads.at(-1)).toBeGreaterThan(0);
    expect((await one.entry(first)).fields.notice).toEqual(text('Later stand.'));
  });

  test('[CHN1] the digest of a copy is the one that terminals tell of the sale’s entries', async () => {
    const { auctionId, one, first } = await saleroom('ask');
    await one.add({ title: text('A late lot') }, TERMS);
    await one.edit(first, { title: text('A jar') });
    const told = async () => {
      const where = { channels: [], auctions: [], items: [auctionId], keys: [] };
      const read = await readHeads(front.pool, where);
      return digestOf(read.epoch, read.channels.get(`items:${auctionId}`) ?? []);
    };
    const { epoch } = (await one.entry(first)).base ?? { epoch: 0 };
    const known = async () => copyDigest(await one.all(), epoch);
    expect(await known()).toBe(await told());
    await one.syncToTheEnd();
    expect(await known()).toBe(await told());
    const another = createLaptop({ url: front.url, key: house.key, auctionId });
    await another.syncToTheEnd();
    await another.edit(first, { notice: text('Later stand.') });
    await another.syncToTheEnd();
    expect(await known()).not.toBe(await told());
  });

  test('[EDT4] a forbidden field is refused by name, keeps the edit, and holds up no other', async () => {
    const { auctionId, first, second } = await saleroom('ask');
    const clerk = await front.caller('clerk');
    const laptop = createLaptop({ url: front.url, key: clerk.key, auctionId });
    await laptop.syncToTheEnd();
    await laptop.edit(first, { title: text('Not mine to say'), notice: text('Seen: a chip.') });
    await laptop.edit(second, { notice: text('Sold with its box.') });
    await laptop.syncToTheEnd();
    const entry = await laptop.entry(first);
    expect(entry.trouble).toMatchObject({
      kind: 'refused',
      problem: { errors: [{ pointer: '/changes/title' }] },
    });
    expect(entry.fields.title).toEqual(text('Not mine to say'));
    expect(await itemOf(second)).toMatchObject({ notice: text('Sold with its box.') });
    laptop.sent.length = 0;
    await laptop.syncToTheEnd();
    expect(bodies(laptop)).toEqual([]);
    const { title } = entry.base?.fields ?? {};
    await laptop.edit(first, title ? { title } : {});
    await laptop.syncToTheEnd();
    expect(await itemOf(first)).toMatchObject({ version: 2, notice: text('Seen: a chip.') });
  });

  test('[EDT3] what an older program kept, without the newest column, is carried over with its edits', async () => {
    const { auctionId, first, other } = await saleroom('ask');
    const store = createMemoryStore();
    const at = { url: front.url, key: house.key, auctionId };
    const laptop = createLaptop(at, store);
    await laptop.syncToTheEnd();
    await laptop.edit(first, { title: text('A jar') });
    // As the program before the last column left it on this device.
    const { key } = await laptop.entry(first);
    await store.change([key], (entry) => {
      if (!entry?.base) return entry;
      const without = ({ notice: _, ...fields }: CatalogueFields) => fields;
      const base = { ...entry.base, schema: 1, fields: without(entry.base.fields) };
      return { ...entry, base, fields: without(entry.fields) };
    });
    await laptop.syncToTheEnd();
    expect(await laptop.status(first)).toBe('synced');
    expect(await laptop.entry(first)).toMatchObject({
      base: { schema: 2, version: 2 },
      fields: { title: text('A jar'), notice: text('') },
    });
    await other.edit(first, { notice: text('Later stand.') });
    await other.syncToTheEnd();
    expect(await itemOf(first)).toMatchObject({ title: text('A jar') });
  });

  test('[EDT1] after a promotion that lost a write, its number is not taken for the same entry', async () => {
    const { first, one } = await saleroom('ask');
    await one.edit(first, { title: text('A jar') });
    await one.syncToTheEnd();
    // The standby never had that write; another one got its number in the new epoch.
    await front.pool.query(`update item set title = $2 where lot_id = $1`, [
      first,
      JSON.stringify(text('A bowl')),
    ]);
    await front.pool.query('update epoch set epoch = epoch + 1');
    await one.edit(first, { condition: text('Restored') });
    try {
      await one.syncToTheEnd();
    } finally {
      await front.pool.query('update epoch set epoch = epoch - 1');
    }
    expect((await one.entry(first)).trouble).toMatchObject({
      kind: 'conflict',
      theirs: { version: 2, fields: { title: text('A bowl') } },
    });
  });

  test('[EDT5] one submission that spoils its request as a whole spoils no other', async () => {
    const { first, second, one } = await saleroom('ask');
    await one.edit(first, { description: text('x'.repeat(1_100_000)) });
    await one.edit(second, { title: text('A jar') });
    await one.syncToTheEnd();
    expect(await one.status(first)).toBe('refused');
    expect(await itemOf(second)).toMatchObject({ title: text('A jar') });
    await one.takeBack(first);
    expect(await one.status(first)).toBe('synced');
  });

  test('[EDT5] a person who is signed out loses nothing', async () => {
    const { auctionId, first } = await saleroom('ask');
    const store = createMemoryStore();
    const at = { url: front.url, key: house.key, auctionId };
    const laptop = createLaptop(at, store);
    await laptop.syncToTheEnd();
    await laptop.edit(first, { notice: text('Seen: a chip.') });
    const signedOut = createLaptop({ ...at, key: 'lc_nobody' }, store);
    expect((await signedOut.sync()).kind).toBe('denied');
    expect((await laptop.entry(first)).fields.notice).toEqual(text('Seen: a chip.'));
    await laptop.syncToTheEnd();
    expect(await itemOf(first)).toMatchObject({ notice: text('Seen: a chip.') });
  });
});
