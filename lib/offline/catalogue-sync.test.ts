import { describe, expect, test } from 'vitest';
import type { CatalogueHead, CatalogueRecord, EditSubmission } from '../api/v1/catalogue';
import { simulatedTime } from '../node/testing/simulated-time';
import { type CatalogueSync, createCatalogueSync } from './catalogue-sync';
import type { CatalogueCalls } from './ports';
import { createMemoryStore } from './testing/memory-store';

const text = (en: string) => ({ en, zh: '' });
const FIELDS = {
  title: text('A vase'),
  description: text(''),
  condition: text(''),
  estimateLowMinor: null,
  estimateHighMinor: null,
  pictures: [],
  notice: text(''),
};

/** A house that accepts whatever it is sent, and counts. */
function startHouse() {
  const record: CatalogueRecord = {
    id: 42,
    lotNumber: 1,
    version: 1,
    clientKey: null,
    fields: structuredClone(FIELDS),
  };
  const heard = { heads: 0, submissions: [] as EditSubmission[] };
  const reach = { isUp: true };
  const head = (): CatalogueHead => ({
    epoch: 1,
    schema: 2,
    editPolicy: 'ask',
    mayChange: [],
    mayAdd: true,
    versions: [[42, record.version]],
  });
  const calls: CatalogueCalls = {
    async head() {
      if (!reach.isUp) return { kind: 'lost' };
      heard.heads += 1;
      return { kind: 'done', value: head() };
    },
    async records() {
      return { kind: 'done', value: { epoch: 1, records: [structuredClone(record)] } };
    },
    async submit(submissions) {
      if (!reach.isUp) return { kind: 'lost' };
      const answers = submissions.map((one) => {
        const edit = one as EditSubmission;
        heard.submissions.push(edit);
        for (const [field, [, value]] of Object.entries(edit.changes))
          Object.assign(record.fields, { [field]: value });
        record.version += 1;
        return { outcome: 'accepted' as const, id: one.id, record: structuredClone(record) };
      });
      return { kind: 'done', value: { epoch: 1, answers } };
    },
  };
  return { heard, reach, calls };
}

function start(store = createMemoryStore()) {
  const house = startHouse();
  const time = simulatedTime();
  let ids = 0;
  const sync: CatalogueSync = createCatalogueSync(
    {
      store,
      calls: house.calls,
      clock: time.clock,
      timers: time.timers,
      chance: () => 0.5,
      newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
      exclusive: (run) => run(),
    },
    7,
  );
  return { ...house, time, sync, store };
}

const held = (sync: CatalogueSync) => sync.get().entries[0];

