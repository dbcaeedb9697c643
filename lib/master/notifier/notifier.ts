import { DEFAULT_LIVE_CONFIG } from '../../api/live-config';
import type { NodeRow } from '../../db/sync-node-upsert';
import type { RosterRead } from '../../db/sync-roster-read';
import type { Chance, Clock, Timers } from '../../shared/ports';
import type { ChangedRecord } from '../record-change';
import { type Bus, type BusStats, createBus } from './bus';
import type { BusVoice } from './bus-speaker';
import { Destination, type DestinationParts, type DestinationStats } from './destination';
import type { SyncLog } from './log';
import { createRosterPoll, type Roster, type RosterNode } from './roster';
import type { NoticeTransport } from './transport';

/** Earlier lives of a name that are remembered. */
const REPLACED_MAX = 64;

/** What this master knows of one node. */
export interface NodeStats extends DestinationStats {
  name: string;
  kind: 'terminal' | 'cache-agent';
  incarnation: string;
  url: string;
  publicUrl: string | null;
  /** False after three missed beats: not notified until it beats again. */
  alive: boolean;
  /** The primary's clock, milliseconds since the Unix epoch. */
  lastSeenMs: number;
  /** How it is told of what changes (BUS1). */
  via: 'bus' | 'direct';
  /** What the node said of itself with its last beat at this master. */
  gauges: Record<string, number>;
}

/** Tells every node what changed (NTF1–8). */
export interface Notifier {
  /** To be called after the commit (NTF8). Never throws, never waits. */
  changed(records: readonly ChangedRecord[]): void;
  /** Resolves after the first reading of the list of nodes, successful or not. Never rejects. */
  start(): Promise<void>;
  /** Ends all sending; what waits is anti-entropy's to mend. */
  stop(): Promise<void>;
  /** Every node seen within the last hour. */
  stats(): NodeStats[];
  /** Age of the oldest news that this life has not acknowledged; null for one that is not told. */
  lagMs(life: { name: string; incarnation: string }): number | null;
  /** The bus this master speaks on, or null (BUS1). */
  bus(): BusStats | null;
  /**
   * Whether another life has taken this one's name since: masters tell that one, so this one must not
   * believe that it is told.
   */
  isReplaced(life: { name: string; incarnation: string }): boolean;
  /** Epoch, settings and nodes as last read; null before the first reading. */
  roster(): Roster | null;
  /**
   * A node registered or beat at this master, and its row is written. After a new life this resolves
   * when changes reach it, so that what it compares after the answer has no gap.
   * @returns how it is told from now on: over the bus where it hears all that this life says there.
   */
  heard(node: NodeRow, beat: NodeBeat): Promise<{ via: 'bus' | 'direct' }>;
}

/** What a node says with its beat. */
export interface NodeBeat {
  isNewLife: boolean;
  gauges: Record<string, number>;
  /** The life of this master that it hears on the bus, or null. */
  hears: string | null;
}

/** What the notifier is made of. */
export interface NotifierParts {
  master: { name: string; incarnation: string };
  /** `readRoster` on the primary. */
  readRoster(): Promise<RosterRead>;
  transport: NoticeTransport;
  /** Null where nodes are told directly (BUS1). */
  voice?: BusVoice | null;
  clock: Clock;
  timers: Timers;
  chance: Chance;
  log: SyncLog;
}

/**
 * Keeps one destination for each life in the primary's list of nodes.
 *
 * - A life first seen in the list begins with a resync: what an earlier life of this master did not
 *   get acknowledged, or committed before it read the list, is compared instead (NTF5).
 * - A life that registers here for the first time begins empty: it compares after the answer.
 * - A life whose name another one took never gets it back: two that beat would each be told half.
 * - After three missed beats a destination pauses with one resync; after an hour it is forgotten.
 * - On another epoch all is begun anew from its list (EPO2): a promotion may have lost the row of a
 *   life, which then registers again although the name has another one there.
 * - A node that hears all of this master on the bus is not told directly; the moment it does not, it
 *   is, and begins with a resync (BUS1).
 */
