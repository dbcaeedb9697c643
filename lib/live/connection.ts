import type { TerminalOut } from '../api/frames';
import type { LiveConfig } from '../api/live-config';
import type { Chance, Clock, TimerHandle, Timers } from '../shared/ports';
import { reconnectDelayMs } from '../sync/backoff';
import { type ConnectionEvent, nextConnection, type PageConnection } from '../sync/page-connection';
import type { Link, LinkPath, OpenLink, SyncClaim, TransportName } from './link';
import { createRoute } from './route';

/** What a connection needs; everything that waits, draws or connects is an argument. */
export interface ConnectionDeps {
  clock: Clock;
  timers: Timers;
  chance: Chance;
  links: Record<TransportName, OpenLink>;
  /** What is to be waited for, not long, before a link to there is opened; null: nothing. */
  ahead?(path: LinkPath): Promise<unknown> | null;
  /** What the page holds now (PSH2), with the tickets to be said there; null: with none (AUT1). */
  claim(channels: readonly string[], path: LinkPath | null): SyncClaim;
  /** Frames in order. Null: all is well; else why this terminal is of no use. */
  receive(frames: readonly TerminalOut[]): LeaveTerminal | null;
  /** The state or the path changed. */
  changed(): void;
}

/** A terminal is of no use to this page, which goes to another. */
export interface LeaveTerminal {
  /** Not before so long. */
  forMs: number;
  /** It speaks another version of the protocol (WIR4). */
  isForeign: boolean;
}

/** The numbers of `config` that a connection goes by. */
export type ConnectionConfig = Pick<LiveConfig, 'beatMs' | 'reconnectMinMs' | 'reconnectMaxMs'> & {
  /** In the order they are tried; at least one. */
  transports: readonly TransportName[];
};

/** See `createConnection`. */
export interface Connection {
  state(): PageConnection;
  path(): LinkPath | null;
  /**
   * Watches exactly these channels; an empty list ends the connection. @returns whether they are
   * others than before.
   */
  watch(channels: readonly string[]): boolean;
  event(event: ConnectionEvent): void;
  /** New settings: a link by a transport that is no longer among them is given up for another. */
  configure(config: ConnectionConfig, terminals: readonly string[]): void;
  ping(): boolean;
  /** Says tickets on the link (AUT1), all that `take` gives for where it leads. */
  present(take: (path: LinkPath) => string[]): void;
}

/**
 * Longest wait for a transport to open and for its first frame: twice as long after each failure. A
 * terminal in a storm answers in the order they came; if all gave up sooner than it can answer, it
 * would be answering only those who have gone.
 */
const OPEN_MS = 4_000;
const OPEN_MAX_MS = 16_000;
/** Beats that may stay away before the transport is no longer trusted (PSH7). */
const SILENT_BEATS = 3;
/** Floor of that wait: a busy page may be late itself. */
const SILENT_MIN_MS = 1_500;

/**
 * Keeps one link to one terminal: opens, says what is held, moves to the next terminal when one
 * fails or falls silent, backs off with full jitter (PSH2, PSH7). What to do in which state is the
 * table in lib/sync/page-connection.
 */
