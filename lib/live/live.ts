import { OTHER_PROTOCOL, type TerminalOut } from '../api/frames';
import { DEFAULT_LIVE_CONFIG, type LiveConfig } from '../api/live-config';
import type { Chance, Clock, TimerHandle, Timers } from '../shared/ports';
import type { PageConnection } from '../sync/page-connection';
import { lateAfterMs, type PageFreshness } from '../sync/page-freshness';
import { createAnnouncements } from './announcement';
import { claimOf } from './claim';
import { createClockProbe } from './clock-probe';
import { type ConnectionConfig, createConnection, type LeaveTerminal } from './connection';
import { createFreshnessKeeper } from './freshness-keeper';
import type { LinkPath, OpenLink, TransportName } from './link';
import { createObservable, type Observable } from './observable';
import { createOwn, type Own, type OwnPorts } from './own';
import type { OwnNews, OwnSeed } from './own-news';
import { createRecordStore, type RecordStore, type Seed } from './record-store';
import { createServerClock, type SaidTime, type ServerClock } from './server-clock';

/** What a master says of the time, and of which epoch's primary that is. */
export interface MasterTime extends SaidTime {
  epoch: number;
}

/** Ports of the page's live part; the browser's own are in browser.ts. */
export interface LiveDeps {
  clock: Clock;
  timers: Timers;
  chance: Chance;
  links: Record<TransportName, OpenLink>;
  /** Asks a master for the primary's time, for transports that cannot; null when it fails. */
  askTime(): Promise<MasterTime | null>;
  /** Missing: the page shows nothing of its reader's own (AUT1). */
  own?: OwnPorts;
}

/** What the page says of itself; a new object whenever something in it changed. */
export interface LiveStatus {
  freshness: PageFreshness;
  connection: PageConnection;
  /** False: nothing live is on the page, there is nothing to claim. */
  watching: boolean;
  /** The primary's time of the last proof, or of the server's rendering; null before any. */
  provenAtMs: number | null;
  path: LinkPath | null;
  epoch: number;
  /**
   * The primary's time when the page learnt that a newer history took the place of the one it had
   * shown (EPO2); null while it has shown one only.
   */
  newHistoryAtMs: number | null;
}

/** One page's part in what is watched. */
export interface PageWatch {
  channels: readonly string[];
  seed: Seed;
  /** The primary's time when the server rendered it. */
  asOfMs: number;
}

/** See `createLive`. */
export interface Live {
  status: Observable<LiveStatus>;
  records: RecordStore;
  serverClock: ServerClock;
  config(): LiveConfig;
  /** The page shows these channels. @returns how to stop. */
  watch(page: PageWatch): () => void;
  /** A newer rendering of what is watched. */
  seed(seed: Seed): void;
  /** What concerns the reader (PSH10); null where the page shows nothing of it. */
  news: OwnNews | null;
  /** The page shows these registrations of the reader. @returns how to stop. */
  watchOwn(own: readonly OwnSeed[]): () => void;
  /** Terminals that the server knows of, from a newer rendering. */
  learn(terminals: readonly string[]): void;
  /** A person or the browser asks for the truth now: [Check now], waking up, the network's return. */
  check(cause: 'asked' | 'woke' | 'went-offline' | 'came-online'): void;
}

const LEAVE_NOW: LeaveTerminal = { forMs: 0, isForeign: false };

const namesOf = (links: LiveDeps['links']) => Object.keys(links) as TransportName[];

/**
 * The live part of a page: one connection for all it shows, a store, a clock, and what may be claimed
 * about it (PSH2, PSH7). Proof is a hello or beat whose digests equal those of what is held.
 * @param start.transport forces one; null leaves the order to the settings (PSH1, ANT3).
 */
