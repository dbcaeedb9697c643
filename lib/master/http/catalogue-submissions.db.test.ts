import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE_SCHEMA, type CatalogueRecord, catalogueSchema } from '../../api/v1/catalogue';
import { type FieldValues, fieldsDigest } from '../../sync/field-edits';
import { type Caller, type FrontFixture, type Reply, startFront } from './testing/front-fixture';
import { expectStatus, lotBody, publishedSale } from './testing/sale-fixture';

let front: FrontFixture;
let house: Caller;
beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
});
afterAll(() => front.stop());

type Policy = 'server-wins' | 'merge-fields' | 'ask';
const VASE = {
  description: { en: 'Song, with crackle', zh: '宋' },
  condition: { en: 'Fine', zh: '' },
  estimateLowMinor: 10_000,
  estimateHighMinor: 20_000,
};

async function saleWithLot(editPolicy: Policy) {
  const auctionId = await publishedSale(front, house, { editPolicy });
  const made = await front.ask('POST', `/auctions/${auctionId}/lots`, {
    by: house,
    json: lotBody(VASE),
  });
  const lotId: number = expectStatus(made, 201).body.lots[0].id;
  return { auctionId, lotId };
}

const read = async (auctionId: number, lotId: number, schema = CATALOGUE_SCHEMA.version) => {
  const path = `/auctions/${auctionId}/catalogue/records?ids=${lotId}&schema=${schema}`;
  const { body } = expectStatus(await front.ask('GET', path, { by: house }), 200);
  return body.records[0] as CatalogueRecord;
};

/** An edit of what was read: the fields of `to`, each with what it was. */
function editOf(held: CatalogueRecord, to: FieldValues, schema = CATALOGUE_SCHEMA.version) {
  const form = catalogueSchema(schema);
  const fields: FieldValues = held.fields;
  return {
    id: randomUUID(),
    lotId: held.id,
    schema,
    base: { version: held.version, digest: form ? fieldsDigest(form, fields) : '' },
    changes: Object.fromEntries(
      Object.entries(to).map(([name, value]) => [name, [fields[name], value]]),
    ),
  };
}

const submit = (auctionId: number, submissions: unknown[], by = house): Promise<Reply> =>
  front.ask('POST', `/auctions/${auctionId}/catalogue/submissions`, { by, json: { submissions } });
const answersOf = async (auctionId: number, submissions: unknown[], by = house) =>
  expectStatus(await submit(auctionId, submissions, by), 200).body.answers;
const auditsOf = async (lotId: number) => {
  const { rows } = await front.pool.query(
    `select count(*)::int as n from audit where subject = $1 and action = 'patch-item'`,
    [`item:${lotId}`],
  );
  return rows[0].n as number;
};

const TITLE = { en: 'A vase', zh: '瓶' };
const NOTICE = { en: 'The stand is later.', zh: '' };

