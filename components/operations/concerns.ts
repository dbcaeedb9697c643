import type { Operations } from '@/lib/api/v1/operations';

/** Something the house's people should know; `kind` is a key below `operations.concerns`. */
export interface Concern {
  kind: ConcernKind;
  /** Down: something does not work. Behind: it works, late. Note: so by choice. */
  weight: 'down' | 'behind' | 'note';
  /** The process it is about. */
  name?: string;
  /** How late, milliseconds. */
  lagMs?: number;
  /** Since when, milliseconds since 1970. */
  sinceMs?: number;
  count?: number;
  state?: string;
}

/** What can be wrong, worst first: the order is the order of telling. */
const KINDS = [
  'primary-down',
  'no-terminal',
  'clock-unproven',
  'process-down',
  'node-silent',
  'pages-down',
  'replica-down',
  'replica-not-streaming',
  'replica-behind',
  'node-behind',
  'bus-down',
  'requests-failed',
  'bids-slow',
  'no-agent',
  'pages-starting',
  'no-memcached',
] as const;

/** See `KINDS`. */
export type ConcernKind = (typeof KINDS)[number];

/** Half the anti-entropy interval: from there on reads turn to the primary (ANT1). */
const REPLICA_LATE_MS = 2_500;
/** Twice the first resend (NTF4): a healthy node has long acknowledged. */
const NODE_LATE_MS = 1_000;
const BID_SLOW_MS = 500;
const MINUTE_MS = 60_000;

function ofDatabases({ primary, replica }: Operations): Concern[] {
  const found: Concern[] = [];
  if (!primary.reachable) found.push({ kind: 'primary-down', weight: 'down' });
  if (!replica.reachable) found.push({ kind: 'replica-down', weight: 'down' });
  else if (replica.state !== 'streaming') {
    found.push({ kind: 'replica-not-streaming', weight: 'behind', state: replica.state ?? '–' });
  } else if (replica.lagMs !== null && replica.lagMs > REPLICA_LATE_MS) {
    found.push({ kind: 'replica-behind', weight: 'behind', lagMs: replica.lagMs });
  }
  return found;
}

function ofNodes({ nodes, processes }: Operations): Concern[] {
  const found: Concern[] = [];
  const isAlive = (kind: string) => nodes.some((node) => node.kind === kind && node.alive);
  if (!isAlive('terminal')) found.push({ kind: 'no-terminal', weight: 'down' });
  if (!isAlive('cache-agent')) found.push({ kind: 'no-agent', weight: 'behind' });
  const down = new Set<string>();
  for (const process of processes) {
    if (process.alive !== false) continue;
    down.add(process.name);
    found.push({ kind: 'process-down', weight: 'down', name: process.name });
  }
  for (const { name, alive, lastSeenAt, lagMs, waiting } of nodes) {
    if (!alive && !down.has(name)) {
      found.push({ kind: 'node-silent', weight: 'down', name, sinceMs: Date.parse(lastSeenAt) });
    }
    if (alive && lagMs > NODE_LATE_MS) {
      found.push({ kind: 'node-behind', weight: 'behind', name, lagMs, count: waiting });
    }
  }
  return found;
}

function ofMaster({ clock, master, pages, memcached, bus }: Operations): Concern[] {
  const found: Concern[] = [];
  if (!clock.healthy) found.push({ kind: 'clock-unproven', weight: 'down', name: master.name });
  if (pages.state === 'down') {
    found.push({ kind: 'pages-down', weight: 'down', count: pages.restarts });
  }
  if (pages.state === 'starting') found.push({ kind: 'pages-starting', weight: 'behind' });
  if (bus && !bus.isUp) found.push({ kind: 'bus-down', weight: 'behind', name: master.name });
  if (memcached.address === null) found.push({ kind: 'no-memcached', weight: 'note' });
  return found;
}

function ofHistory({ history, at }: Operations): Concern[] {
  const found: Concern[] = [];
  const recent = history.filter(({ atMs }) => atMs > Date.parse(at) - MINUTE_MS);
  const failed = recent.reduce((sum, sample) => sum + sample.errors, 0);
  if (failed > 0) found.push({ kind: 'requests-failed', weight: 'down', count: failed });
  const slowest = recent.reduce((most, sample) => Math.max(most, sample.bidP99Ms ?? 0), 0);
  if (slowest > BID_SLOW_MS) found.push({ kind: 'bids-slow', weight: 'behind', lagMs: slowest });
  return found;
}

/** Everything that is wrong, worst first; empty when nothing is. */
export function concernsOf(house: Operations): Concern[] {
  const found = [...ofDatabases(house), ...ofNodes(house), ...ofMaster(house), ...ofHistory(house)];
  return found.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}
