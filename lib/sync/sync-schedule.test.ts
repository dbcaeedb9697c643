import { describe, expect, it } from 'vitest';
import { SYNC_STATES, SYNC_TRIGGERS, type SyncEvent, type SyncState } from './sync-schedule';

const reached = (state: SyncState, ...events: SyncEvent[]) =>
  events.reduce((now, event) => SYNC_STATES[now][event], state);

describe('when a client syncs', () => {
  it('[EDT5] by hand nothing else sets off a round; live everything does', () => {
    const setOff = (mode: keyof typeof SYNC_TRIGGERS) =>
      Object.entries(SYNC_TRIGGERS[mode]).flatMap(([trigger, does]) => (does ? [trigger] : []));
    expect(setOff('hand')).toEqual(['hand']);
    expect(setOff('timer')).toEqual(['timer', 'retry', 'hand']);
    expect(setOff('live')).toHaveLength(7);
  });

  it('[EDT5] a wish during a round leads to exactly one more round', () => {
    expect(reached('resting', 'due', 'due', 'due', 'done')).toBe('syncing');
    expect(reached('resting', 'due', 'due', 'due', 'done', 'done')).toBe('resting');
  });

  it('[EDT5] whoever asks is answered, from every state', () => {
    for (const state of Object.keys(SYNC_STATES) as SyncState[]) {
      expect(['syncing', 'again']).toContain(reached(state, 'due'));
    }
  });

  it('[EDT5] a round that lost its network ends as failed, and the way out is there', () => {
    expect(reached('syncing', 'went-offline', 'lost')).toBe('failed');
    expect(reached('failed', 'went-offline', 'came-online')).toBe('resting');
    expect(reached('syncing', 'denied')).toBe('shut');
  });
});
