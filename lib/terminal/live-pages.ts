import { PROTOCOL } from '../api/frames';
import { isPrivateChannel } from '../api/record-key';
import { hasBody } from '../node/appetite';
import { type Repeating, repeating } from '../node/repeating';
import type { Clock, Timers } from '../shared/ports';
import type { PageClaim } from '../sync/catch-up';
import { type FrameText, frameText, recordFrames } from './frame-text';
import type { Outlet } from './outlet';
import { catchUpRecords } from './page-catch-up';
import { PageConnection } from './page-connection';
import { type PageGroup, PageGroups } from './page-groups';
import type { PageHandle, PageHub, PollQuestion } from './page-hub';
import type { ParkedPush } from './parked/parked-push';
import { PrivateStreams, type SaidIn, type TicketNode } from './private-streams';
import { type MayClaim, PushTick } from './push-tick';
import { StormGate } from './storm-gate';
import { newTerminalCounters, type TerminalCounters } from './terminal-counters';
import { UnreadBytes } from './unread-bytes';
import { covers, type WatchedName } from './watch-address';
import { concernOf, type WatchedRecords } from './watched-records';

/** A page that has been slow for so long is closed (PSH3). */
const SLOW_MAX_MS = 15_000;

/** So is one that has taken nothing of what waits for so long, however little that is. */
const DEAF_MAX_MS = 60_000;

/** A page that has not said what it holds by then is closed. */
const MUTE_MAX_MS = 10_000;

/** How a record came that no notice told of. */
const NOT_NOTICED = (epoch: number) => ({ epoch, noticedAtMs: null });

/** What pages are told of the node they are at. */
export type HubNode = TicketNode;

/** What a hub is made of. */
export interface PageHubOptions {
  node: () => HubNode;
  records: WatchedRecords;
  clock: Clock;
  timers: Timers;
  /** Milliseconds from a notice to the write of its record, once a record and tick. */
  observeLag: (lagMs: number) => void;
  /** Where pages reach this terminal; null where none may. */
  origin: () => string | null;
  /** What pages may leave unread, all of them together. */
  unreadMaxBytes: number;
}

/** Composes hello, catch-up, pushes and beats for every page (PSH1–4, PSH7). */
export const createPageHub = (options: PageHubOptions): PageHub => new LivePages(options);

class LivePages implements PageHub {
  readonly #options: PageHubOptions;
  readonly #groups = new PageGroups();
  readonly #counters = newTerminalCounters();
  readonly #gate = new StormGate();
  readonly #tick: PushTick;
  readonly #private: PrivateStreams;
  readonly #unread: UnreadBytes;
  readonly #beats: Repeating;

  constructor(options: PageHubOptions) {
    this.#options = options;
    this.#tick = new PushTick({ ...options, groups: this.#groups, counters: this.#counters });
    this.#private = new PrivateStreams(options);
    const { unreadMaxBytes: maxBytes, timers } = options;
    this.#unread = new UnreadBytes({ maxBytes, timers, pages: () => this.#pages() });
    const beatMs = () => options.node().told().config.beatMs;
    this.#beats = repeating(options.timers, beatMs, () => this.#beatAll());
    options.records.listen({
      changed: (record, noticedAtMs) => {
        if (isPrivateChannel(record.channel)) this.#private.changed(record.channel);
        else this.#tick.changed(record, noticedAtMs);
      },
      proven: (name) => this.#proven(name),
      dropped: (higher) => this.#dropped(higher),
    });
  }

  connect(outlet: Outlet, names: readonly WatchedName[]): PageHandle {
    const { clock, records } = this.#options;
    const group = this.#groups.of(names);
    const page = new PageConnection(outlet, group, clock.monotonicMs(), (bytes, frames) => {
      this.#counters.bytes += bytes;
      this.#counters.frames += frames;
      this.#unread.wrote(bytes);
    });
    group.pages.add(page);
    this.#counters.connections[outlet.transport] += 1;
    for (const name of names) records.watch(name);
    return {
      sync: (claim) => this.#sync(page, claim),
      ask: (question) => this.#ask(page, question),
      owe: (pushes) => this.#owe(page, pushes),
      present: (tickets, saidIn) => this.#present(page, tickets, saidIn),
      ping: () => {
        this.#tick.flush();
        this.#beat(page);
      },
      beat: () => this.#beat(page),
      drained: () => this.#drained(page),
      refuse: (kind, retry) => refuse(page, kind, retry),
      closed: () => this.#closed(page, group),
    };
  }

  start(): void {
    this.#beats.start();
  }

