import { describe, expect, it } from 'vitest';
import type { PanelName } from './panel-model';
import { panelState } from './panel-state';
import { given, PANEL_TABLE } from './testing/panel-table';

describe('the bid panel', () => {
  it.each(PANEL_TABLE)('%s: %s', (name, _why, inputs, expected) => {
    expect(panelState(given(inputs))).toMatchObject({ name, ...expected });
  });

  it('covers every state it can name', () => {
    const all: Record<PanelName, true> = {
      'not-signed-in': true,
      'not-registered': true,
      pending: true,
      'not-approved': true,
      'deposit-missing': true,
      'not-open': true,
      'can-bid': true,
      'setting-max': true,
      confirming: true,
      submitting: true,
      unknown: true,
      'price-moved': true,
      refused: true,
      winning: true,
      outbid: true,
      offered: true,
      bought: true,
      stale: true,
      'time-up': true,
      'sold-to-you': true,
      'sold-to-other': true,
      passed: true,
      withdrawn: true,
      'on-hold': true,
    };
    expect(new Set(PANEL_TABLE.map(([name]) => name))).toEqual(new Set(Object.keys(all)));
  });

  it('never offers an amount on an unproven stale page, whatever else is so', () => {
    for (const [, , inputs] of PANEL_TABLE) {
      for (const freshness of ['stale', 'offline'] as const) {
        const { action } = panelState(given({ ...inputs, freshness }));
        const offering = ['bid', 'leave', 'confirm', 'review', 'raise', 'enter-max'];
        expect([...offering, 'offer', 'enter-offer', 'buy']).not.toContain(action.kind);
      }
    }
  });
});