export function createConnection(
  deps: ConnectionDeps,
  start: {
    config: ConnectionConfig;
    terminals: readonly string[];
  },
): Connection {
  const { timers, chance } = deps;
  let state: PageConnection = 'idle';
  let config = start.config;
  let channels: readonly string[] = [];
  let link: Link | null = null;
  let failures = 0;
  let leastBackOffMs = 0;
  /** Terminals of another version, since the last hello of any. */
  const foreign = new Set<string>();
  let timer: TimerHandle | null = null;
  const route = createRoute(start.terminals, start.config.transports, chance);
  /** Where the link leads; the route may prefer another by now. */
  let path: LinkPath | null = null;
  let move: TimerHandle | null = null;
  /** Counts what began to open; what was given up meanwhile must not open any more. */
  let opening = 0;

  function arm(delayMs: number, event: ConnectionEvent) {
    if (timer) timers.cancel(timer);
    timer = timers.after(delayMs, () => {
      timer = null;
      step(event);
    });
  }

  function disarm() {
    if (timer) timers.cancel(timer);
    timer = null;
  }

  const silentMs = () => Math.max(SILENT_MIN_MS, SILENT_BEATS * config.beatMs);

  function open() {
    const to = route.current();
    opening += 1;
    const mine = opening;
    arm(Math.min(OPEN_MAX_MS, OPEN_MS * 2 ** Math.min(failures, 10)), 'silent');
    const ahead = deps.ahead?.(to) ?? null;
    if (!ahead) connect(to);
    else void ahead.then(() => mine === opening && connect(to));
  }

  function connect(to: LinkPath) {
    path = to;
    const { origin, transport } = path;
    const claim = deps.claim(channels, path);
    let mine: Link | null = null;
    const current = () => mine !== null && link === mine;
    mine = deps.links[transport](
      { origin, channels, claim, held: () => deps.claim(channels, null) },
      {
        opened: () => current() && step('opened'),
        closed: () => {
          if (!current()) return;
          link = null;
          step('closed');
        },
        frames: (frames) => current() && take(frames),
      },
    );
    link = mine;
  }

  function take(frames: readonly TerminalOut[]) {
    const leave = deps.receive(frames);
    if (leave) {
      // As if it had closed: the next terminal is tried.
      link?.close();
      link = null;
      leastBackOffMs = leave.forMs;
      // It spoke: this transport works here, whatever the terminal wants.
      route.settled();
      step(leave.isForeign && isForeignAgain() ? 'foreign' : 'closed');
      return;
    }
    const isGreeted = frames.some((frame) => frame.t === 'hello');
    // Until the hello the patience for it runs on: beats alone would keep a page without its own streams.
    // After the frames, for a hello may have brought another beat.
    if (link && (isGreeted || state === 'synced')) arm(silentMs(), 'silent');
    if (isGreeted) step('hello');
  }

  /**
   * Whether this terminal said before that it is of another version: terminals are tried in turn, so
   * none of the others said hello meanwhile (WIR4).
   */
  function isForeignAgain(): boolean {
    const origin = path?.origin ?? '';
    const again = foreign.has(origin);
    foreign.add(origin);
    return again;
  }

  function backOff() {
    failures += 1;
    route.failed();
    const limits = { minMs: config.reconnectMinMs, maxMs: config.reconnectMaxMs };
    // On top of it: pages that are sent away together must not come back together.
    arm(leastBackOffMs + reconnectDelayMs(failures, limits, chance), 'due');
    leastBackOffMs = 0;
  }

  function act(kind: 'open' | 'sync' | 'close' | 'back-off' | 'settled', event: ConnectionEvent) {
    if (kind === 'open') open();
    // A link says the first claim by itself, as its transport can.
    if (kind === 'sync' && event !== 'opened') {
      if (path) link?.sync(deps.claim(channels, path));
      arm(silentMs(), 'silent');
    }
    if (kind === 'close') {
      opening += 1;
      link?.close();
      link = null;
      disarm();
    }
    if (kind === 'back-off') backOff();
    if (kind === 'settled') {
      failures = 0;
      foreign.clear();
      route.settled();
    }
  }

  function step(event: ConnectionEvent) {
    const next = nextConnection(state, event);
    state = next.to;
    for (const kind of next.acts) act(kind, event);
    if (state === 'idle' || state === 'offline' || state === 'outdated') disarm();
    deps.changed();
  }

  /** All pages are told at once and do not move at once; until then the link serves. */
  function moveSoon() {
    if (move) return;
    move = timers.after(chance() * config.reconnectMaxMs, () => {
      move = null;
      if (!link || !path || config.transports.includes(path.transport)) return;
      step('stop');
      step('start');
    });
  }

  return {
    state: () => state,
    path: () => (link ? path : null),
    watch(wanted) {
      const same =
        wanted.length === channels.length && wanted.every((name, at) => name === channels[at]);
      if (same && state !== 'idle') return false;
      channels = wanted;
      step('stop');
      if (channels.length > 0 && route.known()) step('start');
      return !same;
    },
    event: step,
    configure(next, terminals) {
      config = next;
      route.learn(terminals);
      if (!route.use(next.transports)) moveSoon();
    },
    present(take) {
      if (!link || !path || state !== 'synced') return;
      if (link.present) link.present(take(path));
      else step('check');
    },
    ping: () => state === 'synced' && (link?.ping() ?? false),
  };
}