export function createNotifier(parts: NotifierParts): Notifier {
  const destinations = new Map<string, Destination>();
  const gauges = new Map<string, Record<string, number>>();
  /** Lives that registered here and compare by themselves: name → incarnation. */
  const comparing = new Map<string, string>();
  /** Lives whose name another one took: name → incarnations. */
  const replaced = new Map<string, string[]>();
  const shared: DestinationParts = {
    ...parts,
    epoch: () => poll.current()?.epoch ?? 1,
    config: () => poll.current()?.config ?? DEFAULT_LIVE_CONFIG,
  };
  const bus: Bus | null = parts.voice
    ? createBus({ ...shared, voice: parts.voice, roster: () => poll.current() })
    : null;
  const poll = createRosterPoll({ ...parts, read: () => parts.readRoster(), onRead: follow });

  function follow(roster: Roster, before: Roster | null): void {
    const isRaised = before !== null && before.epoch !== roster.epoch;
    // Of who took whose name the new primary knows what it lists and nothing more.
    if (isRaised) for (const name of [...destinations.keys()]) forget(name);
    const listed = new Set(roster.nodes.map((node) => node.name));
    for (const name of [...destinations.keys()]) if (!listed.has(name)) forget(name);
    for (const node of roster.nodes) followNode(node);
    // Whoever changed the settings may have died before telling, or is no master at all (ANT3).
    if (before && roster.configVersion > before.configVersion) tell([configRecord(roster)]);
    if (isRaised) bus?.resync();
  }

  function tell(records: readonly ChangedRecord[]): void {
    bus?.put(records);
    for (const [name, destination] of destinations) {
      if (!bus?.tells(name)) destination.put(records);
    }
  }

  function isReplaced({ name, incarnation }: { name: string; incarnation: string }): boolean {
    return replaced.get(name)?.includes(incarnation) ?? false;
  }

  function followNode(node: RosterNode): void {
    // It wrote itself into the list at a master that had not read of its successor.
    if (isReplaced(node)) return;
    let destination = destinations.get(node.name);
    const { incarnation, url } = destination?.life ?? {};
    if (incarnation !== undefined && incarnation !== node.incarnation) {
      const lives = [...(replaced.get(node.name) ?? []), incarnation];
      replaced.set(node.name, lives.slice(-REPLACED_MAX));
    }
    if (!destination || incarnation !== node.incarnation || url !== node.url) {
      destination?.stop();
      destination = new Destination(node, shared);
      destinations.set(node.name, destination);
      if (comparing.get(node.name) !== node.incarnation) destination.resync();
      comparing.delete(node.name);
      bus?.forget(node.name);
    }
    // One that has not said for a while that it hears the bus may not hear it.
    if (bus?.isOverdue(node.name)) tellDirectly(node.name);
    if (node.alive) destination.resume();
    else destination.pause();
  }

  function tellDirectly(name: string): void {
    bus?.forget(name);
    destinations.get(name)?.resync();
  }

  function forget(name: string): void {
    bus?.forget(name);
    destinations.get(name)?.stop();
    destinations.delete(name);
    gauges.delete(name);
    comparing.delete(name);
    replaced.delete(name);
  }

  function statsOf(node: RosterNode): NodeStats {
    const { name, kind, publicUrl, alive, lastSeenMs } = node;
    const destination = destinations.get(name);
    // The list may name an earlier life again for a moment; it is not told.
    const { incarnation, url } = destination?.life ?? node;
    const sums = destination?.stats();
    return {
      ...{ name, kind, incarnation, url, publicUrl, alive, lastSeenMs },
      ...(sums ?? { sent: 0, acknowledged: 0, resent: 0, waiting: 0, lagMs: 0 }),
      via: bus?.tells(name) ? 'bus' : 'direct',
      gauges: gauges.get(name) ?? {},
    };
  }

  return {
    changed(records) {
      tell(records);
      // What this master answers from must not be older than what it tells.
      if (records.some(({ key }) => key === 'config')) void poll.refresh();
    },
    async start() {
      await poll.start();
      bus?.start();
    },
    async stop() {
      poll.stop();
      for (const name of [...destinations.keys()]) forget(name);
      await Promise.all([bus?.stop(), parts.transport.close()]);
    },
    bus: () => bus?.stats() ?? null,
    stats: () => (poll.current()?.nodes ?? []).map(statsOf),
    lagMs({ name, incarnation }) {
      const destination = destinations.get(name);
      return destination?.life.incarnation === incarnation ? destination.stats().lagMs : null;
    },
    roster: () => poll.current(),
    isReplaced,
    async heard(node, beat) {
      gauges.set(node.name, beat.gauges);
      if (beat.isNewLife) comparing.set(node.name, node.incarnation);
      const destination = destinations.get(node.name);
      if (destination?.life.incarnation !== node.incarnation) await poll.refresh();
      const hears = bus !== null && beat.hears === parts.master.incarnation;
      const wasTold = bus?.tells(node.name) ?? false;
      if (hears) bus.heardBy(node.name);
      else if (wasTold) tellDirectly(node.name);
      return { via: hears ? 'bus' : 'direct' };
    },
  };
}

const configRecord = ({ configVersion }: Roster): ChangedRecord => ({
  key: 'config',
  version: configVersion,
  channel: 'config',
  gone: false,
});
