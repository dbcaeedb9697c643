/**
 * A page's connection to one terminal. `idle`: not wanted. `opening`: the transport connects.
 * `syncing`: open, has sent what it holds, awaits hello and catch-up (PSH2). `synced`: hello came.
 * `waiting`: backs off before the next terminal (PSH7). `offline`: no network, nothing is tried.
 * `outdated`: terminals speak another version of the protocol; only a new page can help (WIR4).
 */
export type PageConnection =
  | 'idle'
  | 'opening'
  | 'syncing'
  | 'synced'
  | 'waiting'
  | 'offline'
  | 'outdated';

/**
 * `start`/`stop`: the page wants it or no longer does. `opened`, `closed`: the transport's.
 * `hello`: the terminal's first frame. `due`: the backoff is over. `silent`: nothing came for so
 * long that the transport cannot be trusted. `check`: a digest differed, the page woke, or a person
 * asked. `foreign`: no terminal speaks this page's version of the protocol (WIR4).
 * `went-offline`/`came-online`: the browser's.
 */
export type ConnectionEvent =
  | 'start'
  | 'stop'
  | 'opened'
  | 'hello'
  | 'closed'
  | 'due'
  | 'silent'
  | 'check'
  | 'foreign'
  | 'went-offline'
  | 'came-online';

/**
 * What the caller does on the way. `open`: connect to the next terminal. `sync`: send epoch and what
 * is held. `close`: end the transport. `back-off`: set the timer for `due` and count a failure.
 * `settled`: the failure count returns to 0.
 */
export type ConnectionAct = 'open' | 'sync' | 'close' | 'back-off' | 'settled';

/** One cell of the table. */
export interface ConnectionStep {
  to: PageConnection;
  acts: readonly ConnectionAct[];
}

const to = (state: PageConnection, ...acts: ConnectionAct[]): ConnectionStep => ({
  to: state,
  acts,
});

const IDLE = to('idle');
const OFFLINE = to('offline');
const OUTDATED = to('outdated');

/** Every state under every event; a missing cell is a type error. */
export const PAGE_CONNECTION: Record<PageConnection, Record<ConnectionEvent, ConnectionStep>> = {
  idle: {
    start: to('opening', 'open'),
    stop: IDLE,
    opened: to('idle', 'close'),
    hello: IDLE,
    closed: IDLE,
    due: IDLE,
    silent: IDLE,
    check: IDLE,
    foreign: IDLE,
    'went-offline': IDLE,
    'came-online': IDLE,
  },
  opening: {
    start: to('opening'),
    stop: to('idle', 'close'),
    opened: to('syncing', 'sync'),
    hello: to('synced', 'settled'),
    closed: to('waiting', 'back-off'),
    due: to('opening'),
    silent: to('waiting', 'close', 'back-off'),
    check: to('opening'),
    foreign: to('outdated', 'close'),
    'went-offline': to('offline', 'close'),
    'came-online': to('opening'),
  },
  syncing: {
    start: to('syncing'),
    stop: to('idle', 'close'),
    opened: to('syncing'),
    hello: to('synced', 'settled'),
    closed: to('waiting', 'back-off'),
    due: to('syncing'),
    silent: to('waiting', 'close', 'back-off'),
    check: to('syncing'),
    foreign: to('outdated', 'close'),
    'went-offline': to('offline', 'close'),
    'came-online': to('syncing'),
  },
  synced: {
    start: to('synced'),
    stop: to('idle', 'close'),
    opened: to('synced'),
    hello: to('synced'),
    closed: to('waiting', 'back-off'),
    due: to('synced'),
    silent: to('waiting', 'close', 'back-off'),
    check: to('synced', 'sync'),
    foreign: to('outdated', 'close'),
    'went-offline': to('offline', 'close'),
    'came-online': to('synced', 'sync'),
  },
  waiting: {
    start: to('waiting'),
    stop: IDLE,
    opened: to('waiting', 'close'),
    hello: to('waiting'),
    closed: to('waiting'),
    due: to('opening', 'open'),
    silent: to('waiting'),
    check: to('opening', 'open'),
    foreign: OUTDATED,
    'went-offline': OFFLINE,
    'came-online': to('opening', 'open'),
  },
  // Some browsers say offline wrongly: waking or a person's check tries anyway.
  offline: {
    start: OFFLINE,
    stop: IDLE,
    opened: to('offline', 'close'),
    hello: OFFLINE,
    closed: OFFLINE,
    due: OFFLINE,
    silent: OFFLINE,
    check: to('opening', 'open'),
    foreign: OFFLINE,
    'went-offline': OFFLINE,
    'came-online': to('opening', 'open'),
  },
  // The house may have been put back to what this page speaks: waking or a person's check asks.
  outdated: {
    start: OUTDATED,
    stop: IDLE,
    opened: to('outdated', 'close'),
    hello: OUTDATED,
    closed: OUTDATED,
    due: OUTDATED,
    silent: OUTDATED,
    check: to('opening', 'open'),
    foreign: OUTDATED,
    'went-offline': OFFLINE,
    'came-online': to('opening', 'open'),
  },
};

/** The step that follows (PSH2, PSH7). */
export const nextConnection = (state: PageConnection, event: ConnectionEvent): ConnectionStep =>
  PAGE_CONNECTION[state][event];
