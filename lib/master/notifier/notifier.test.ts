import { beforeEach, describe, expect, test } from 'vitest';
import type { ChangedRecord } from '../record-change';
import { createNotifier, type Notifier } from './notifier';
import { FakeNodes } from './testing/fake-nodes';
import { FakeTime } from './testing/fake-time';

const lot = (id: number, version: number): ChangedRecord => ({
  key: `lot:${id}`,
  version,
  channel: 'auction:7/0',
  gone: false,
});

let time: FakeTime;
let nodes: FakeNodes;
let notifier: Notifier;

/** What was told to a node, oldest first: `lot:1.5`, or `resync`. */
const told = (name: string) =>
  nodes.delivered
    .filter((one) => one.to === name)
    .map((one) =>
      one.notice.entries.map((entry) =>
        entry.op === 'resync' ? 'resync' : `${entry.key}.${entry.version}`,
      ),
    );
const statsOf = (name: string) => notifier.stats().find((node) => node.name === name);

beforeEach(() => {
  time = new FakeTime();
  nodes = new FakeNodes(time);
  notifier = createNotifier({
    master: { name: 'master-1', incarnation: 'master-life-1' },
    readRoster: nodes.read,
    transport: nodes,
    clock: time.clock,
    timers: time,
    chance: () => 0,
    log: { info: () => {}, warn: () => {} },
  });
});

/** Starts with these nodes listed and their first resync acknowledged and forgotten. */
async function startWith(...names: string[]): Promise<void> {
  for (const name of names) nodes.list(name, `${name}-life-1`);
  await notifier.start();
  await time.pass(0);
  nodes.delivered.length = 0;
}

