import { type BusMessage, type BusName, CONTROL } from '../api/bus-wire';
import type { Clock } from '../shared/ports';
import { BusEar } from '../sync/bus-ear';
import type { NodeCounters } from './counters';
import type { Notices } from './notices';

/** A node's side of whatever carries the bus; an argument, as `MasterCalls` is (BUS1). */
export interface NodeBus {
  /** Begins to listen, as soon as the node knows which database its masters are of. Once. */
  open(
    installation: string,
    events: {
      heard(name: BusName, message: BusMessage): void;
      /** From now on all that is said under these names is heard. */
      joined(names: readonly BusName[]): void;
      /** Nothing is heard any more until names are joined again, which happens by itself. */
      lost(): void;
    },
  ): void;
  join(names: readonly BusName[]): void;
  leave(names: readonly BusName[]): void;
  /** Messages refused since the start. */
  refused(): number;
  close(): Promise<void>;
}

/** A master as its last answer showed it, by its own monotonic clock: never earlier than it is. */
export interface MasterNow {
  incarnation: string;
  clockMs: number;
}

/** What a node hears on the bus, and what that proves. */
export interface BusHearing {
  open(installation: string): void;
  /** A name that pages watch: to be listened under from now on. */
  want(name: BusName): void;
  /** Leaves every name but these and what every node hears. */
  keepOnly(names: readonly BusName[]): void;
  /** Whether this life's beats come and no name waits long to be joined: no direct notices needed. */
  hears(master: MasterNow): boolean;
  /** For how long what this life changed may have been missed; ∞ while nothing is heard. */
  lagMs(master: MasterNow): number;
  /**
   * Whether a comparison of this name begun then proves it: not while it is not listened under, nor
   * if it was joined after. One that does makes the name count as heard without a gap.
   */
  proves(name: BusName, startedAtMs: number): boolean;
  /** Whether a name among these was not compared since it was joined. */
  isUnsure(concerns: (key: string, channel: string) => boolean): boolean;
  refused(): number;
}

/** Beats come four a second; a life that is silent for longer is no more believed to be heard. */
const HEARD_MAX_MS = 700;

/** Lives remembered: those of all masters, and of a few before them. */
const LIVES_MAX = 64;

/** A name that takes longer to join is better told directly. */
const JOIN_MAX_MS = 2_000;

/** `joinedAtMs` null: asked for. `isCompared`: a comparison begun after it was joined proved it. */
interface Joined {
  readonly askedAtMs: number;
  readonly joinedAtMs: number | null;
  readonly isCompared: boolean;
}

/** Makes a node's hearing. `everything`: it wants every record, not what pages watch. */
export function createBusHearing(options: {
  bus: NodeBus;
  /** Names to listen under from the start. */
  names: readonly BusName[];
  notices: () => Pick<Notices, 'heard'>;
  clock: Clock;
  counters: NodeCounters;
  /** Something may have been missed: compare. */
  onGap: () => void;
  /** These names were joined: what was said under them before is to be compared. */
  onJoined: (names: readonly BusName[]) => void;
  /** Nothing is heard any more: masters should know soon. */
  onLost: () => void;
}): BusHearing {
  const { bus, clock, counters } = options;
  const always = new Set([CONTROL, ...options.names]);
  const names = new Map<BusName, Joined>();
  /** Those that were not compared since they were joined: few, where all that are watched are many. */
  const unsure = new Set<BusName>();
  const ears = new Map<string, BusEar>();
  let isUp = false;

  function earOf(incarnation: string): BusEar {
    const known = ears.get(incarnation);
    if (known) return known;
    const ear = new BusEar();
    ears.set(incarnation, ear);
    const [oldest] = ears.keys();
    if (ears.size > LIVES_MAX && oldest !== undefined) ears.delete(oldest);
    return ear;
  }

  const listens = (name: BusName) => names.get(name)?.joinedAtMs != null;

  function heard(name: BusName, message: BusMessage): void {
    // Of a lower epoch: ignored, and so is where it stands (EPO2).
    if (!options.notices().heard(message)) return;
    counters.busMessages += 1;
    const ear = earOf(message.incarnation);
    let { missed } = ear.heard(name, message);
    if (message.t === 'beat' && ear.beat(message, listens).missed) missed = true;
    if (!missed) return;
    counters.busGaps += 1;
    options.onGap();
  }

  function lagMs({ incarnation, clockMs }: MasterNow): number {
    const ear = ears.get(incarnation);
    return isUp && ear ? Math.max(0, clockMs - ear.saidUntilMs()) : Number.POSITIVE_INFINITY;
  }

  function note(name: BusName, joined: Joined): void {
    names.set(name, joined);
    if (joined.isCompared) unsure.delete(name);
    else unsure.add(name);
  }

  const asked = (name: BusName) =>
    note(name, { askedAtMs: clock.monotonicMs(), joinedAtMs: null, isCompared: false });

  function ask(name: BusName): void {
    if (names.has(name)) return;
    asked(name);
    bus.join([name]);
  }

  return {
    open(installation) {
      bus.open(installation, {
        heard,
        joined(joined) {
          isUp = true;
          const joinedAtMs = clock.monotonicMs();
          for (const name of joined) {
            // It may have been left again meanwhile.
            const known = names.get(name);
            if (known) note(name, { ...known, joinedAtMs, isCompared: always.has(name) });
          }
          options.onJoined(joined.filter((name) => names.has(name) && !always.has(name)));
        },
        lost() {
          isUp = false;
          // Whatever is said until they are joined again is missed.
          ears.clear();
          for (const name of names.keys()) asked(name);
          options.onLost();
        },
      });
      for (const name of always) ask(name);
    },
    want: ask,
    keepOnly(wanted) {
      const kept = new Set([...wanted, ...always]);
      const left = [...names.keys()].filter((name) => !kept.has(name));
      for (const name of left) {
        names.delete(name);
        unsure.delete(name);
        for (const ear of ears.values()) ear.forget(name);
      }
      if (left.length > 0) bus.leave(left);
      for (const name of wanted) ask(name);
    },
    hears(master) {
      if (!isUp || lagMs(master) > HEARD_MAX_MS) return false;
      const sinceMs = clock.monotonicMs() - JOIN_MAX_MS;
      for (const { joinedAtMs, askedAtMs } of names.values()) {
        if (joinedAtMs === null && askedAtMs < sinceMs) return false;
      }
      return true;
    },
    lagMs,
    proves(name, startedAtMs) {
      const joined = names.get(name);
      if (!joined || joined.joinedAtMs === null || joined.joinedAtMs >= startedAtMs) return false;
      note(name, { ...joined, isCompared: true });
      return true;
    },
    isUnsure(concerns) {
      for (const name of unsure) if (concerns(name, name)) return true;
      return false;
    },
    refused: () => bus.refused(),
  };
}
