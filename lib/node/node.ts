import { EVERYTHING } from '../api/bus-wire';
import { DEFAULT_LIVE_CONFIG, liveConfig } from '../api/live-config';
import type { RegisterAnswer } from '../api/node-wire';
import type { RecordCache } from '../cache/record-cache';
import type { Chance, Clock, Timers } from '../shared/ports';
import {
  NODE_MEANS,
  type NodeCurrency,
  type NodeEvent,
  nextNodeCurrency,
} from '../sync/node-currency';
import type { Appetite } from './appetite';
import { type BusHearing, createBusHearing, type NodeBus } from './bus-hearing';
import { createComparer } from './comparer';
import { type NodeCounters, newCounters } from './counters';
import { BEHIND_MAX_MS, createFetcher } from './fetcher';
import { createLeftOut } from './left-out';
import type { Log } from './log';
import type { MasterCalls } from './master-calls';
import { createMasters } from './masters';
import { createNotices, type Notices } from './notices';
import { createPrimaryTime, type PrimaryTime } from './primary-time';
import { createRegistration, type NodeIdentity, type Told } from './registration';
import { repeating } from './repeating';
import { withSettings } from './settings-appetite';

/** Everything a node is made of; all that touches the world is an argument. */
export interface NodeOptions {
  identity: NodeIdentity;
  secret: string;
  masterUrls: readonly string[];
  calls: MasterCalls;
  /** Null where masters tell nodes directly (BUS1). */
  bus?: NodeBus | null;
  /** Null where there is no Memcached, and for agents, which fill it. */
  cache: RecordCache | null;
  clock: Clock;
  timers: Timers;
  chance: Chance;
  log: Log;
  /** Numbers for the operations page, sent with each beat. */
  gauges: () => Record<string, number>;
  /** The config or the list of terminals is another than before. */
  onTold?: (told: Told) => void;
  appetite: Appetite;
}

/** What terminals and agents share: register, receive, acknowledge, fetch, anti-entropy. */
export interface SyncNode {
  start(): void;
  stop(): void;
  readonly notices: Notices;
  readonly counters: Readonly<NodeCounters>;
  readonly primaryTime: PrimaryTime;
  /** Null before any master answered. */
  epoch(): number | null;
  /** Which database the masters are of; null before any answered. */
  installation(): string | null;
  told(): Told;
  currency(): NodeCurrency;
  /** Whether it serves: registered with at least one master and in touch. */
  isReady(): boolean;
  /**
   * Whether what is held of a channel may be called current (ANT2, PSH7): in touch with a master,
   * the notices of all arrive or rounds stand in for them, the last round is not overdue, and no
   * notice there has waited for its record for too long.
   */
  mayClaim(concerns: (key: string, channel: string) => boolean): boolean;
  /** Fetches a record at least at this version, as if a notice had told of it. */
  demand(key: string, channel: string, minVersion: number): void;
  /** A comparison of a watched name that begins after this call. */
  compareSoon(watched: string): void;
  /** Keys being fetched. */
  fetching(): number;
  /** What masters sign tickets with (AUT1); several only while their secret is being changed. */
  ticketKeys(): readonly string[];
  /** Messages heard and refused on the bus; null where masters tell this node directly (BUS1). */
  bus(): { heard: number; refused: number } | null;
}

/** A master's notices that have not arrived for so long make everything unproven. */
const NOTICE_LAG_MAX_MS = 1_000;

/** A master that has not answered for so many beats is silent. */
const SILENT_BEATS = 2.5;

