import type { SyncLog } from '../../lib/master/notifier/log';
import type { Durability } from '../../lib/master/standby-watch';
import type { Chance, Clock, Timers } from '../../lib/shared/ports';
import type { Cluster } from '../database/cluster';
import type { ModelMemcached } from '../memcached';
import type { Witness } from '../oracle/witness';
import type { ModelRedis } from '../redis/server';
import { between, chanceOf } from './chance';
import type { Network } from './network';
import type { Life, Scheduler } from './scheduler';

/**
 * How long tickets to private channels are good for, and how long pages are told: whose device slept
 * believes in one that has ended (AUT1).
 */
export interface TicketLives {
  readonly lifeMs: number;
  readonly saidMs: number;
}

/** Everything a simulated process stands on. */
export interface World {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly memcached: ModelMemcached;
  /** Null: masters tell nodes directly, and pushes are parked in memories (BUS1, PSH6). */
  readonly redis: ModelRedis | null;
  readonly witness: Witness;
  readonly durability: Durability;
  readonly tickets: TicketLives;
  readonly masters: readonly string[];
  readonly terminals: readonly string[];
  trace(who: string, line: string): void;
}

/** What masters and nodes of these worlds sign with. */
export const NODE_SECRET = 'the-secret-of-every-simulated-node-and-master';

/** Where a process listens. */
export const urlOf = (process: string): string => `http://${process}:4000`;

/** Whom an address means. */
export const processOf = (url: string): string => new URL(url).hostname;

/** The clock, timers and chance of one life; no two machines agree on the time. */
export interface OwnPorts {
  clock: Clock;
  timers: Timers;
  chance: Chance;
  /** The world's time of one of this clock's monotonic readings. */
  worldMs(monotonicMs: number): number;
}

/** How a machine's clocks are. */
export interface Machine {
  /** How wrong its wall clock may be. */
  readonly mostAheadMs: number;
  /** A browser's monotonic clock begins with the page; a server's began at some boot. */
  readonly isBrowser: boolean;
}

/** A server in a rack. */
export const A_SERVER: Machine = { mostAheadMs: 3_000, isBrowser: false };
/** Somebody's device. */
export const A_BROWSER: Machine = { mostAheadMs: 600_000, isBrowser: true };

/** Makes them. */
export function ownPorts(world: World, life: Life, machine: Machine): OwnPorts {
  const { mostAheadMs, isBrowser } = machine;
  const draw = chanceOf(world.seed, `machine ${life.process} ${life.nth}`);
  const monotonicStartMs = isBrowser
    ? -world.scheduler.nowMs
    : Math.round(between(draw, 1_000, 1e9));
  const wallAheadMs = Math.round(between(draw, -mostAheadMs, mostAheadMs));
  return {
    clock: world.scheduler.clockOf({ wallAheadMs, monotonicStartMs }),
    timers: world.scheduler.timersOf(life),
    chance: draw,
    worldMs: (monotonicMs) => monotonicMs - monotonicStartMs,
  };
}

/** A log whose lines go into the trace. */
export function logOf(
  world: World,
  who: string,
): SyncLog & {
  error(known: Record<string, unknown>, line: string): void;
} {
  const say = (known: Record<string, unknown>, line: string) =>
    world.trace(who, `${line} ${JSON.stringify(known)}`);
  return { info: say, warn: say, error: say };
}