describe('telling nodes', () => {
  test('[NTF4] knows for how long a life has owed an acknowledgement, and of which lives it knows nothing', async () => {
    await startWith('terminal-1');
    const life = { name: 'terminal-1', incarnation: 'terminal-1-life-1' };
    expect(notifier.lagMs(life)).toBe(0);
    nodes.mood = 'silent';
    notifier.changed([lot(1, 5)]);
    await time.pass(2_500);
    expect(notifier.lagMs(life)).toBe(2_500);
    expect(notifier.lagMs({ ...life, incarnation: 'terminal-1-life-2' })).toBeNull();
    expect(notifier.lagMs({ ...life, name: 'terminal-9' })).toBeNull();
  });

  test('[NTF7] every node is told at once, and one that does not answer holds nobody up', async () => {
    await startWith('agent-1', 'terminal-1');
    nodes.mood = 'silent';
    notifier.changed([lot(1, 5)]);
    expect(told('agent-1')).toEqual([['lot:1.5']]);
    expect(told('terminal-1')).toEqual([['lot:1.5']]);
  });

  test.each([
    [
      'throws at once',
      () => {
        throw new Error('no such host');
      },
    ],
    ['rejects', () => Promise.reject(new Error('connection refused'))],
    ['answers nonsense', () => Promise.resolve({ kind: 'answered' as const, body: '?' })],
  ])(
    '[NTF7][NTF4] one to which sending %s costs the others nothing, and gets all of it later',
    async (_, fault) => {
      await startWith('agent-1', 'terminal-1', 'terminal-2');
      const deliver = nodes.deliver.bind(nodes);
      let isFaulty = true;
      const triedAtMs: number[] = [];
      nodes.deliver = (to, notice, deadlineMs) => {
        if (to.name !== 'agent-1' || !isFaulty) return deliver(to, notice, deadlineMs);
        triedAtMs.push(time.clock.monotonicMs());
        return fault();
      };
      // Listed first, it is sent to first, each time.
      for (let version = 1; version <= 3; version += 1) {
        expect(() => notifier.changed([lot(1, version), lot(version + 1, 1)])).not.toThrow();
        await time.pass(10);
      }
      for (const name of ['terminal-1', 'terminal-2']) {
        expect(told(name)).toEqual([
          ['lot:1.1', 'lot:2.1'],
          ['lot:1.2', 'lot:3.1'],
          ['lot:1.3', 'lot:4.1'],
        ]);
        expect(statsOf(name)).toMatchObject({ waiting: 0, lagMs: 0 });
      }
      await time.pass(1_970);
      // Its own patience grows, and is nobody else's.
      expect(triedAtMs).toEqual([0, 500, 1_500]);
      expect(statsOf('agent-1')).toMatchObject({ waiting: 4, lagMs: 2_000 });
      isFaulty = false;
      await time.pass(1_500);
      expect(told('agent-1').flat().sort()).toEqual(['lot:1.3', 'lot:2.1', 'lot:3.1', 'lot:4.1']);
      expect(statsOf('agent-1')).toMatchObject({ waiting: 0 });
    },
  );

  test('[NTF8] a notice names protocol, epoch, both lives, and what changed, not the change', async () => {
    await startWith('terminal-1');
    notifier.changed([lot(1, 5), { ...lot(2, 9), gone: true }]);
    const { notice } = nodes.delivered[0] ?? {};
    expect(notice).toMatchObject({
      protocol: 1,
      epoch: 1,
      master: 'master-1',
      incarnation: 'master-life-1',
      to: 'terminal-1-life-1',
      entries: [
        { op: 'put', key: 'lot:1', version: 5, channel: 'auction:7/0' },
        { op: 'gone', key: 'lot:2', version: 9, channel: 'auction:7/0' },
      ],
    });
  });

  test('[NTF6][NTF2] while a message flies changes gather, one entry a key, for the next', async () => {
    await startWith('terminal-1');
    nodes.mood = 'holds';
    notifier.changed([lot(1, 1)]);
    for (let version = 2; version <= 50; version += 1) notifier.changed([lot(1, version)]);
    notifier.changed([lot(2, 1)]);
    expect(told('terminal-1')).toEqual([['lot:1.1']]);
    nodes.release();
    await time.pass(0);
    expect(told('terminal-1')[1]).toEqual(['lot:1.50', 'lot:2.1']);
    nodes.release();
    await time.pass(0);
    expect(statsOf('terminal-1')).toMatchObject({ waiting: 0, lagMs: 0 });
  });

  test('[NTF4] what is not answered goes out again after 500 ms, doubling to 8 s', async () => {
    await startWith('terminal-1');
    nodes.mood = 'silent';
    notifier.changed([lot(1, 1)]);
    await time.pass(32_000);
    const atMs = nodes.delivered.map((one) => one.atMs);
    expect(atMs).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 23_500, 31_500]);
    expect(statsOf('terminal-1')).toMatchObject({ waiting: 1, sent: 9, resent: 7, lagMs: 32_000 });
    nodes.mood = 'answers';
    await time.pass(8_000);
    expect(statsOf('terminal-1')).toMatchObject({ waiting: 0, lagMs: 0 });
  });

  test('[NTF4] an answer that acknowledges nothing is a failure, not a reason to send at once', async () => {
    await startWith('terminal-1');
    nodes.mood = 'acks-nothing';
    notifier.changed([lot(1, 1)]);
    await time.pass(1_000);
    expect(nodes.delivered.map((one) => one.atMs)).toEqual([0, 500]);
  });

  test.each([
    ['master', { masterIncarnation: 'master-life-0' }],
    ['node', { nodeIncarnation: 'terminal-1-life-0' }],
  ])('[NTF3] an acknowledgement of another life of the %s deletes nothing', async (_of, other) => {
    await startWith('terminal-1');
    nodes.deliver = async (_to, notice) => ({
      kind: 'answered',
      body: {
        master: 'master-1',
        masterIncarnation: 'master-life-1',
        nodeIncarnation: notice.to,
        seqs: notice.entries.map((entry) => entry.seq),
        ...other,
      },
    });
    notifier.changed([lot(1, 1)]);
    await time.pass(0);
    expect(statsOf('terminal-1')).toMatchObject({ waiting: 1, acknowledged: 1 });
  });

  test('[NTF4] more than batchMax goes out in several messages', async () => {
    nodes.roster.config = { batchMax: 2 };
    await startWith('terminal-1');
    notifier.changed([1, 2, 3, 4, 5].map((id) => lot(id, 1)));
    await time.pass(0);
    expect(told('terminal-1').map((entries) => entries.length)).toEqual([2, 2, 1]);
  });
});

