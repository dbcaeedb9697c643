import type { TerminalOut } from '../api/frames';
import { PROTOCOL } from '../api/frames';
import type { SyncNode } from '../node/node';
import { repeating } from '../node/repeating';
import type { Clock, Timers } from '../shared/ports';
import { catchUp, type HeldChannel, type PageClaim } from '../sync/catch-up';
import { type FrameText, frameText, recordFrames } from './frame-text';
import type { Outlet } from './outlet';
import { PageConnection } from './page-connection';
import { type PageGroup, PageGroups } from './page-groups';
import { PushTick } from './push-tick';
import { newTerminalCounters, type TerminalCounters } from './terminal-counters';
import type { WatchedName } from './watch-address';
import { concernOf, type WatchedRecords } from './watched-records';

/** What a transport does with one page. */
export interface PageHandle {
  /** The page says what it holds (PSH2); at the start, and again whenever a digest differed. */
  sync(claim: PageClaim): void;
  /** A round-trip probe: answered at once by a beat. */
  ping(): void;
  /** The network took what was written. */
  drained(): void;
  /** An `error` frame and the end. */
  refuse(kind: string, retry: 'never' | 'after-backoff'): void;
  /** The connection has ended. */
  closed(): void;
}

/** All pages of a terminal. */
export interface PageHub {
  connect(outlet: Outlet, names: readonly WatchedName[]): PageHandle;
  start(): void;
  /** The config or the list of terminals changed: pages get a new hello. */
  greetAll(): void;
  /** Ends every connection; pages move to another terminal. */
  closeAll(): void;
  counters(): TerminalCounters;
  /** Pages that read slower than they are written to (PSH3). */
  slowPages(): number;
  /** Bytes written to pages that the network has not taken. */
  unsentBytes(): number;
}

/** A page that has not read anything for so long is closed (PSH3). */
const STALL_MAX_MS = 15_000;

/** A page that has not said what it holds by then is closed. */
const MUTE_MAX_MS = 10_000;

