import type pg from 'pg';
import type { Operations, OperationsSample, ReplicaView } from '../../api/v1/operations';
import { replicaLag } from '../../db/read/replica-lag';
import type { TimerHandle, Timers } from '../../shared/ports';
import type { LanesStats } from '../lanes/lanes';
import type { NodeStats, Notifier } from '../notifier/notifier';
import type { PrimaryClock } from '../primary-clock';
import type { RenderState } from '../render/render-child';
import type { BidMeter } from './bid-meter';
import { readProcesses } from './processes';

const EVERY_MS = 1_000;
const KEEP = 300;

/** What watching the house is made of. */
export interface OperationsParts {
  master: { name: string; incarnation: string };
  /** When this master started, by its own clock. */
  startedAtMs: number;
  stackFile: string;
  /** `host:port`, or empty. */
  memcached: string;
  primary: pg.Pool;
  replica: pg.Pool;
  clock: PrimaryClock;
  notifier: Pick<Notifier, 'stats' | 'roster' | 'bus'>;
  lanes: { stats(): LanesStats };
  meter: Pick<BidMeter, 'read'>;
  /** Failed requests so far. */
  failures(): number;
  /** Records fetched for nodes so far, by what answered. */
  fetched(): Promise<{ replica: number; primary: number }>;
  pages: { state(): RenderState | 'off'; restarts(): number };
  timers: Timers;
}

/** Samples the house each second for the charts of the operations page, and tells how it fares. */
export interface OperationsWatch {
  start(): void;
  stop(): void;
  read(): Promise<Operations>;
}

const UNKNOWN_REPLICA: ReplicaView = {
  reachable: false,
  state: null,
  lagBytes: null,
  lagMs: null,
};

/** Makes the watch of one master. What it remembers is for showing only; nothing is decided by it. */
export function createOperationsWatch(parts: OperationsParts): OperationsWatch {
  let history: OperationsSample[] = [];
  let timer: TimerHandle | null = null;
  let running = false;
  let seen: { replica: ReplicaView; primaryReachable: boolean } = {
    replica: UNKNOWN_REPLICA,
    primaryReachable: true,
  };
  let failuresBefore = 0;

  async function sample(): Promise<void> {
    const [replica, primaryReachable] = await Promise.all([
      replicaLag(parts.primary, parts.replica),
      answers(parts.primary),
    ]);
    seen = { replica, primaryReachable };
    const nodes = parts.notifier.stats().filter((node) => node.alive);
    const failures = parts.failures();
    const now: OperationsSample = {
      atMs: parts.clock.now().ms,
      ...parts.meter.read(),
      errors: failures - failuresBefore,
      connections: nodes.reduce((sum, node) => sum + (node.gauges.connections ?? 0), 0),
      waiting: nodes.reduce((sum, node) => sum + node.waiting, 0),
      replicaLagMs: replica.lagMs,
    };
    failuresBefore = failures;
    history = [...history, now].slice(-KEEP);
  }

  function schedule(): void {
    timer = parts.timers.after(EVERY_MS, async () => {
      await sample().catch(() => {}); // A gap in the chart says it.
      if (running) schedule();
    });
  }

  return {
    start() {
      running = true;
      schedule();
    },
    stop() {
      running = false;
      if (timer) parts.timers.cancel(timer);
    },
    async read() {
      const [processes, fetched] = await Promise.all([
        readProcesses(parts.stackFile),
        parts.fetched(),
      ]);
      const nodes = parts.notifier.stats();
      const { lanes, waiting, batches, orders, largestBatch } = parts.lanes.stats();
      const { ms, errorMs } = parts.clock.now();
      return {
        at: new Date(ms).toISOString(),
        epoch: parts.notifier.roster()?.epoch ?? 1,
        master: { ...parts.master, startedAt: new Date(parts.startedAtMs).toISOString() },
        processes,
        primary: { reachable: seen.primaryReachable },
        replica: seen.replica,
        memcached: { address: parts.memcached || null },
        bus: parts.notifier.bus(),
        nodes: nodes.map(nodeView),
        fetches: { ...fetched, memcached: nodes.reduce((sum, node) => sum + hitsOf(node), 0) },
        lanes: { lanes, waiting, batches, orders, largestBatch },
        clock: { healthy: parts.clock.healthy(), errorMs },
        pages: { state: parts.pages.state(), restarts: parts.pages.restarts() },
        history,
      };
    },
  };
}

const answers = (db: pg.Pool): Promise<boolean> =>
  db.query('select 1').then(
    () => true,
    () => false,
  );

const hitsOf = (node: NodeStats): number => Math.round(node.gauges.cacheHits ?? 0);

const nodeView = ({ lastSeenMs, url: _, ...node }: NodeStats): Operations['nodes'][number] => ({
  ...node,
  lastSeenAt: new Date(lastSeenMs).toISOString(),
});