describe('lives of nodes and masters', () => {
  test('[NTF5] a master that begins tells every node listed to compare: an earlier life may owe it', async () => {
    nodes.list('terminal-1', 'life-1');
    await notifier.start();
    await time.pass(0);
    expect(told('terminal-1')).toEqual([['resync']]);
  });

  test('[NOD1] a node that registers here is told what is committed from then on, and nothing else', async () => {
    await startWith();
    const row = nodes.list('terminal-2', 'life-1');
    await notifier.heard(row, {
      isNewLife: true,
      gauges: { connections: 3 },
      hears: null,
    });
    notifier.changed([lot(1, 2)]);
    await time.pass(0);
    expect(told('terminal-2')).toEqual([['lot:1.2']]);
    expect(statsOf('terminal-2')?.gauges).toEqual({ connections: 3 });
  });

  test('[NOD1] a node that registered at another master is found within a second, and compares', async () => {
    await startWith();
    nodes.list('terminal-2', 'life-1');
    await time.pass(1_000);
    expect(told('terminal-2')).toEqual([['resync']]);
  });

  test('[NTF3] a new life is told nothing that the old one owed', async () => {
    await startWith('terminal-1');
    nodes.mood = 'silent';
    notifier.changed([lot(1, 1)]);
    const row = nodes.list('terminal-1', 'terminal-1-life-2');
    nodes.mood = 'answers';
    await notifier.heard(row, { isNewLife: true, gauges: {}, hears: null });
    notifier.changed([lot(2, 1)]);
    await time.pass(20_000);
    expect(told('terminal-1')).toEqual([['lot:1.1'], ['lot:2.1']]);
    expect(nodes.delivered[1]?.notice.to).toBe('terminal-1-life-2');
  });

  test('[NOD1] a life whose name another one took is not told again, whatever the list says for a moment', async () => {
    await startWith('terminal-1');
    const old = { name: 'terminal-1', incarnation: 'terminal-1-life-1' };
    expect(notifier.isReplaced(old)).toBe(false);
    nodes.list('terminal-1', 'terminal-1-life-2');
    await time.pass(1_000);
    expect(notifier.isReplaced(old)).toBe(true);
    nodes.list('terminal-1', 'terminal-1-life-1');
    await time.pass(1_000);
    nodes.delivered.length = 0;
    notifier.changed([lot(1, 1)]);
    await time.pass(0);
    expect(nodes.delivered.map(({ notice }) => notice.to)).toEqual(['terminal-1-life-2']);
    expect(notifier.isReplaced({ ...old, incarnation: 'terminal-1-life-2' })).toBe(false);
    expect(statsOf('terminal-1')).toMatchObject({ incarnation: 'terminal-1-life-2' });
  });

  test('[NOD1, EPO2] a promotion that lost the row of a life does not lock that life out', async () => {
    await startWith('terminal-1');
    nodes.list('terminal-1', 'terminal-1-life-2');
    await time.pass(1_000);
    nodes.roster.epoch = 2;
    const before = nodes.list('terminal-1', 'terminal-1-life-1');
    await time.pass(1_000);
    const life = { name: 'terminal-1', incarnation: 'terminal-1-life-2' };
    expect(notifier.isReplaced(life)).toBe(false);
    // Not told yet, so it must not take this master's answer for that.
    expect(notifier.lagMs(life)).toBeNull();
    const row = nodes.list('terminal-1', 'terminal-1-life-2');
    await notifier.heard(row, { isNewLife: true, gauges: {}, hears: null });
    expect(notifier.lagMs(life)).toBe(0);
    expect(notifier.isReplaced(before)).toBe(true);
    nodes.delivered.length = 0;
    notifier.changed([lot(1, 1)]);
    await time.pass(0);
    expect(nodes.delivered.map(({ notice }) => notice.to)).toEqual(['terminal-1-life-2']);
  });

  test('[NTF5] after three missed beats a node is left alone, and compares when it beats again', async () => {
    await startWith('terminal-1');
    nodes.list('terminal-1', 'terminal-1-life-1', { silentMs: 3_600 });
    await time.pass(1_000);
    notifier.changed([lot(1, 1), lot(2, 1)]);
    await time.pass(10_000);
    expect(told('terminal-1')).toEqual([]);
    expect(statsOf('terminal-1')).toMatchObject({ alive: false, waiting: 1 });
    nodes.list('terminal-1', 'terminal-1-life-1', { silentMs: 10 });
    await time.pass(1_000);
    expect(told('terminal-1')).toEqual([['resync']]);
    expect(statsOf('terminal-1')).toMatchObject({ alive: true, waiting: 0 });
  });

  test('[NTF5] where another life answers, everything it was owed becomes one resync', async () => {
    await startWith('terminal-1');
    nodes.mood = 'restarted';
    notifier.changed([lot(1, 1), lot(2, 1)]);
    await time.pass(0);
    nodes.mood = 'answers';
    await time.pass(500);
    expect(told('terminal-1')).toEqual([['lot:1.1', 'lot:2.1'], ['resync']]);
  });

  test('[EPO2] another epoch makes every node compare', async () => {
    await startWith('terminal-1');
    nodes.roster.epoch = 2;
    await time.pass(1_000);
    expect(told('terminal-1')).toEqual([['resync']]);
    expect(nodes.delivered[0]?.notice.epoch).toBe(2);
  });

  test('[ANT3] settings that somebody else changed are told too, once they are read', async () => {
    await startWith('agent-1', 'terminal-1');
    nodes.roster.configVersion = 2;
    await time.pass(1_000);
    expect(told('terminal-1')).toEqual([['config.2']]);
    expect(told('agent-1')).toEqual([['config.2']]);
    await time.pass(5_000);
    expect(told('terminal-1')).toEqual([['config.2']]);
  });

  test('[ANT3] settings changed here are read at once, so that beats are answered with them', async () => {
    await startWith('terminal-1');
    nodes.roster.configVersion = 2;
    nodes.roster.config = { beatMs: 300 };
    notifier.changed([{ key: 'config', version: 2, channel: 'config', gone: false }]);
    await time.pass(0);
    expect(notifier.roster()).toMatchObject({ configVersion: 2, config: { beatMs: 300 } });
    expect(told('terminal-1')[0]).toEqual(['config.2']);
  });

  test('[NOD1] while the primary cannot be read the last list stands', async () => {
    await startWith('terminal-1');
    nodes.isPrimaryUp = false;
    await time.pass(5_000);
    notifier.changed([lot(1, 1)]);
    expect(told('terminal-1')).toEqual([['lot:1.1']]);
  });

  test('[NTF5] past bufferMax keys a node that does not answer is owed one resync, not more memory', async () => {
    nodes.roster.config = { bufferMax: 100 };
    await startWith('terminal-1');
    nodes.mood = 'silent';
    for (let id = 1; id <= 1_000; id += 1) notifier.changed([lot(id, 1)]);
    expect(statsOf('terminal-1')?.waiting).toBe(1);
  });

  test('nothing is sent after stop', async () => {
    await startWith('terminal-1');
    await notifier.stop();
    notifier.changed([lot(1, 1)]);
    await time.pass(10_000);
    expect(nodes.delivered).toEqual([]);
  });
});
