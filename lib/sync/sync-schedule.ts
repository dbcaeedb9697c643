/** When a client submits and downloads (EDT5): at once, every few minutes, or when a person says so. */
export type SyncMode = 'live' | 'timer' | 'hand';

/**
 * Why it might: the page was opened, a notice told of something newer, something was edited here, the
 * network came back, time passed, a round failed a while ago, a person asked.
 */
export type SyncTrigger = 'opened' | 'noticed' | 'edited' | 'online' | 'timer' | 'retry' | 'hand';

/** What sets off a round in each mode; a missing cell is a type error. */
export const SYNC_TRIGGERS: Record<SyncMode, Record<SyncTrigger, boolean>> = {
  live: {
    opened: true,
    noticed: true,
    edited: true,
    online: true,
    timer: true,
    retry: true,
    hand: true,
  },
  timer: {
    opened: false,
    noticed: false,
    edited: false,
    online: false,
    timer: true,
    retry: true,
    hand: true,
  },
  hand: {
    opened: false,
    noticed: false,
    edited: false,
    online: false,
    timer: false,
    retry: false,
    hand: true,
  },
};

/**
 * How far a client's syncing is. `again`: a round is under way and another is wanted. `failed`: no
 * answer; it is tried again where the mode says so. `shut`: the house does not let this person.
 */
export type SyncState = 'resting' | 'syncing' | 'again' | 'failed' | 'offline' | 'shut';

/** What happens to it: a round is `due`, or ended as `done`, `lost` (no answer) or `denied`. */
export type SyncEvent = 'due' | 'done' | 'lost' | 'denied' | 'went-offline' | 'came-online';

/** Every state under every event; a missing cell is a type error. */
export const SYNC_STATES: Record<SyncState, Record<SyncEvent, SyncState>> = {
  resting: {
    due: 'syncing',
    done: 'resting',
    lost: 'resting',
    denied: 'resting',
    'went-offline': 'offline',
    'came-online': 'resting',
  },
  // A round under way ends by itself, whatever the browser believes of its network.
  syncing: {
    due: 'again',
    done: 'resting',
    lost: 'failed',
    denied: 'shut',
    'went-offline': 'syncing',
    'came-online': 'syncing',
  },
  again: {
    due: 'again',
    done: 'syncing',
    lost: 'failed',
    denied: 'shut',
    'went-offline': 'again',
    'came-online': 'again',
  },
  failed: {
    due: 'syncing',
    done: 'resting',
    lost: 'failed',
    denied: 'shut',
    'went-offline': 'offline',
    'came-online': 'failed',
  },
  // A browser may be wrong about being offline: a person who asks is believed.
  offline: {
    due: 'syncing',
    done: 'offline',
    lost: 'offline',
    denied: 'offline',
    'went-offline': 'offline',
    'came-online': 'resting',
  },
  shut: {
    due: 'syncing',
    done: 'shut',
    lost: 'shut',
    denied: 'shut',
    'went-offline': 'shut',
    'came-online': 'shut',
  },
};