describe('a catalogue on a laptop', () => {
  test('[EDT5] live: what is typed goes out once the typing rests, as one edit', async () => {
    const { sync, time, heard } = start();
    sync.open();
    await time.settle();
    expect(sync.get()).toMatchObject({ isRead: true, state: 'resting' });
    for (const title of ['A', 'A j', 'A jar']) {
      await sync.edit('lot:42', { fields: { title: text(title) } });
      await time.pass(500);
    }
    expect(heard.submissions).toEqual([]);
    await time.pass(1_000);
    expect(heard.submissions.map(({ changes }) => changes)).toEqual([
      { title: [text('A vase'), text('A jar')] },
    ]);
    expect(held(sync)).toMatchObject({ sent: null, base: { version: 2 } });
  });

  test('[EDT5] on a timer: nothing else sets off a round', async () => {
    const { sync, time, heard } = start();
    sync.open();
    await time.settle();
    await sync.schedule('timer', 300_000);
    const before = heard.heads;
    await sync.edit('lot:42', { fields: { title: text('A jar') } });
    sync.told('noticed');
    sync.told('online');
    await time.pass(299_000);
    expect(heard.heads).toBe(before);
    await time.pass(2_000);
    expect(heard.submissions).toHaveLength(1);
    await time.pass(300_000);
    expect(heard.heads).toBe(before + 2);
  });

  test('[EDT5] by hand: nothing goes out until a person says so, not even after an hour', async () => {
    const { sync, time, heard } = start();
    sync.open();
    await time.settle();
    await sync.schedule('hand', 300_000);
    const before = heard.heads;
    await sync.edit('lot:42', { fields: { title: text('A jar') } });
    for (const trigger of ['noticed', 'online', 'timer', 'retry'] as const) sync.told(trigger);
    await time.pass(3_600_000);
    expect(heard.heads).toBe(before);
    sync.told('hand');
    await time.settle();
    expect(heard.submissions).toHaveLength(1);
    expect(held(sync)?.base?.version).toBe(2);
  });

  test('[EDT5] a round that fails is tried again by itself, less and less often, and then catches up', async () => {
    const { sync, time, heard, reach } = start();
    sync.open();
    await time.settle();
    reach.isUp = false;
    await sync.edit('lot:42', { fields: { title: text('A jar') } });
    await time.pass(60_000);
    expect(sync.get().state).toBe('failed');
    reach.isUp = true;
    await time.pass(30_000);
    expect(sync.get().state).toBe('resting');
    expect(heard.submissions).toHaveLength(1);
  });

  test('[EDT5] without a network nothing is tried; when it returns the edits go out', async () => {
    const { sync, time, heard, reach } = start();
    sync.open();
    await time.settle();
    reach.isUp = false;
    sync.network('went-offline');
    await sync.edit('lot:42', { fields: { title: text('A jar') } });
    await time.pass(600_000);
    expect(sync.get().state).toBe('offline');
    reach.isUp = true;
    sync.network('came-online');
    await time.settle();
    expect(heard.submissions).toHaveLength(1);
  });

  test('[EDT5] a network that goes during a round is what is said, not that the house failed', async () => {
    const { sync, time, heard, reach, calls } = start();
    sync.open();
    await time.settle();
    const { submit } = calls;
    let cut = () => {};
    calls.submit = async (submissions) => {
      await new Promise<void>((resolve) => {
        cut = resolve;
      });
      return submit(submissions);
    };
    await sync.edit('lot:42', { fields: { title: text('A jar') } });
    await time.pass(1_000);
    expect(sync.get().state).toBe('syncing');
    sync.network('went-offline');
    reach.isUp = false;
    cut();
    await time.settle();
    expect(sync.get().state).toBe('offline');
    calls.submit = submit;
    reach.isUp = true;
    sync.network('came-online');
    await time.settle();
    expect(heard.submissions).toHaveLength(1);
    expect(sync.get().state).toBe('resting');
  });

  test('[EDT5] a tab that was closed before anything went out has lost nothing', async () => {
    const first = start();
    const close = first.sync.open();
    await first.time.settle();
    first.reach.isUp = false;
    await first.sync.edit('lot:42', { fields: { title: text('A jar') } });
    close();
    await first.time.pass(600_000);
    const next = start(first.store);
    next.sync.open();
    await next.time.pass(2_000);
    expect(next.heard.submissions).toHaveLength(1);
  });

  test('[EDT5] what is typed while a round is under way goes out with the next', async () => {
    const { sync, time, heard, calls } = start();
    sync.open();
    await time.settle();
    const submit = calls.submit;
    let release = () => {};
    calls.submit = async (submissions) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return submit(submissions);
    };
    await sync.edit('lot:42', { fields: { title: text('A jar') } });
    await time.pass(1_000);
    await sync.edit('lot:42', { fields: { title: text('A tall jar') } });
    expect(held(sync)?.sent?.fields.title).toEqual(text('A jar'));
    release();
    await time.settle();
    expect(held(sync)?.fields.title).toEqual(text('A tall jar'));
    await time.pass(2_000);
    release();
    await time.settle();
    expect(heard.submissions.map(({ changes }) => changes.title)).toEqual([
      [text('A vase'), text('A jar')],
      [text('A jar'), text('A tall jar')],
    ]);
  });
});
