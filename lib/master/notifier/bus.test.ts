import { beforeEach, describe, expect, test } from 'vitest';
import type { BusMessage, BusName } from '../../api/bus-wire';
import type { ChangedRecord } from '../record-change';
import type { BusVoice } from './bus-speaker';
import { createNotifier, type Notifier } from './notifier';
import { FakeNodes } from './testing/fake-nodes';
import { FakeTime } from './testing/fake-time';

// Would catch: a change that goes out neither way, a beat that says more than was said, numbers that
// hide a loss.

const ME = 'life-of-this-master';
const lot = (id: number, version: number): ChangedRecord => ({
  key: `lot:${id}`,
  version,
  channel: 'auction:7/3',
  gone: false,
});

let time: FakeTime;
let nodes: FakeNodes;
let notifier: Notifier;
let said: { name: BusName; message: BusMessage }[];
let voice: { isUp: boolean; isDeaf: boolean };

const notices = () =>
  said.flatMap(({ name, message }) =>
    message.t === 'notice'
      ? [
          `${name}: ${message.entries.map((each) => (each.op === 'resync' ? 'resync' : `${each.key}.${each.version}`)).join(' ')}`,
        ]
      : [],
  );
const beats = () => said.flatMap(({ message }) => (message.t === 'beat' ? [message] : []));
const direct = (name: string) =>
  nodes.delivered
    .filter((one) => one.to === name)
    .flatMap((one) =>
      one.notice.entries.map((each) =>
        each.op === 'resync' ? 'resync' : `${each.key}.${each.version}`,
      ),
    );
const beat = (name: string, hears: string | null = ME, life = `${name}-life`) =>
  notifier.heard(nodes.list(name, life), { isNewLife: false, gauges: {}, hears });

beforeEach(async () => {
  time = new FakeTime();
  nodes = new FakeNodes(time);
  said = [];
  voice = { isUp: true, isDeaf: false };
  const port: BusVoice = {
    publish(_installation, messages, deadlineMs) {
      if (voice.isDeaf) {
        return new Promise((_, reject) => {
          time.after(deadlineMs, () => reject(new Error('no answer')));
        });
      }
      said.push(...messages);
      return Promise.resolve();
    },
    isUp: () => voice.isUp,
    close: async () => {},
  };
  nodes.list('terminal-1', 'terminal-1-life');
  notifier = createNotifier({
    ...{ master: { name: 'master-1', incarnation: ME }, readRoster: nodes.read, transport: nodes },
    ...{ voice: port, clock: time.clock, timers: time, chance: () => 0 },
    log: { info: () => {}, warn: () => {} },
  });
  await notifier.start();
  await time.pass(0);
  nodes.delivered.length = 0;
});

