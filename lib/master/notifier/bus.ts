import type { TimerHandle } from '../../shared/ports';
import type { ChangedRecord } from '../record-change';
import { type BusSpeaker, type BusVoice, createBusSpeaker } from './bus-speaker';
import { Destination, type DestinationParts } from './destination';
import type { Roster } from './roster';

/** How the bus fares, for the operations page. */
export interface BusStats {
  /** Whether it is connected. */
  isUp: boolean;
  /** Messages that it took since the start. */
  published: number;
  /** Keys that wait to be said, and the age of the oldest. */
  waiting: number;
  lagMs: number;
}

/** A master's bus (BUS1): one more destination, whose messages many nodes hear. */
export interface Bus {
  put(records: readonly ChangedRecord[]): void;
  resync(): void;
  /** A node says that it hears all of this master here. */
  heardBy(name: string): void;
  /** Whether a node is told here. */
  tells(name: string): boolean;
  /** Whether a node that is told here has not said for three beats that it hears it. */
  isOverdue(name: string): boolean;
  forget(name: string): void;
  stats(): BusStats;
  start(): void;
  stop(): Promise<void>;
}

/** The bus as `Destination` knows a node: it has one life, and it never registers. */
const THE_BUS = { name: 'bus', incarnation: 'bus-of-this-master', url: '' };

/** A bus that was away is tried again at least so often. */
const RESEND_MAX_MS = 1_000;

/** Beats on the bus: four to a beat of the nodes, so that a silence is noticed within one. */
const BEATS_PER_BEAT = 4;
const BEAT_MAX_MS = 250;

/** Makes a master's bus: buffer, resending and backoff are those of any destination (NTF1–6). */
export function createBus(
  parts: Omit<DestinationParts, 'transport'> & { voice: BusVoice; roster(): Roster | null },
): Bus {
  const { clock, timers, voice } = parts;
  const speaker: BusSpeaker = createBusSpeaker({
    ...parts,
    installation: () => parts.roster()?.installation ?? null,
  });
  const destination = new Destination(THE_BUS, {
    ...parts,
    transport: speaker,
    config: () => {
      const config = parts.config();
      return { ...config, resendMaxMs: Math.min(config.resendMaxMs, RESEND_MAX_MS) };
    },
  });
  /** Nodes that are told here: when they last said that they hear. */
  const hearers = new Map<string, number>();
  let timer: TimerHandle | null = null;

  const beatMs = () => parts.roster()?.config.beatMs ?? 1_000;

  function beat(): void {
    timer = timers.after(Math.min(BEAT_MAX_MS, beatMs() / BEATS_PER_BEAT), beat);
    const saidUntilMs = clock.monotonicMs() - destination.stats().lagMs;
    void speaker.beat({ epoch: parts.epoch(), saidUntilMs });
  }

  return {
    put: (records) => destination.put(records),
    resync: () => destination.resync(),
    heardBy: (name) => hearers.set(name, clock.monotonicMs()),
    tells: (name) => hearers.has(name),
    isOverdue(name) {
      const atMs = hearers.get(name);
      return atMs !== undefined && clock.monotonicMs() - atMs > 3.5 * beatMs();
    },
    forget: (name) => hearers.delete(name),
    stats() {
      const { waiting, lagMs } = destination.stats();
      return { isUp: voice.isUp(), published: speaker.published(), waiting, lagMs };
    },
    start: beat,
    async stop() {
      if (timer) timers.cancel(timer);
      timer = null;
      destination.stop();
      await speaker.close();
    },
  };
}