  greetAll(): void {
    this.#beats.rearm();
    for (const page of this.#pages()) {
      if (page.phase === 'awaiting-sync') continue;
      page.owesHello = page.isSlow;
      if (!page.owesHello) page.send([this.#hello(page)]);
    }
  }

  flush(): void {
    this.#tick.flush();
  }

  closeAll(): void {
    this.#beats.stop();
    this.#tick.flush();
    for (const page of this.#pages()) page.outlet.close('going-away');
  }

  counters(): TerminalCounters {
    return this.#counters;
  }

  heldPolls(): number {
    return this.#pages().filter(({ outlet }) => outlet.transport === 'poll' && outlet.isOpen())
      .length;
  }

  slowPages(): number {
    return this.#pages().filter((page) => page.isReadingSlowly).length;
  }

  unsentBytes(): number {
    return this.#pages().reduce((sum, page) => sum + page.outlet.unsentBytes(), 0);
  }

  #pages(): PageConnection[] {
    return [...this.#groups.all()].flatMap((group) => [...group.pages]);
  }

  #epoch(): number {
    return this.#options.node().epoch() ?? 0;
  }

  /** The primary's time, and how far it may be off, in whole milliseconds (TIM1). */
  #time(): { nowMs: number; errorMs: number } {
    const { ms, errorMs } = this.#options.node().primaryTime.now() ?? { ms: 0, errorMs: 0 };
    return { nowMs: Math.round(ms), errorMs: Math.ceil(errorMs + 0.5) };
  }

  #mayClaim(part: readonly WatchedName[]): boolean {
    return this.#options.node().mayClaim(concernOf(part));
  }

