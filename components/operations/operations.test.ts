import { describe, expect, it } from 'vitest';
import type { Operations, OperationsSample } from '@/lib/api/v1/operations';
import { concernsOf } from './concerns';
import { layOut } from './map-layout';
import { processRows } from './process-rows';
import { chartRows, isAlone, lastValueIndex } from './series';

const NOW = Date.parse('2026-06-06T14:32:00Z');

const node = (name: string, kind: 'terminal' | 'cache-agent') => ({
  name,
  kind,
  incarnation: 'i1234567',
  publicUrl: null,
  alive: true,
  lastSeenAt: '2026-06-06T14:31:59Z',
  sent: 5,
  acknowledged: 5,
  resent: 0,
  waiting: 0,
  lagMs: 0,
  via: 'direct' as const,
  gauges: { connections: 7 },
});

const sample = (agoS: number, more: Partial<OperationsSample> = {}): OperationsSample => ({
  atMs: NOW - agoS * 1_000,
  bids: 1,
  refused: 0,
  errors: 0,
  connections: 2,
  waiting: 0,
  replicaLagMs: 0,
  bidP50Ms: 2,
  bidP99Ms: 4,
  ...more,
});

const process = (role: string, name: string, alive: boolean | null = true) => ({
  role,
  name,
  url: null,
  port: 1,
  pid: 2,
  alive,
});

const house = (more: Partial<Operations> = {}): Operations => ({
  at: new Date(NOW).toISOString(),
  epoch: 1,
  master: { name: 'master-1', incarnation: 'i', startedAt: new Date(NOW).toISOString() },
  processes: [
    process('terminal', 'terminal-1'),
    process('postgres-primary', 'primary'),
    process('master', 'master-1'),
  ],
  primary: { reachable: true },
  replica: { reachable: true, state: 'streaming', lagBytes: 0, lagMs: 0 },
  memcached: { address: '127.0.0.1:1' },
  bus: null,
  nodes: [node('terminal-1', 'terminal'), node('agent-1', 'cache-agent')],
  fetches: { memcached: 1, replica: 1, primary: 0 },
  lanes: { lanes: 1, waiting: 0, batches: 1, orders: 1, largestBatch: 1 },
  clock: { healthy: true, errorMs: 0.1 },
  pages: { state: 'ready', restarts: 0 },
  history: [sample(2), sample(1)],
  ...more,
});

const kinds = (more: Partial<Operations>) => concernsOf(house(more)).map(({ kind }) => kind);

describe('the worst thing', () => {
  it('is nothing in a healthy house', () => {
    expect(kinds({})).toEqual([]);
  });

  it('is a bus that is down, though nodes are told without it', () => {
    const bus = { isUp: true, published: 5, waiting: 0, lagMs: 0 };
    expect(kinds({ bus })).toEqual([]);
    expect(kinds({ bus: { ...bus, isUp: false } })).toEqual(['bus-down']);
  });

  it('comes first, whatever else is wrong', () => {
    expect(
      kinds({
        memcached: { address: null },
        replica: { reachable: false, state: null, lagBytes: null, lagMs: null },
        primary: { reachable: false },
        clock: { healthy: false, errorMs: null },
      }),
    ).toEqual(['primary-down', 'clock-unproven', 'replica-down', 'no-memcached']);
  });

  it('a dead process is told once, a silent one with its last beat', () => {
    const terminal = { ...node('terminal-1', 'terminal'), alive: false };
    const other = { ...node('terminal-2', 'terminal'), alive: false };
    const found = concernsOf(
      house({
        processes: [process('terminal', 'terminal-1', false)],
        nodes: [terminal, other, node('agent-1', 'cache-agent')],
      }),
    );
    expect(found.map(({ kind, name }) => `${kind} ${name ?? ''}`.trim())).toEqual([
      'no-terminal',
      'process-down terminal-1',
      'node-silent terminal-2',
    ]);
  });

  it.each([
    [{ history: [sample(90, { errors: 3 }), sample(1)] }, []],
    [{ history: [sample(30, { errors: 3 })] }, ['requests-failed']],
    [{ history: [sample(30, { bidP99Ms: 900 })] }, ['bids-slow']],
    [{ pages: { state: 'down' as const, restarts: 2 } }, ['pages-down']],
    [{ pages: { state: 'off' as const, restarts: 0 } }, []],
    [{ nodes: [node('terminal-1', 'terminal')] }, ['no-agent']],
    [
      { replica: { reachable: true, state: 'streaming', lagBytes: 9, lagMs: 9_000 } },
      ['replica-behind'],
    ],
    [
      { replica: { reachable: true, state: null, lagBytes: null, lagMs: null } },
      ['replica-not-streaming'],
    ],
  ])('%j is told as %j', (more, told) => {
    expect(kinds(more)).toEqual(told);
  });
});

describe('charts', () => {
  it('leave a gap where samples are missing, and drop what is older than five minutes', () => {
    const rows = chartRows([sample(400), sample(10), sample(9), sample(3)], NOW, {
      bids: ({ bids }) => bids,
      wait: ({ bidP50Ms }) => bidP50Ms,
    });
    expect(rows).toEqual([
      { agoS: -10, bids: 1, wait: 2 },
      { agoS: -9, bids: 1, wait: 2 },
      { agoS: -6, bids: null, wait: null },
      { agoS: -3, bids: 1, wait: 2 },
    ]);
    expect(isAlone(rows, 'bids', 3)).toBe(true);
    expect(isAlone(rows, 'bids', 0)).toBe(false);
  });

  it('label a line at its last value', () => {
    const rows = chartRows([sample(2), sample(1, { bidP50Ms: null })], NOW, {
      wait: ({ bidP50Ms }) => bidP50Ms,
    });
    expect(lastValueIndex(rows, 'wait')).toBe(0);
    expect(lastValueIndex([], 'wait')).toBe(-1);
  });
});

describe('the list of processes', () => {
  it('follows the way of a bid and names nodes that no file lists, and a missing Memcached', () => {
    const rows = processRows(house({ memcached: { address: null } }));
    expect(rows.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'primary running',
      'master-1 running',
      'memcached absent',
      'agent-1 running',
      'terminal-1 running',
    ]);
  });
});

describe('the map', () => {
  it('draws edges live only between parts that are both there and current', () => {
    const silent = { ...node('terminal-1', 'terminal'), alive: false };
    const map = layOut(
      house({ nodes: [silent, node('agent-1', 'cache-agent')], memcached: { address: null } }),
    );
    const line = (key: string) => map.edges.find((edge) => edge.key === key)?.line;
    expect(line('wal')).toBe('live');
    expect(line('master master-1>node agent-1')).toBe('live');
    expect(line('master master-1>node terminal-1')).toBe('stale');
    expect(line('node agent-1>memcached')).toBe('absent');
    expect(new Set(map.parts.map(({ x, y }) => `${x} ${y}`)).size).toBe(map.parts.length);
  });
});