describe('submitting what was edited offline', () => {
  test('[EDT1] [EDT2] what nobody else changed is accepted, one version on, and told to nodes', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const held = await read(auctionId, lotId);
    expect(held).toMatchObject({ version: 1, lotNumber: 1, fields: VASE });
    front.told.length = 0;
    const [answer] = await answersOf(auctionId, [editOf(held, { title: TITLE, notice: NOTICE })]);
    expect(answer).toMatchObject({ outcome: 'accepted' });
    expect(answer.record).toEqual({
      ...held,
      version: 2,
      fields: { ...held.fields, title: TITLE, notice: NOTICE },
    });
    expect(answer.record).toEqual(await read(auctionId, lotId));
    const channel = `auction:${auctionId}/0`;
    expect(front.told).toEqual([{ key: `item:${lotId}`, version: 2, channel, gone: false }]);
    const { rows } = await front.pool.query('select version from change where key = $1', [
      `item:${lotId}`,
    ]);
    expect(rows).toEqual([{ version: 2 }]);
  });

  test.each([
    ['server-wins', 'overruled'],
    ['ask', 'conflict'],
    ['merge-fields', 'accepted'],
  ] as const)(
    '[EDT2] %s: other fields than those that were changed meanwhile are %s',
    async (policy, outcome) => {
      const { auctionId, lotId } = await saleWithLot(policy);
      const held = await read(auctionId, lotId);
      await answersOf(auctionId, [editOf(held, { notice: NOTICE })]);
      const [answer] = await answersOf(auctionId, [editOf(held, { title: TITLE })]);
      expect(answer.outcome).toBe(outcome);
      const now = await read(auctionId, lotId);
      expect(answer.record).toEqual(now);
      const isMerged = outcome === 'accepted';
      expect(now).toMatchObject({ version: isMerged ? 3 : 2, fields: { notice: NOTICE } });
      expect(now.fields.title).toEqual(isMerged ? TITLE : held.fields.title);
      if (outcome === 'conflict') expect(answer.fields).toEqual([]);
    },
  );

  test.each([
    ['server-wins', 'overruled'],
    ['ask', 'conflict'],
    ['merge-fields', 'conflict'],
  ] as const)(
    '[EDT2] %s: the same field changed on both sides is %s, and nothing is applied',
    async (policy, outcome) => {
      const { auctionId, lotId } = await saleWithLot(policy);
      const held = await read(auctionId, lotId);
      const theirs = { en: 'A bowl', zh: '' };
      await answersOf(auctionId, [editOf(held, { title: theirs })]);
      const edit = editOf(held, { title: TITLE, notice: NOTICE });
      const [answer] = await answersOf(auctionId, [edit]);
      expect(answer).toMatchObject({ outcome, record: { version: 2, fields: { title: theirs } } });
      if (outcome === 'conflict') expect(answer.fields).toEqual(['title']);
      expect(await read(auctionId, lotId)).toEqual(answer.record);
      expect(answer.record.fields.notice).toEqual({ en: '', zh: '' });
    },
  );

  test('[EDT2] what both sides changed to the same needs no version and no choice', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const held = await read(auctionId, lotId);
    await answersOf(auctionId, [editOf(held, { title: TITLE })]);
    const [answer] = await answersOf(auctionId, [editOf(held, { title: TITLE })]);
    expect(answer).toMatchObject({ outcome: 'accepted', record: { version: 2 } });
  });

  test('[EDT1] the version of another history is not taken for the same: its digest differs', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const held = await read(auctionId, lotId);
    const other = { ...held, fields: { ...held.fields, condition: { en: 'Chipped', zh: '' } } };
    const [answer] = await answersOf(auctionId, [editOf(other, { title: TITLE })]);
    expect(answer).toMatchObject({ outcome: 'conflict', record: { version: 1 } });
  });

  test('[EDT5] an edit sent again is applied once, also when it was changed back since', async () => {
    const { auctionId, lotId } = await saleWithLot('merge-fields');
    const held = await read(auctionId, lotId);
    const edit = editOf(held, { title: TITLE });
    await answersOf(auctionId, [edit]);
    const second = await read(auctionId, lotId);
    await answersOf(auctionId, [editOf(second, { title: held.fields.title })]);
    // Merging would apply it anew: the field is as the edit found it.
    const [again] = await answersOf(auctionId, [edit]);
    expect(again).toMatchObject({ outcome: 'accepted', record: { version: 3 } });
    expect((await read(auctionId, lotId)).fields.title).toEqual(held.fields.title);
    expect(await auditsOf(lotId)).toBe(2);
  });

  test('[EDT5] the same edit sent five times at once is applied once', async () => {
    const { auctionId, lotId } = await saleWithLot('merge-fields');
    const edit = editOf(await read(auctionId, lotId), { title: TITLE });
    const all = await Promise.all(Array.from({ length: 5 }, () => answersOf(auctionId, [edit])));
    for (const [answer] of all) {
      expect(answer).toMatchObject({ outcome: 'accepted', record: { version: 2 } });
    }
    expect(await auditsOf(lotId)).toBe(1);
  });

  test('[EDT5] two laptops that edit the same base at once: one is accepted, one asked', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const held = await read(auctionId, lotId);
    const [one, other] = await Promise.all([
      answersOf(auctionId, [editOf(held, { title: TITLE })]),
      answersOf(auctionId, [editOf(held, { notice: NOTICE })]),
    ]);
    expect([one[0].outcome, other[0].outcome].sort()).toEqual(['accepted', 'conflict']);
    expect((await read(auctionId, lotId)).version).toBe(2);
  });

  test('[EDT5] an id that was used for another entry is refused, and nothing is applied', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const more = await front.ask('POST', `/auctions/${auctionId}/lots`, {
      by: house,
      json: lotBody(),
    });
    const second = await read(auctionId, more.body.lots[0].id);
    const edit = editOf(await read(auctionId, lotId), { title: TITLE });
    await answersOf(auctionId, [edit]);
    const [answer] = await answersOf(auctionId, [
      { ...editOf(second, { title: TITLE }), id: edit.id },
    ]);
    expect(answer).toMatchObject({ outcome: 'refused', problem: { errors: [{ pointer: '/id' }] } });
    expect((await read(auctionId, second.id)).version).toBe(1);
  });

  test('[EDT4] one field that the role may not change refuses the whole edit, by name', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const clerk = await front.caller('clerk');
    const held = await read(auctionId, lotId);
    const head = await front.ask('GET', `/auctions/${auctionId}/catalogue`, { by: clerk });
    expect(expectStatus(head, 200).body).toMatchObject({
      mayChange: ['condition', 'notice'],
      mayAdd: false,
    });
    const [refused, accepted] = await answersOf(
      auctionId,
      [editOf(held, { notice: NOTICE, title: TITLE }), editOf(held, { notice: NOTICE })],
      clerk,
    );
    expect(refused).toMatchObject({ outcome: 'refused', problem: { status: 403 } });
    expect(refused.problem.errors).toEqual([
      { pointer: '/changes/title', message: 'a clerk may change condition, notice' },
    ]);
    expect(accepted).toMatchObject({ outcome: 'accepted', record: { version: 2 } });
    expect((await read(auctionId, lotId)).fields.title).toEqual(held.fields.title);
    const lot = lotBody();
    const [made] = await answersOf(auctionId, [{ id: randomUUID(), schema: 2, lot }], clerk);
    expect(made).toMatchObject({ outcome: 'refused', problem: { status: 403 } });
  });

  test('[EDT4] the same table holds for a change that is not made offline', async () => {
    const { lotId } = await saleWithLot('ask');
    const clerk = await front.caller('clerk');
    const patch = (json: unknown, version: number) =>
      front.ask('PATCH', `/items/${lotId}`, {
        by: clerk,
        json,
        headers: { 'if-match': `${version}` },
      });
    const refused = expectStatus(await patch({ title: TITLE }, 1), 403);
    expect(refused.body.errors).toEqual([
      { pointer: '/title', message: 'a clerk may change condition, notice' },
    ]);
    expectStatus(await patch({ notice: NOTICE }, 1), 200);
    const bidder = await front.caller('bidder');
    const none = { by: bidder, json: { notice: NOTICE }, headers: { 'if-match': '2' } };
    expectStatus(await front.ask('PATCH', `/items/${lotId}`, none), 403);
  });

  test('[EDT1] [EDT5] a lot made offline is made once, and what spoils one spoils no other', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const held = await read(auctionId, lotId);
    const made = { id: randomUUID(), schema: 2, lot: lotBody({ notice: NOTICE }) };
    const past = {
      id: randomUUID(),
      schema: 2,
      lot: lotBody({ opensAt: '2020-01-01T00:00:00Z', closesAt: '2020-01-02T00:00:00Z' }),
    };
    const broken = { id: randomUUID(), schema: 2, lot: lotBody({ title: { en: '', zh: '' } }) };
    const wrong = editOf(held, { title: { en: '', zh: '' }, estimateLowMinor: 1.5 });
    const fine = editOf(held, { title: TITLE });
    const all = [past, made, broken, wrong, fine];
    for (let times = 0; times < 2; times += 1) {
      const answers = await answersOf(auctionId, all);
      expect(answers.map((one: { id: string }) => one.id)).toEqual(all.map(({ id }) => id));
      expect(answers.map((one: { outcome: string }) => one.outcome)).toEqual([
        'refused',
        'accepted',
        'refused',
        'refused',
        'accepted',
      ]);
      expect(answers[0].problem.errors[0].pointer).toBe('/lot/closesAt');
      expect(answers[1].record).toMatchObject({ lotNumber: 2, clientKey: made.id, version: 1 });
      expect(answers[2].problem.errors[0].pointer).toBe('/lot/title/en');
      expect(answers[3].problem.errors.map((one: { pointer: string }) => one.pointer)).toEqual([
        '/changes/title/en',
        '/changes/estimateLowMinor',
      ]);
    }
    const { body } = await front.ask('GET', `/auctions/${auctionId}/catalogue`, { by: house });
    expect(body.versions).toHaveLength(2);
  });

  test('[EDT3] a client of the form before the last column still edits, and hears nothing of that column', async () => {
    const { auctionId, lotId } = await saleWithLot('merge-fields');
    const old = await read(auctionId, lotId, 1);
    expect(Object.keys(old.fields)).not.toContain('notice');
    // Another client writes the new column; to the old one this is a version it does not hold.
    await answersOf(auctionId, [editOf(await read(auctionId, lotId), { notice: NOTICE })]);
    const [merged] = await answersOf(auctionId, [editOf(old, { title: TITLE }, 1)]);
    expect(merged).toMatchObject({ outcome: 'accepted', record: { version: 3 } });
    expect(Object.keys(merged.record.fields)).not.toContain('notice');
    expect((await read(auctionId, lotId)).fields).toMatchObject({ title: TITLE, notice: NOTICE });
    // And where it holds the newest version, its digest over the old fields is right.
    const [same] = await answersOf(auctionId, [
      editOf(merged.record, { estimateLowMinor: 9_000 }, 1),
    ]);
    expect(same).toMatchObject({ outcome: 'accepted', record: { version: 4 } });
    const [unknown] = await answersOf(auctionId, [editOf(same.record, { notice: NOTICE }, 1)]);
    expect(unknown.problem.errors).toEqual([
      { pointer: '/changes/notice', message: 'unknown field' },
    ]);
    const [newer] = await answersOf(auctionId, [editOf(same.record, { title: TITLE }, 3)]);
    expect(newer.problem.errors[0].pointer).toBe('/schema');
  });

  test('[EDT3] versions come first and are small; only what is asked for is downloaded', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const { text, body } = await front.ask('GET', `/auctions/${auctionId}/catalogue`, {
      by: house,
    });
    expect(body).toEqual({
      epoch: 1,
      schema: 2,
      editPolicy: 'ask',
      mayChange: CATALOGUE_SCHEMA.fields,
      mayAdd: true,
      versions: [[lotId, 1]],
    });
    expect(text).not.toContain('crackle');
    const other = await saleWithLot('ask');
    const path = `/auctions/${auctionId}/catalogue/records?schema=2&ids=${lotId},${other.lotId},99999`;
    const { body: read } = await front.ask('GET', path, { by: house });
    expect(read.records.map((one: CatalogueRecord) => one.id)).toEqual([lotId]);
  });

  test('bad input is refused, whoever sends it, and changes nothing', async () => {
    const { auctionId, lotId } = await saleWithLot('ask');
    const held = await read(auctionId, lotId);
    const path = `/auctions/${auctionId}/catalogue`;
    const bidder = await front.caller('bidder');
    for (const by of [null, bidder]) {
      const status = by ? 403 : 401;
      expectStatus(await front.ask('GET', path, { by }), status);
      expectStatus(await front.ask('GET', `${path}/records?ids=1&schema=2`, { by }), status);
      const json = { submissions: [editOf(held, { title: TITLE })] };
      expectStatus(await front.ask('POST', `${path}/submissions`, { by, json }), status);
    }
    for (const query of [
      '',
      '?ids=1',
      '?ids=x&schema=2',
      '?ids=9999999999&schema=2',
      '?ids=1&schema=9',
    ])
      expectStatus(await front.ask('GET', `${path}/records${query}`, { by: house }), 400);
    const many = Array.from({ length: 101 }, (_, index) => index + 1).join(',');
    expectStatus(
      await front.ask('GET', `${path}/records?ids=${many}&schema=2`, { by: house }),
      400,
    );
    expectStatus(await front.ask('GET', '/auctions/999999/catalogue', { by: house }), 404);
    const bad = [[], 'x', [{}], [{ ...editOf(held, { title: TITLE }), id: 'x' }]];
    for (const submissions of bad) {
      const json = { submissions };
      expectStatus(await front.ask('POST', `${path}/submissions`, { by: house, json }), 400);
    }
    const crowd = Array.from({ length: 101 }, () => editOf(held, { title: TITLE }));
    expectStatus(await submit(auctionId, crowd), 400);
    const [foreign] = await answersOf(auctionId, [
      { ...editOf(held, { title: TITLE }), lotId: 99_999 },
    ]);
    expect(foreign).toMatchObject({ outcome: 'refused', problem: { status: 404 } });
    const [odd] = await answersOf(auctionId, [
      { ...editOf(held, {}), changes: { version: [1, 9], __proto__x: [1, 2] } },
    ]);
    expect(odd).toMatchObject({ outcome: 'refused', problem: { status: 400 } });
    expect((await read(auctionId, lotId)).version).toBe(1);
  });

  test('[EDT2] the policy is chosen with the sale and can be changed', async () => {
    const { auctionId } = await saleWithLot('ask');
    const { headers } = await front.ask('GET', `/auctions/${auctionId}`, { by: house });
    const patched = await front.ask('PATCH', `/auctions/${auctionId}`, {
      by: house,
      json: { editPolicy: 'merge-fields' },
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
    expect(expectStatus(patched, 200).body.editPolicy).toBe('merge-fields');
    const head = await front.ask('GET', `/auctions/${auctionId}/catalogue`, { by: house });
    expect(head.body.editPolicy).toBe('merge-fields');
  });
});
