import { describe, expect, test } from 'vitest';
import { reconnectDelayMs, resendDelayMs } from './backoff';
import { NODE_CURRENCY, NODE_MEANS, type NodeCurrency, nextNodeCurrency } from './node-currency';
import {
  type ConnectionEvent,
  nextConnection,
  PAGE_CONNECTION,
  type PageConnection,
} from './page-connection';
import { FRESHNESS_MEANS, lateAfterMs, nextFreshness, PAGE_FRESHNESS } from './page-freshness';

const keys = <T extends object>(of: T) => Object.keys(of) as (keyof T)[];

describe('a page’s freshness', () => {
  test('[PSH7] only proof makes a page live, from any state', () => {
    for (const state of keys(PAGE_FRESHNESS)) {
      for (const event of keys(PAGE_FRESHNESS[state])) {
        const next = nextFreshness(state, event);
        if (event === 'proved') expect(next).toBe('live');
        else expect(next, `${state} on ${event}`).not.toBe('live');
      }
    }
  });

  test('[PSH7] a stale page takes bids again only after proof', () => {
    for (const event of keys(PAGE_FRESHNESS.stale)) {
      const mayBid = FRESHNESS_MEANS[nextFreshness('stale', event)].mayBid;
      expect(mayBid).toBe(event === 'proved');
    }
  });

  test('[PSH7] proof is late after two seconds, or half a beat after a rare one, never past stale', () => {
    expect(lateAfterMs({ beatMs: 1_000, staleMs: 5_000 })).toBe(2_000);
    expect(lateAfterMs({ beatMs: 4_000, staleMs: 8_000 })).toBe(6_000);
    expect(lateAfterMs({ beatMs: 100, staleMs: 500 })).toBe(500);
  });

  test('[PSH7] without proof for staleMs no state lets bids go', () => {
    for (const state of keys(PAGE_FRESHNESS)) {
      expect(FRESHNESS_MEANS[nextFreshness(state, 'expired')].mayBid).toBe(false);
    }
  });
});

describe('a page’s connection', () => {
  const walk = (...events: ConnectionEvent[]) =>
    events.reduce<PageConnection>((state, event) => nextConnection(state, event).to, 'idle');

  test('[PSH2] opening always leads to a sync before anything is believed', () => {
    expect(nextConnection('opening', 'opened')).toEqual({ to: 'syncing', acts: ['sync'] });
    expect(walk('start', 'opened', 'hello')).toBe('synced');
  });

  test('[PSH7] every lost connection waits its backoff, and a check does not wait', () => {
    for (const state of ['opening', 'syncing', 'synced'] as const) {
      expect(nextConnection(state, 'closed').acts).toContain('back-off');
      expect(nextConnection(state, 'silent').acts).toEqual(['close', 'back-off']);
    }
    expect(nextConnection('waiting', 'check').acts).toEqual(['open']);
  });

  test('[WIR4] an outdated page rests until something says that it is worth asking', () => {
    for (const state of ['opening', 'syncing', 'synced'] as const) {
      expect(nextConnection(state, 'foreign')).toEqual({ to: 'outdated', acts: ['close'] });
    }
    const asks = keys(PAGE_CONNECTION.outdated).filter((event) =>
      nextConnection('outdated', event).acts.includes('open'),
    );
    expect(asks.sort()).toEqual(['came-online', 'check']);
  });

  test('[PSH7] there is never a second transport beside an open one', () => {
    for (const state of ['opening', 'syncing', 'synced'] as const) {
      for (const event of keys(PAGE_CONNECTION[state])) {
        expect(nextConnection(state, event).acts, `${state} on ${event}`).not.toContain('open');
      }
    }
  });

  test('[PSH7] whoever leaves a state with a transport either lost it or closes it', () => {
    for (const state of ['opening', 'syncing', 'synced'] as const) {
      for (const event of keys(PAGE_CONNECTION[state])) {
        const next = nextConnection(state, event);
        const kept = ['opening', 'syncing', 'synced'].includes(next.to);
        if (!kept && event !== 'closed') expect(next.acts).toContain('close');
      }
    }
  });
});

describe('a node’s currency', () => {
  test('[ANT2] only a comparison makes a node current', () => {
    for (const state of keys(NODE_CURRENCY)) {
      for (const event of keys(NODE_CURRENCY[state])) {
        const claims = NODE_MEANS[nextNodeCurrency(state, event)].claimsCurrent;
        if (state !== 'current' && event !== 'compared') expect(claims).toBe(false);
      }
    }
    const walked = (['reached', 'compared'] as const).reduce<NodeCurrency>(
      nextNodeCurrency,
      'starting',
    );
    expect(walked).toBe('current');
  });

  test('[ANT2][NTF5][EPO1] a resync, a raised epoch or lost masters end the claim', () => {
    for (const event of ['resync', 'epoch-raised', 'lost'] as const) {
      expect(NODE_MEANS[nextNodeCurrency('current', event)].claimsCurrent).toBe(false);
    }
    expect(nextNodeCurrency('cut-off', 'compared')).toBe('cut-off');
  });

  test('[NOD1][EPO2] in a raised epoch a comparison counts only after a master of it registered the node', () => {
    for (const state of ['comparing', 'current'] as const) {
      const raised = nextNodeCurrency(state, 'epoch-raised');
      expect(raised).toBe('rejoining');
      for (const event of keys(NODE_CURRENCY[raised])) {
        const next = nextNodeCurrency(raised, event);
        expect(next === 'comparing', event).toBe(event === 'reached');
      }
      expect(NODE_MEANS[raised]).toEqual({ claimsCurrent: false, isReady: true });
    }
  });
});

describe('backing off', () => {
  test('[NTF4] resends double up to the most, a fifth apart', () => {
    const limits = { firstMs: 500, maxMs: 8_000 };
    const delays = [1, 2, 3, 4, 5, 6, 99].map((n) => resendDelayMs(n, limits, () => 0));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(resendDelayMs(1, limits, () => 0.999_999)).toBeGreaterThan(399);
  });

  test('[PSH7] reconnects never come sooner than the minimum, nor later than the most', () => {
    const limits = { minMs: 250, maxMs: 10_000 };
    for (const failures of [1, 2, 5, 10, 1_000]) {
      expect(reconnectDelayMs(failures, limits, () => 0)).toBe(250);
      expect(reconnectDelayMs(failures, limits, () => 0.999)).toBeLessThanOrEqual(10_000);
    }
    expect(reconnectDelayMs(1, limits, () => 0.999)).toBeGreaterThan(490);
  });
});