/** Composes a node; `start` sets it going. */
export function createNode(options: NodeOptions): SyncNode {
  const { clock, timers, chance, log } = options;
  const counters = newCounters();
  let epoch: number | null = null;
  const primaryTime = createPrimaryTime(clock, () => epoch);
  let installation: string | null = null;
  let currency: NodeCurrency = 'starting';
  let told: Told = { config: DEFAULT_LIVE_CONFIG, configVersion: 0, terminals: [] };
  let lastReachedMs = Number.NEGATIVE_INFINITY;
  let comparison = 0;
  let isStopped = false;
  let isInRound = false;
  /** Some master is silent: rounds stand in for its notices. */
  let isCovering = false;
  const appetite = withSettings(options.appetite, {
    version: () => told.configVersion,
    take(record) {
      const parsed = liveConfig.safeParse(record.body);
      if (parsed.success) follow({ ...told, config: parsed.data, configVersion: record.version });
      return parsed.success;
    },
  });

  const leftOut = createLeftOut({ log, clock, counters });
  const masters = createMasters({
    urls: options.masterUrls,
    calls: options.calls,
    clock,
    chance,
    log,
    leftOut,
    epoch: () => epoch,
    onHigherEpoch: raiseEpoch,
    onConflict: () => registration.beat(),
  });
  const fetcher = createFetcher({
    ...options,
    appetite,
    masters,
    installation: () => installation,
    epoch: () => epoch,
    counters,
  });
  const hearing: BusHearing | null = options.bus
    ? createBusHearing({
        bus: options.bus,
        names: options.appetite.wantsEverything ? [EVERYTHING] : [],
        notices: () => notices,
        clock,
        counters,
        onGap: () => event('resync'),
        onJoined(names) {
          for (const name of names) comparer.compareSoon(name);
        },
        onLost: () => registration.beat(),
      })
    : null;
  /** What a master owed when it fell silent, two rounds will have found. */
  const withinMs = () => 2 * told.config.antiEntropyMs;
  const reliesOnBus = () => hearing !== null && registration.reliesOnBus(withinMs());
  const comparer = createComparer({
    masters,
    appetite,
    fetcher,
    epoch: () => epoch,
    proves: (name, startedAtMs) => hearing?.proves(name, startedAtMs) || !reliesOnBus(),
    clock,
    timers,
    counters,
    onTooMany: () => event('resync'),
  });
  const registration = createRegistration({
    ...options,
    masters,
    primaryTime,
    counters,
    history: () => (installation !== null && epoch !== null ? { installation, epoch } : null),
    heard,
    hearing,
    onOtherWay: () => event('resync'),
  });
  const notices = createNotices({
    ...options.identity,
    secret: options.secret,
    clock,
    appetite,
    fetcher,
    counters,
    leftOut,
    epoch: () => epoch,
    onHigherEpoch: raiseEpoch,
    onResync: () => event('resync'),
  });

  function heard(answer: RegisterAnswer): boolean {
    if (epoch !== null && answer.epoch < epoch) return false;
    // Ids and versions of another database say nothing about what is held of this one.
    if (installation !== null && answer.installation !== installation) return false;
    if (installation === null) {
      installation = answer.installation;
      hearing?.open(installation);
    }
    if (epoch === null || answer.epoch > epoch) raiseEpoch(answer.epoch);
    lastReachedMs = clock.monotonicMs();
    event('reached');
    const { config, configVersion, terminals } = answer;
    // A master that has not read the newest settings yet may not have the newest list either.
    if (configVersion >= told.configVersion) follow({ config, configVersion, terminals });
    return true;
  }

  /** Goes by settings and terminals that are not older than those known (ANT3). */
  function follow(news: Told): void {
    const isOtherConfig = news.configVersion > told.configVersion;
    const isOtherList = news.terminals.join() !== told.terminals.join();
    if (!isOtherConfig && !isOtherList) return;
    told = news;
    if (isOtherConfig) for (const turn of turns) turn.rearm();
    options.onTold?.(told);
  }

  function raiseEpoch(higher: number): void {
    log.info({ from: epoch, to: higher }, 'a higher epoch');
    epoch = higher;
    // Settings have versions of their epoch too: whatever it has is taken next.
    told = { ...told, configVersion: 0 };
    // Answers on their way belong to the old epoch; what was held is fetched anew (EPO2).
    fetcher.reset();
    comparer.reset();
    appetite.dropAll(higher);
    event('epoch-raised');
    // In its list this node may stand no more.
    registration.beat();
  }

  function event(what: NodeEvent): void {
    const before = currency;
    currency = nextNodeCurrency(currency, what);
    if (currency !== before) log.info({ from: before, to: currency, what }, 'node currency');
    const owesComparison = currency === 'comparing' && (before !== currency || what !== 'reached');
    if (owesComparison) void compareUntilDone(++comparison);
  }

  async function compareUntilDone(nth: number): Promise<void> {
    while (nth === comparison && currency === 'comparing' && !isStopped) {
      if ((await comparer.compareAll()) && nth === comparison) event('compared');
      else await new Promise<void>((resolve) => void timers.after(500, resolve));
    }
  }

  /** Never so short that one beat answered late counts as lost. */
  const lostAfterMs = () => {
    const { staleMs, beatMs } = told.config;
    return Math.max(2 * beatMs, Math.min(staleMs / 2, 3 * beatMs));
  };

  /**
   * While some master does not answer its notices may be missing too, so each beat has a round of its
   * own to prove something (ANT1).
   */
  const roundMs = () => {
    const { antiEntropyMs, beatMs } = told.config;
    return isCovering ? Math.min(beatMs, antiEntropyMs) : antiEntropyMs;
  };

  async function round(): Promise<void> {
    if (currency !== 'current' || isInRound) return;
    isInRound = true;
    try {
      await comparer.round();
    } finally {
      isInRound = false;
    }
  }

  function look(): void {
    if (clock.monotonicMs() - lastReachedMs > lostAfterMs()) event('lost');
    const silentMs = SILENT_BEATS * told.config.beatMs;
    hearing?.keepOnly(appetite.watched());
    registration.checkBus(silentMs);
    const isSilent = registration.isSomeSilent(silentMs);
    if (isSilent === isCovering) return;
    isCovering = isSilent;
    rounds.rearm();
    void round();
  }

  // Nodes that started together must not ask together.
  const rounds = repeating(
    timers,
    () => roundMs() * (0.9 + 0.1 * chance()),
    () => void round(),
  );
  const turns = [
    repeating(timers, () => told.config.beatMs, registration.beat),
    repeating(timers, () => Math.min(250, told.config.beatMs), look),
    rounds,
    repeating(
      timers,
      () => told.config.digestMs,
      () => {
        for (const name of appetite.watched()) comparer.compareSoon(name);
      },
    ),
  ];

  return {
    start() {
      registration.beat();
      for (const turn of turns) turn.start();
    },
    stop() {
      isStopped = true;
      comparison += 1;
      for (const turn of turns) turn.stop();
    },
    notices,
    counters,
    primaryTime,
    epoch: () => epoch,
    installation: () => installation,
    told: () => told,
    currency: () => currency,
    isReady: () => NODE_MEANS[currency].isReady,
    mayClaim(concerns) {
      if (!NODE_MEANS[currency].claimsCurrent) return false;
      if (registration.noticeLagMs(withinMs()) > NOTICE_LAG_MAX_MS) return false;
      if (hearing && reliesOnBus() && hearing.isUnsure(concerns)) return false;
      const nowMs = clock.monotonicMs();
      const lastRoundMs = comparer.lastRoundMs();
      const overdueMs = 2 * roundMs() + told.config.beatMs;
      if (lastRoundMs === null || nowMs - lastRoundMs > overdueMs) return false;
      const behindSinceMs = fetcher.behindSinceMs(concerns);
      return behindSinceMs === null || nowMs - behindSinceMs <= BEHIND_MAX_MS;
    },
    demand: (key, channel, minVersion) =>
      fetcher.demand({ key, channel, minVersion, noticedAtMs: null }),
    compareSoon(watched) {
      hearing?.want(watched);
      comparer.compareSoon(watched);
    },
    fetching: () => fetcher.size(),
    ticketKeys: () => registration.ticketKeys(),
    bus: () => hearing && { heard: counters.busMessages, refused: hearing.refused() },
  };
}
