import { DEFAULT_LIVE_CONFIG, type LiveConfig, liveConfig } from '../../api/live-config';
import type { RosterRead, RosterRow } from '../../db/sync-roster-read';
import type { Clock, TimerHandle, Timers } from '../../shared/ports';
import type { SyncLog } from './log';

/** How often every master reads the list of nodes, the epoch and the settings (NOD1). */
export const ROSTER_POLL_MS = 1_000;

/** What a beat may be late by the way. */
const BEAT_SLACK_MS = 500;

/** A node and whether it beats: dead after three missed beats. */
export interface RosterNode extends RosterRow {
  alive: boolean;
}

/** The primary's list of nodes, its epoch and the settings, as last read. */
export interface Roster {
  /** Which database this is (EPO1). */
  installation: string;
  epoch: number;
  configVersion: number;
  config: LiveConfig;
  nodes: RosterNode[];
}

/** Follows the primary's list. */
export interface RosterPoll {
  /** Null until the first reading succeeded. */
  current(): Roster | null;
  /** Reads now; a reading under way is not joined but followed by another. Never rejects. */
  refresh(): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

/** Stored settings over the defaults (ANT3); null where they are no settings. */
export function mergeConfig(stored: unknown): LiveConfig | null {
  const parsed = liveConfig.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

function toRoster(read: RosterRead, before: Roster | null): Roster {
  const config = mergeConfig(read.config) ?? before?.config ?? DEFAULT_LIVE_CONFIG;
  const deadAfterMs = 3 * config.beatMs + BEAT_SLACK_MS;
  const nodes = read.nodes.map((node) => ({ ...node, alive: node.silentMs <= deadAfterMs }));
  const { installation, epoch, configVersion } = read;
  return { installation, epoch, configVersion, config, nodes };
}

/**
 * Reads the roster each second. While the primary cannot be read the last one stands: nothing
 * changes meanwhile either.
 * @param parts.onRead called with each new roster and the one before.
 */
export function createRosterPoll(parts: {
  read(): Promise<RosterRead>;
  clock: Clock;
  timers: Timers;
  log: SyncLog;
  onRead(roster: Roster, before: Roster | null): void;
}): RosterPoll {
  let current: Roster | null = null;
  let timer: TimerHandle | null = null;
  let reading: Promise<void> = Promise.resolve();
  let running = false;
  let wasRead = true;

  async function readOnce(): Promise<void> {
    try {
      const read = await parts.read();
      const before = current;
      current = toRoster(read, before);
      if (mergeConfig(read.config) === null) {
        parts.log.warn({ configVersion: read.configVersion }, 'the stored settings are unusable');
      }
      if (!wasRead) parts.log.info({}, 'the list of nodes can be read again');
      wasRead = true;
      parts.onRead(current, before);
    } catch (reason) {
      if (wasRead) parts.log.warn({ reason: String(reason) }, 'the list of nodes cannot be read');
      wasRead = false;
    }
  }

  function refresh(): Promise<void> {
    reading = reading.then(readOnce);
    return reading;
  }

  function schedule(): void {
    timer = parts.timers.after(ROSTER_POLL_MS, () => {
      void refresh().then(() => {
        if (running) schedule();
      });
    });
  }

  return {
    current: () => current,
    refresh,
    async start() {
      running = true;
      await refresh();
      if (running) schedule();
    },
    stop() {
      running = false;
      if (timer) parts.timers.cancel(timer);
      timer = null;
    },
  };
}
