import type { LiveConfig } from '../lib/api/live-config';
import type { Chance } from '../lib/shared/ports';
import type { Doing, LotPlan, Work } from './doing';
import type { Topology } from './draw-faults';
import { between, oneOf, whole } from './world/chance';

/** Something that somebody does. */
export function drawWork(
  draw: Chance,
  { masters, pages, bidders }: Topology,
  sales: readonly number[],
  lots: readonly LotPlan[],
): Work {
  const what = draw();
  const master = oneOf(draw, masters);
  const lot = oneOf(draw, lots).id;
  const holdMs = draw() < 0.5 ? 0 : between(draw, 100, 6_000);
  if (what < 0.06) return { kind: 'new-lot', master, sale: oneOf(draw, sales), holdMs };
  if (what < 0.09) return { kind: 'remove-lot', master, lot };
  if (what < 0.14) return { kind: 'edit-item', master, lot, holdMs };
  if (what < 0.16) return { kind: 'configure', master, config: drawConfig(draw) };
  if (what < 0.21) return { kind: 'reload', page: oneOf(draw, pages), master };
  if (what < 0.24) return { kind: 'reopen', page: oneOf(draw, pages) };
  return {
    kind: 'bid',
    bidder: whole(draw, 0, bidders.length - 1),
    lot,
    steps: whole(draw, draw() < 0.15 ? -2 : 0, 4),
    isMax: draw() < 0.5,
    isTwice: draw() < 0.15,
  };
}

/**
 * A transaction that wrote early and commits late, while others commit, by a master that dies before it
 * tells anyone: only a round can bring it, and only one that asks from the oldest that runs (ANT1).
 */
export function drawForgotten(
  draw: Chance,
  atMs: number,
  masters: readonly string[],
  lots: readonly LotPlan[],
): Doing[] {
  const master = oneOf(draw, masters);
  const holdMs = between(draw, 1_500, 6_000);
  return [
    { atMs, kind: 'edit-item', master, lot: oneOf(draw, lots).id, holdMs },
    { atMs: atMs + holdMs, kind: 'crash-before-telling', master, forMs: between(draw, 500, 4_000) },
  ];
}

/** Somebody is suspended and mostly approved again, or ends their sessions (AUT1). */
export function drawStandings(
  draw: Chance,
  atMs: number,
  { masters, bidders }: Topology,
  sales: readonly number[],
): Doing[] {
  const master = oneOf(draw, masters);
  const bidder = whole(draw, 0, bidders.length - 1);
  if (draw() < 0.4) return [{ atMs, kind: 'end-sessions', master, bidder, isTold: draw() < 0.6 }];
  const decision = { kind: 'decide', sale: oneOf(draw, sales), bidder } as const;
  const status = oneOf(draw, ['suspended', 'declined'] as const);
  const against: Doing = { ...decision, atMs, master, status };
  if (draw() < 0.25) return [against];
  const laterMs = atMs + between(draw, 50, 4_000);
  const again = { atMs: laterMs, master: oneOf(draw, masters), status: 'approved' } as const;
  return [against, { ...decision, ...again }];
}

/** Several people want the same lot at once. */
export function drawBurst(
  draw: Chance,
  atMs: number,
  bidders: number,
  lots: readonly LotPlan[],
): Doing[] {
  const lot = oneOf(draw, lots).id;
  return Array.from({ length: whole(draw, 3, 9) }, (_, nth) => ({
    atMs: atMs + between(draw, 0, 25),
    kind: 'bid',
    bidder: (nth + whole(draw, 0, 1)) % bidders,
    lot,
    steps: nth,
    isMax: draw() < 0.5,
    isTwice: false,
  }));
}

function drawConfig(draw: Chance): Partial<LiveConfig> {
  return oneOf(draw, [
    { antiEntropyMs: oneOf(draw, [1_000, 2_000, 5_000]) },
    { beatMs: oneOf(draw, [500, 1_000]) },
    { tickMs: oneOf(draw, [0, 25, 100]) },
    { resendMs: oneOf(draw, [200, 500]) },
    { batchMax: oneOf(draw, [1, 2, 500]) },
  ]);
}