/** Composes hello, catch-up, pushes and beats for every page (PSH1–4, PSH7). */
export function createPageHub(options: {
  node: () => SyncNode;
  records: WatchedRecords;
  clock: Clock;
  timers: Timers;
  /** Milliseconds from a notice to the write of its record, once a record and tick. */
  observeLag: (lagMs: number) => void;
}): PageHub {
  const { records, clock, timers } = options;
  const groups = new PageGroups();
  const counters = newTerminalCounters();
  const tick = new PushTick({ ...options, groups, counters });

  const epoch = () => options.node().epoch() ?? 0;

  /** Digests of what this page may call proven: held, in touch, compared since it came (ANT2). */
  function claims(page: PageConnection, mayClaim: (name: WatchedName) => boolean) {
    const digests: Record<string, string> = {};
    let names = 0;
    for (const name of page.names) {
      const provenAtMs = records.provenAtMs(name);
      if (provenAtMs === null || provenAtMs < page.subscribedAtMs || !mayClaim(name)) continue;
      names += 1;
      for (const channel of records.digests(name)) digests[channel.name] = channel.digest;
    }
    return { digests, isWhole: names > 0 && names === page.names.length };
  }

  const allPages = () => [...groups.all()].flatMap((group) => [...group.pages]);

  const mayClaim = (name: WatchedName) => options.node().mayClaim(concernOf(name));
  const nowMs = () => Math.round(options.node().primaryTime.now()?.ms ?? 0);

  function hello(page: PageConnection): FrameText {
    const { config, terminals } = options.node().told();
    const channels = page.phase === 'live' ? claims(page, mayClaim).digests : {};
    const frame: TerminalOut = {
      t: 'hello',
      protocol: PROTOCOL,
      epoch: epoch(),
      nowMs: nowMs(),
      channels,
      config: { ...config, terminals: [...terminals] },
    };
    return frameText(frame);
  }

  function beat(page: PageConnection): void {
    const { digests, isWhole } =
      page.phase === 'live' ? claims(page, mayClaim) : { digests: {}, isWhole: false };
    if (isWhole) page.isTold = true;
    page.send([frameText({ t: 'beat', nowMs: nowMs(), channels: digests })]);
  }

  /** Loaded: every name it watches was compared once in this epoch. */
  const isLoaded = ({ names }: { names: readonly WatchedName[] }) =>
    names.every((name) => records.provenAtMs(name) !== null);

  function catchUpNow(page: PageConnection): void {
    const { claim } = page;
    if (!claim) return;
    const held = page.names.flatMap((name) => records.channels(name));
    const channels: HeldChannel[] = held.map(({ name, digest, records: inIt }) => ({
      name,
      digest,
      lots: inIt.filter((record) => record.kind === 'lot'),
    }));
    const answer = catchUp(epoch(), channels, claim);
    if (answer.kind === 'behind') {
      refuse(page, 'behind', 'after-backoff');
      return;
    }
    const ids = new Set([...answer.lots, ...answer.gone].map((id) => `lot:${id}`));
    const sent = held.flatMap(({ records: inIt }) =>
      inIt.filter((record) => record.kind !== 'lot' || ids.delete(record.key)),
    );
    const reset = answer.kind === 'reset' ? [frameText({ t: 'reset', epoch: epoch() })] : [];
    page.phase = 'live';
    page.forgetUnsent();
    page.send([...reset, ...recordFrames(sent)]);
  }

  function sync(page: PageConnection, claim: PageClaim): void {
    page.claim = claim;
    page.subscribedAtMs = clock.monotonicMs();
    page.isTold = false;
    page.phase = 'loading';
    page.owesCatchUp = page.isSlow;
    if (page.owesCatchUp) return;
    page.send([hello(page)]);
    if (isLoaded(page)) catchUpNow(page);
    for (const name of page.names) options.node().compareSoon(name);
  }

  function drained(page: PageConnection): void {
    if (page.owesCatchUp && page.claim && !page.isSlow) sync(page, page.claim);
    else if (page.phase === 'live') page.drained((key) => records.get(key));
  }

  function refuse(page: PageConnection, kind: string, retry: 'never' | 'after-backoff'): void {
    const backoff = retry === 'after-backoff' ? { minBackoffMs: 1_000 } : {};
    page.send([frameText({ t: 'error', kind, retry, ...backoff })]);
    page.outlet.close(retry === 'never' ? 'invalid' : 'try-later');
  }

  function closed(page: PageConnection, group: PageGroup): void {
    if (!group.pages.delete(page)) return;
    counters.connections[page.outlet.transport] -= 1;
    groups.dropIfEmpty(group);
    for (const name of page.names) records.unwatch(name);
  }

  records.listen({
    changed: (record, noticedAtMs) => tick.changed(record, noticedAtMs),
    proven(name) {
      // What changed goes out first, so that the digest that follows is what the page holds.
      tick.flush();
      for (const group of groups.watching(name)) {
        const isReady = isLoaded(group);
        for (const page of group.pages) {
          if (page.phase === 'loading' && isReady && !page.owesCatchUp) catchUpNow(page);
          if (page.phase === 'live' && !page.isTold && claims(page, mayClaim).isWhole) beat(page);
        }
      }
    },
    dropped(higher) {
      tick.forget();
      for (const group of groups.all()) {
        for (const page of group.pages) {
          if (page.phase !== 'live') continue;
          page.phase = 'loading';
          page.isTold = false;
          page.claim = { epoch: Math.min(page.claim?.epoch ?? 0, higher - 1), have: new Map() };
        }
      }
    },
  });

  function beatAll(): void {
    tick.flush();
    const atMs = clock.monotonicMs();
    for (const group of groups.all()) {
      tick.beatGroup(group, { nowMs: nowMs(), mayClaim, claims });
      for (const page of group.pages) {
        const isMute = page.phase === 'awaiting-sync' && atMs - page.connectedAtMs > MUTE_MAX_MS;
        if (isMute) refuse(page, 'no-sync', 'never');
        else if (page.slowForMs(atMs) > STALL_MAX_MS) page.outlet.close('too-slow');
      }
    }
  }

  const beats = repeating(timers, () => options.node().told().config.beatMs, beatAll);

  return {
    connect(outlet, names) {
      const group = groups.of(names);
      const page = new PageConnection(outlet, names, clock.monotonicMs(), (bytes, frames) => {
        counters.bytes += bytes;
        counters.frames += frames;
      });
      group.pages.add(page);
      counters.connections[outlet.transport] += 1;
      for (const name of names) records.watch(name);
      return {
        sync: (claim) => sync(page, claim),
        ping() {
          tick.flush();
          beat(page);
        },
        drained: () => drained(page),
        refuse: (kind, retry) => refuse(page, kind, retry),
        closed: () => closed(page, group),
      };
    },
    start() {
      beats.start();
    },
    greetAll() {
      beats.rearm();
      for (const group of groups.all()) {
        for (const page of group.pages) {
          if (page.phase !== 'awaiting-sync' && !page.isSlow) page.send([hello(page)]);
        }
      }
    },
    closeAll() {
      beats.stop();
      tick.flush();
      for (const group of groups.all()) {
        for (const page of [...group.pages]) page.outlet.close('going-away');
      }
    },
    counters: () => counters,
    slowPages: () => allPages().filter((page) => page.isSlow).length,
    unsentBytes: () => allPages().reduce((sum, page) => sum + page.outlet.unsentBytes(), 0),
  };
}