export function createLive(
  deps: LiveDeps,
  start: { terminals: readonly string[]; transport: TransportName | null },
): Live {
  const { clock, timers } = deps;
  const records = createRecordStore();
  const serverClock = createServerClock(clock);
  const watches = new Map<object, readonly string[]>();
  const watched = () => [...new Set([...watches.values()].flat())].sort();
  let config: LiveConfig = DEFAULT_LIVE_CONFIG;
  let provenAtMs: number | null = null;
  let newHistoryAtMs: number | null = null;
  /** In which epoch the terminals are by whose beats the time is known; 0 before any said. */
  let beatEpoch = 0;
  let rewatch: TimerHandle | null = null;
  /** Why the terminal that speaks now is of no use, from its last `error` frame. */
  let leave: LeaveTerminal = LEAVE_NOW;

  const own: Own | null = deps.own
    ? createOwn({
        ...deps,
        ports: deps.own,
        present: () => connection.present((path) => own?.take(path) ?? []),
        resync: () => connection.event('check'),
      })
    : null;
  const connection = createConnection(
    {
      ...deps,
      ahead: (path) => own?.ahead(path) ?? null,
      claim: (channels, path) => claimOf(records, channels, path ? own?.take(path) : []),
      receive,
      changed: publish,
    },
    { config: connectionConfig(), terminals: start.terminals },
  );
  const freshness = createFreshnessKeeper({
    timers,
    settings: () => config,
    changed: publish,
  });
  const probe = createClockProbe({
    ...deps,
    serverClock,
    beatMs: () => config.beatMs,
    ping: () => connection.ping(),
    async askTime() {
      const said = await deps.askTime();
      if (!said || said.epoch === records.epoch()) return said;
      // A master that has not found this epoch's primary goes by the clock of the one before (EPO1).
      probe.doubt();
      return null;
    },
  });
  const announcements = createAnnouncements({
    clock,
    timers,
    staleMs: () => config.staleMs,
    records,
    watched,
    proved(nowMs) {
      const ageMs = Math.max(0, (serverClock.read()?.nowMs ?? nowMs) - nowMs);
      if (ageMs >= lateAfterMs(config)) probe.doubt();
      // A beat that was held up on its way proves what was, not what is.
      if (ageMs >= config.staleMs) return;
      provenAtMs = nowMs;
      freshness.proved(ageMs);
    },
    differed: () => freshness.feel('differed'),
    resync: () => connection.event('check'),
    hopeless: () => connection.event('silent'),
  });
  const status = createObservable<LiveStatus>(read());

  /** A transport that this page does not know yet is passed over. */
  function connectionConfig(): ConnectionConfig {
    const allowed = config.transports.filter((name): name is TransportName => name in deps.links);
    const transports = start.transport ? [start.transport] : allowed;
    return { ...config, transports: transports.length > 0 ? transports : namesOf(deps.links) };
  }

  function read(): LiveStatus {
    const path = connection.path();
    return {
      freshness: freshness.state(),
      connection: connection.state(),
      watching: watches.size > 0,
      provenAtMs,
      path,
      epoch: records.epoch(),
      newHistoryAtMs,
    };
  }

  function publish() {
    const next = read();
    if (!next.path) own?.unlinked();
    const before = status.get();
    const { path } = before;
    if (path?.origin === next.path?.origin && path?.transport === next.path?.transport) {
      next.path = path;
    }
    const keys = Object.keys(next) as (keyof LiveStatus)[];
    if (keys.some((key) => next[key] !== before[key])) status.set(next);
  }

  /** From now on beats tell the time of this epoch, of which a rendering may have told long before. */
  function keepTimeOf(epoch: number) {
    if (beatEpoch > 0 && epoch > beatEpoch) serverClock.forget();
    beatEpoch = Math.max(beatEpoch, epoch);
  }

  function takeHello(frame: Extract<TerminalOut, { t: 'hello' }>): boolean {
    if (frame.epoch < records.epoch()) return false;
    if (frame.epoch > records.epoch()) resetTo(frame.epoch);
    keepTimeOf(frame.epoch);
    const { terminals, ...rest } = frame.config;
    config = rest;
    connection.configure(connectionConfig(), terminals);
    probe.restart();
    serverClock.heard(frame);
    // Not at the hello that answers a re-sync: the same terminal has no new patience.
    if (connection.state() !== 'synced') announcements.restart();
    announced(frame.channels, frame.nowMs);
    const path = connection.path();
    if (path) own?.linked(path);
    return true;
  }

  /** Whoever tells of a higher epoch, a terminal or a rendering: what was known of the old one goes. */
  function leaveHistory(epoch: number) {
    const before = records.epoch();
    if (epoch <= before) return;
    own?.news.reset();
    if (before === 0) return;
    newHistoryAtMs = serverClock.read()?.nowMs ?? provenAtMs;
    // Another epoch is another primary's clock, however near (EPO1).
    serverClock.forget();
    probe.restart();
  }

  function resetTo(epoch: number) {
    leaveHistory(epoch);
    records.reset(epoch);
  }

  function seed(given: Seed) {
    leaveHistory(given.epoch);
    records.seed(given);
    publish();
  }

  /** What a terminal says that it holds. */
  function announced(channels: Record<string, string>, nowMs: number) {
    records.putItemsDigests(channels);
    announcements.take(channels, nowMs);
  }

  /** Digests of anyone's channels; those of the reader's own are looked at apart. */
  function publicOf(channels: Record<string, string>): Record<string, string> {
    return own ? own.announced(channels, records.epoch()) : channels;
  }

  /** @returns false when the terminal is of no use, such as one of an older epoch (EPO2). */
  function take(frame: TerminalOut): boolean {
    switch (frame.t) {
      case 'hello':
        return takeHello(frame);
      case 'beat':
        serverClock.heard(frame);
        probe.beat(frame);
        announced(publicOf(frame.channels), frame.nowMs);
        return true;
      case 'reset':
        if (frame.epoch < records.epoch()) return false;
        resetTo(frame.epoch);
        keepTimeOf(frame.epoch);
        return true;
      case 'lots':
        records.putLots(frame.lots);
        return true;
      case 'auction':
        records.putAuction(frame.auction);
        return true;
      case 'items':
        records.putItems(frame.items);
        return true;
      case 'gone':
        records.putGone(frame.gone);
        return true;
      case 'me':
        own?.news.noticed(frame.id, frame.version);
        return true;
      case 'error':
        return takeError(frame);
    }
  }

  function takeError(frame: Extract<TerminalOut, { t: 'error' }>): boolean {
    // Of one private channel alone: all else goes on.
    if (frame.channel !== undefined) {
      own?.ended(frame.channel);
      return true;
    }
    if (frame.kind === 'bad-ticket') own?.distrusted();
    if (frame.retry === 'after-resync') {
      connection.event('check');
      return true;
    }
    const isForeign = frame.kind === OTHER_PROTOCOL;
    // Of another version it is for good: the next one is asked at once.
    const neverMs = isForeign ? 0 : config.reconnectMaxMs;
    leave = { forMs: frame.retry === 'never' ? neverMs : (frame.minBackoffMs ?? 0), isForeign };
    return false;
  }

  function receive(frames: readonly TerminalOut[]): LeaveTerminal | null {
    leave = LEAVE_NOW;
    for (const frame of frames) if (!take(frame)) return leave;
    announcements.compare();
    return null;
  }

  /** A page that leaves and the next one that comes change the watch once, not twice. */
  function rewatchSoon() {
    if (rewatch) timers.cancel(rewatch);
    rewatch = timers.after(0, () => {
      rewatch = null;
      // What was announced to the link before is of other names.
      if (connection.watch(watched())) announcements.forget();
      if (watches.size === 0) {
        probe.stop();
        freshness.stop();
        announcements.forget();
      }
      publish();
    });
  }

  return {
    status,
    records,
    serverClock,
    config: () => config,
    watch(page) {
      const token = {};
      watches.set(token, page.channels);
      seed(page.seed);
      // The first was asked for when the page's clock began; of a later one nobody knows when it was.
      const rendered = { nowMs: page.asOfMs, errorMs: 0 };
      if (serverClock.read() === null) serverClock.answered(rendered, 0);
      else serverClock.heard(rendered);
      announcements.forget();
      provenAtMs = page.asOfMs;
      freshness.rendered();
      rewatchSoon();
      return () => {
        watches.delete(token);
        rewatchSoon();
      };
    },
    seed,
    news: own?.news ?? null,
    watchOwn: (seeds) => own?.watch(seeds) ?? (() => {}),
    learn(terminals) {
      connection.configure(connectionConfig(), terminals);
      rewatchSoon();
    },
    check(cause) {
      if (cause === 'woke') {
        serverClock.forget();
        probe.restart();
      }
      if (cause !== 'asked') freshness.feel(cause);
      connection.event(cause === 'asked' || cause === 'woke' ? 'check' : cause);
    },
  };
}