  /** Digests of what this page may call proven: held, in touch, compared since it came (ANT2). */
  #claims(
    page: PageConnection,
    mayClaim: MayClaim = (part) => this.#mayClaim(part),
  ): { digests: Record<string, string>; isWhole: boolean } {
    const { records } = this.#options;
    const digests: Record<string, string> = {};
    const { phase, subscribedAtMs } = page;
    if (phase !== 'live' || subscribedAtMs === null) return { digests, isWhole: false };
    if (page.owed.isWaiting(this.#options.clock.monotonicMs())) return { digests, isWhole: false };
    const isProven = (name: WatchedName) => (records.provenAtMs(name) ?? -1) >= subscribedAtMs;
    const claimed = page.parts.filter((part) => part.every(isProven) && mayClaim(part));
    for (const { name, digest } of records.digests(claimed.flat())) digests[name] = digest;
    return { digests, isWhole: claimed.length > 0 && claimed.length === page.parts.length };
  }

  #hello(page: PageConnection): FrameText {
    const { config, terminals } = this.#options.node().told();
    return frameText({
      t: 'hello',
      protocol: PROTOCOL,
      epoch: this.#epoch(),
      ...this.#time(),
      channels: this.#claims(page).digests,
      config: { ...config, terminals: [...terminals] },
    });
  }

  #beat(page: PageConnection): void {
    if (!page.outlet.isOpen()) return;
    const { digests, isWhole } = this.#claims(page);
    if (isWhole) page.isTold = true;
    const channels = { ...digests, ...this.#private.digests(page) };
    page.send([frameText({ t: 'beat', ...this.#time(), channels })]);
  }

  #beatAll(): void {
    this.#tick.flush();
    const atMs = this.#options.clock.monotonicMs();
    const facts = {
      time: this.#time(),
      mayClaim: (part: readonly WatchedName[]) => this.#mayClaim(part),
      claims: (page: PageConnection, mayClaim: MayClaim) => this.#claims(page, mayClaim),
      own: (page: PageConnection) => (this.#private.has(page) ? this.#private.digests(page) : null),
    };
    this.#private.expire();
    for (const group of this.#groups.all()) this.#tick.beatGroup(group, facts);
    for (const page of this.#pages()) {
      const isMute = page.phase === 'awaiting-sync' && atMs - page.connectedAtMs > MUTE_MAX_MS;
      const isSlow = page.slowForMs(atMs) > SLOW_MAX_MS;
      const isDeaf = page.deafForMs(atMs) > DEAF_MAX_MS;
      if (isMute) refuse(page, 'no-sync', 'never');
      else if (isSlow || isDeaf) page.cutOff();
    }
  }

  #sync(page: PageConnection, claim: PageClaim): void {
    if (!this.#enter(page)) return;
    page.claim = claim;
    page.isTold = false;
    page.phase = 'loading';
    page.toldUpTo = 0;
    // What was held back is in the catch-up.
    page.forgetUnsent();
    page.owesCatchUp = page.isSlow;
    if (page.owesCatchUp) return;
    this.#greet(page);
    if (this.#isLoaded(page.names)) this.#catchUp(page);
    // One that was proven before need not wait for the next beat.
    if (this.#claims(page).isWhole) this.#beat(page);
    for (const name of page.names) this.#options.node().compareSoon(name);
    this.#private.sendAgain(page);
  }

  /**
   * A client that polls stays one page from question to question, so that what was proven to it
   * (ANT2) need not be proven anew; what it holds it says each time.
   */
  #ask(page: PageConnection, { claim, tickets, isFirst, isTaken }: PollQuestion): void {
    const isNew = page.subscribedAtMs === null;
    if (!this.#enter(page)) return;
    page.claim = claim;
    page.cameBack();
    if (!isTaken) page.toldUpTo = 0;
    if (isFirst || page.owesHello) this.#greet(page);
    if (this.#isLoaded(page.names)) this.#catchUp(page);
    else page.phase = 'loading';
    if (isTaken) this.#private.drained(page);
    else this.#private.sendAgain(page);
    if (tickets.length > 0) this.#present(page, tickets, 'address');
    if (isNew) for (const name of page.names) this.#options.node().compareSoon(name);
  }

  /**
   * A terminal knows of these versions, so they are demands (PSH6, FET2): nothing older of them is
   * written to this page, and what is not held yet is fetched.
   */
  #owe(page: PageConnection, pushes: readonly ParkedPush[]): void {
    const { records, node, clock } = this.#options;
    const untilMs = clock.monotonicMs() + node().told().config.parkTtlMs;
    const epoch = this.#epoch();
    for (const { key, version, channel, epoch: parkedIn } of pushes) {
      if (parkedIn !== epoch || !page.names.some((name) => covers(name, key, channel))) continue;
      page.owed.add(key, version, untilMs);
      if (version <= records.heldVersion(key)) continue;
      if (hasBody(key)) node().demand(key, channel, version);
      else records.take({ key, version, channel, gone: false, body: null }, NOT_NOTICED(epoch));
    }
    // One that waits for an answer is told now; another with its next question.
    if (page.outlet.isOpen() && page.phase === 'live') this.#catchUp(page);
  }

  /** False where too many come at once (PSH7); the page was told to come again. */
  #enter(page: PageConnection): boolean {
    if (page.subscribedAtMs !== null) return true;
    const nowMs = this.#options.clock.monotonicMs();
    if (!this.#gate.admits(page, nowMs)) {
      this.#counters.shed += 1;
      refuse(page, 'busy', 'after-backoff');
      return false;
    }
    page.subscribedAtMs = nowMs;
    return true;
  }

  #greet(page: PageConnection): void {
    page.owesHello = false;
    page.send([this.#hello(page)]);
  }

  #present(page: PageConnection, tickets: readonly string[], saidIn: SaidIn): void {
    if (!this.#private.present(page, tickets, saidIn)) refuse(page, 'bad-ticket', 'never');
  }

  /** Every name was compared once in this epoch. */
  #isLoaded(names: readonly WatchedName[]): boolean {
    return names.every((name) => this.#options.records.provenAtMs(name) !== null);
  }

  #catchUp(page: PageConnection): void {
    if (!page.claim) return;
    const held = this.#options.records.channels(page.names);
    const caughtUp = catchUpRecords(this.#epoch(), held, {
      claim: page.claim,
      toldUpTo: page.toldUpTo,
      owed: page.owed,
    });
    if (!caughtUp) {
      refuse(page, 'behind', 'after-backoff');
      return;
    }
    page.phase = 'live';
    page.toldUpTo = this.#options.records.lastOrder();
    page.forgetUnsent();
    const reset = caughtUp.isReset ? [frameText({ t: 'reset', epoch: this.#epoch() })] : [];
    page.owed.settle((key) => this.#options.records.heldVersion(key));
    page.send([...reset, ...recordFrames(caughtUp.records)], caughtUp.records);
  }

  #drained(page: PageConnection): void {
    if (page.owesCatchUp && page.claim) this.#sync(page, page.claim);
    else {
      if (page.owesHello) this.#greet(page);
      if (page.phase === 'live') page.drained((key) => this.#options.records.get(key));
    }
    this.#private.drained(page);
  }

  #closed(page: PageConnection, group: PageGroup): void {
    if (!group.pages.delete(page)) return;
    this.#counters.connections[page.outlet.transport] -= 1;
    this.#groups.dropIfEmpty(group);
    for (const name of page.names) this.#options.records.unwatch(name);
    this.#private.closed(page);
    this.#gate.left(page);
  }

  #proven(name: WatchedName): void {
    // What changed goes out first, so that the digest that follows is what the page holds.
    this.#tick.flush();
    for (const group of this.#groups.watching(name)) {
      const isLoaded = this.#isLoaded(group.names);
      for (const page of group.pages) {
        // One that polls says with its next question what it holds.
        if (!page.outlet.isOpen()) continue;
        if (page.phase === 'loading' && isLoaded && !page.owesCatchUp) this.#catchUp(page);
        if (page.phase === 'live' && !page.isTold && this.#claims(page).isWhole) this.#beat(page);
      }
    }
  }

  /** A higher epoch: pages start anew once what they watch is here again (EPO2). */
  #dropped(higher: number): void {
    this.#tick.forget();
    this.#private.dropAll();
    for (const page of this.#pages()) {
      page.owed.clear();
      if (page.phase !== 'live') continue;
      page.phase = 'loading';
      page.isTold = false;
      page.toldUpTo = 0;
      page.claim = { epoch: Math.min(page.claim?.epoch ?? 0, higher - 1), have: new Map() };
    }
  }
}

function refuse(page: PageConnection, kind: string, retry: 'never' | 'after-backoff'): void {
  const backoff = retry === 'after-backoff' ? { minBackoffMs: 1_000 } : {};
  page.send([frameText({ t: 'error', kind, retry, ...backoff })]);
  page.outlet.close(retry === 'never' ? 'invalid' : 'try-later', kind);
}