describe('a master that speaks on a bus', () => {
  test('[BUS1] says each change once under every name where pages may watch it', async () => {
    notifier.changed([lot(42, 5), { ...lot(42, 2), key: 'item:42' }]);
    notifier.changed([{ key: 'auction:7', version: 3, channel: 'auction:7', gone: false }]);
    notifier.changed([{ key: 'config', version: 9, channel: 'config', gone: false }]);
    await time.pass(0);
    expect(notices().sort()).toEqual([
      'all: auction:7.3',
      'all: lot:42.5 item:42.2',
      'auction:7/3: lot:42.5 item:42.2',
      'auction:7: auction:7.3',
      'auction:7: lot:42.5 item:42.2',
      'control: config.9',
      'items:7: item:42.2',
      'lot:42: lot:42.5 item:42.2',
      'sale:7: auction:7.3',
    ]);
  });

  test('[NTF2] what changes again before it is taken is said once, in its last version', async () => {
    voice.isDeaf = true;
    notifier.changed([lot(1, 1)]);
    await time.pass(0);
    for (let version = 2; version <= 50; version += 1) notifier.changed([lot(1, version)]);
    voice.isDeaf = false;
    await time.pass(5_000);
    expect(notices()).toEqual(
      ['all', 'auction:7', 'auction:7/3', 'lot:1'].map((name) => `${name}: lot:1.50`),
    );
  });

  test('[BUS1] a node that hears this life is not told directly; one that does not is', async () => {
    nodes.list('terminal-2', 'terminal-2-life');
    await time.pass(1_000);
    expect(await beat('terminal-1')).toEqual({ via: 'bus' });
    expect(await beat('terminal-2', 'a-life-before-this')).toEqual({ via: 'direct' });
    nodes.delivered.length = 0;
    notifier.changed([lot(1, 2)]);
    await time.pass(0);
    expect(direct('terminal-1')).toEqual([]);
    expect(direct('terminal-2')).toEqual(['lot:1.2']);
    expect(notices()).toContain('auction:7/3: lot:1.2');
  });

  test('[BUS1] one that hears no more is told directly, and begins with a resync', async () => {
    await beat('terminal-1');
    notifier.changed([lot(1, 2)]);
    expect(await beat('terminal-1', null)).toEqual({ via: 'direct' });
    notifier.changed([lot(1, 3)]);
    await time.pass(0);
    expect(direct('terminal-1')).toEqual(['resync', 'lot:1.3']);
  });

  test('[BUS1] so is one that has not said for three beats that it hears', async () => {
    await beat('terminal-1');
    await time.pass(3_000);
    expect(direct('terminal-1')).toEqual([]);
    await time.pass(2_000);
    expect(direct('terminal-1')).toEqual(['resync']);
    notifier.changed([lot(1, 2)]);
    await time.pass(0);
    expect(direct('terminal-1')).toEqual(['resync', 'lot:1.2']);
  });

  test('[BUS1] a new life of a node is told directly until it hears', async () => {
    await beat('terminal-1');
    nodes.list('terminal-1', 'another-life');
    await time.pass(1_000);
    notifier.changed([lot(1, 2)]);
    await time.pass(0);
    expect(direct('terminal-1').at(-1)).toBe('lot:1.2');
  });

  test('[BUS1] every message names the one before it under its name', async () => {
    for (const version of [1, 2, 3]) {
      notifier.changed([lot(1, version)]);
      await time.pass(10);
    }
    const chain = said.filter(({ name }) => name === 'auction:7/3').map(({ message }) => message);
    expect(chain.map(({ after }) => after)).toEqual([null, chain[0]?.n, chain[1]?.n]);
    expect(new Set(said.map(({ message }) => message.n)).size).toBe(said.length);
  });

  test('[BUS1] beats name the last message under each name spoken under, until one is taken', async () => {
    await time.pass(250);
    notifier.changed([lot(1, 1)]);
    await time.pass(250);
    const last = said.findLast(({ name }) => name === 'lot:1')?.message.n;
    expect(beats().at(-1)?.lasts).toMatchObject({ 'lot:1': last });
    await time.pass(250);
    expect(beats().at(-1)?.lasts).toEqual({});
    expect(beats().length).toBeGreaterThanOrEqual(3);
  });

  test('[BUS1] a beat says no more than was said: what waits holds it back', async () => {
    await time.pass(1_000);
    const calmMs = beats().at(-1)?.saidUntilMs ?? 0;
    expect(time.clock.monotonicMs() - calmMs).toBeLessThanOrEqual(250);
    const changedAtMs = time.clock.monotonicMs();
    voice.isDeaf = true;
    notifier.changed([lot(1, 1)]);
    await time.pass(100);
    // The bus takes beats again while the change still waits for its resending.
    voice.isDeaf = false;
    await time.pass(250);
    expect(notices()).toEqual([]);
    expect(beats().at(-1)?.saidUntilMs).toBe(changedAtMs);
    await time.pass(3_000);
    expect(notices()).not.toEqual([]);
    expect(beats().at(-1)?.saidUntilMs).toBeGreaterThan(changedAtMs);
  });

  test('[NTF5] past the buffer’s end the bus says one resync, to all', async () => {
    nodes.roster.config = { bufferMax: 100 };
    voice.isUp = false;
    await time.pass(1_000);
    notifier.changed(Array.from({ length: 300 }, (_, at) => lot(at + 1, 1)));
    await time.pass(0);
    voice.isUp = true;
    await time.pass(5_000);
    expect(notices()).toEqual(['control: resync']);
  });

  test('[EPO2] another epoch is told on the bus as a resync', async () => {
    nodes.roster.epoch = 2;
    await time.pass(1_500);
    expect(notices()).toEqual(['control: resync']);
    expect(beats().at(-1)?.epoch).toBe(2);
  });
});
