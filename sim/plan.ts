import type { LiveConfig } from '../lib/api/live-config';
import type { Chance } from '../lib/shared/ports';
import type { PagePlan } from './processes/page';
import { between, chanceOf, oneOf, whole } from './world/chance';

/** A lot at the start; times are milliseconds of the world's time. */
export interface LotPlan {
  readonly id: number;
  readonly sale: number;
  readonly channel: number;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
}

/** What people do. */
export type Work =
  | {
      readonly kind: 'bid';
      readonly bidder: number;
      readonly lot: number;
      /** Increments above the ask; below 0 it is refused. */
      readonly steps: number;
      readonly isMax: boolean;
      readonly isTwice: boolean;
    }
  | {
      readonly kind: 'new-lot';
      readonly master: string;
      readonly sale: number;
      readonly holdMs: number;
    }
  | { readonly kind: 'remove-lot'; readonly master: string; readonly lot: number }
  | {
      readonly kind: 'edit-item';
      readonly master: string;
      readonly lot: number;
      readonly holdMs: number;
    }
  | { readonly kind: 'configure'; readonly master: string; readonly config: Partial<LiveConfig> }
  | { readonly kind: 'reload'; readonly page: string; readonly master: string }
  | { readonly kind: 'reopen'; readonly page: string };

/** What goes wrong, and for how long. */
export type Fault =
  | { readonly kind: 'crash'; readonly who: string; readonly told: boolean; readonly forMs: number }
  | { readonly kind: 'crash-before-telling'; readonly master: string; readonly forMs: number }
  | { readonly kind: 'lose-commit'; readonly master: string; readonly way: 'there' | 'back' }
  | { readonly kind: 'hang'; readonly who: string; readonly forMs: number }
  | {
      readonly kind: 'partition';
      readonly a: readonly string[];
      readonly b: readonly string[];
      readonly isOneWay: boolean;
      readonly forMs: number;
    }
  | {
      readonly kind: 'bad-link';
      readonly a: readonly string[];
      readonly b: readonly string[];
      readonly loss: number;
      readonly twice: number;
      readonly extraMs: number;
      readonly forMs: number;
    }
  | {
      readonly kind: 'swallow';
      readonly page: string;
      readonly share: number;
      readonly forMs: number;
    }
  | { readonly kind: 'slow-reader'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'break-stream'; readonly page: string }
  | { readonly kind: 'sleep'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'offline'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'cache-flush' }
  | {
      readonly kind: 'cache-mood';
      readonly mood: 'hangs' | 'down' | 'setMs' | 'damage' | 'foreign' | 'older';
      readonly forMs: number;
    }
  | { readonly kind: 'replica-lag'; readonly lagMs: number; readonly forMs: number }
  | { readonly kind: 'replica-pause'; readonly forMs: number }
  | { readonly kind: 'replica-crash'; readonly forMs: number }
  | { readonly kind: 'primary-crash'; readonly forMs: number }
  | { readonly kind: 'primary-hang'; readonly forMs: number }
  | { readonly kind: 'slow-commit'; readonly commitMs: number; readonly forMs: number }
  | {
      readonly kind: 'promote';
      readonly astray: readonly string[];
      /** For how long before it the replica received nothing. */
      readonly cutMs: number;
      readonly foundAfterMs: number;
      readonly rebuildAfterMs: number;
    };

/** One thing of a plan. */
export type Doing = (Work | Fault) & { readonly atMs: number };

/** Everything that will happen in a world but for what the network draws. */
export interface Plan {
  readonly seed: number;
  readonly durability: 'local' | 'strict';
  readonly config: Partial<LiveConfig>;
  readonly masters: readonly string[];
  readonly terminals: readonly string[];
  readonly agents: readonly string[];
  readonly pages: Readonly<Record<string, PagePlan>>;
  readonly bidders: number;
  readonly sales: readonly number[];
  readonly lots: readonly LotPlan[];
  readonly doings: readonly Doing[];
  /** When all faults end. */
  readonly healAtMs: number;
}

/** Everything runs and pages are drawn by then. */
const SETTLED_MS = 3_000;
/** What still goes on after everything is healed, so that pushes are seen without faults too. */
const AFTERGLOW_MS = 3_000;

const names = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${name}-${at + 1}`);

/** Kinds of faults, each with how it is drawn. A seed takes some of them, so that each meets each. */
const FAULTS: Record<Fault['kind'], (draw: Chance, plan: Topology) => Fault> = {
  crash: (draw, { processes }) => ({
    kind: 'crash',
    who: oneOf(draw, processes),
    told: draw() < 0.7,
    forMs: between(draw, 50, 6_000),
  }),
  'crash-before-telling': (draw, { masters }) => ({
    kind: 'crash-before-telling',
    master: oneOf(draw, masters),
    forMs: between(draw, 500, 8_000),
  }),
  'lose-commit': (draw, { masters }) => ({
    kind: 'lose-commit',
    master: oneOf(draw, masters),
    way: draw() < 0.5 ? 'there' : 'back',
  }),
  hang: (draw, { processes }) => ({
    kind: 'hang',
    who: oneOf(draw, processes),
    forMs: between(draw, 100, 8_000),
  }),
  partition: (draw, plan) => ({
    kind: 'partition',
    ...someLinks(draw, plan),
    isOneWay: draw() < 0.4,
    forMs: between(draw, 200, 9_000),
  }),
  'bad-link': (draw, plan) => ({
    kind: 'bad-link',
    ...someLinks(draw, plan),
    loss: draw() < 0.7 ? between(draw, 0.05, 0.6) : 0,
    twice: draw() < 0.5 ? between(draw, 0.1, 0.5) : 0,
    extraMs: draw() < 0.6 ? between(draw, 20, 1_500) : 0,
    forMs: between(draw, 1_000, 9_000),
  }),
  swallow: (draw, { pages }) => ({
    kind: 'swallow',
    page: oneOf(draw, pages),
    share: between(draw, 0.1, 0.9),
    forMs: between(draw, 500, 8_000),
  }),
  'slow-reader': (draw, { pages }) => ({
    kind: 'slow-reader',
    page: oneOf(draw, pages),
    forMs: between(draw, 200, 9_000),
  }),
  'break-stream': (draw, { pages }) => ({ kind: 'break-stream', page: oneOf(draw, pages) }),
  sleep: (draw, { pages }) => ({
    kind: 'sleep',
    page: oneOf(draw, pages),
    forMs: between(draw, 500, 9_000),
  }),
  offline: (draw, { pages }) => ({
    kind: 'offline',
    page: oneOf(draw, pages),
    forMs: between(draw, 500, 9_000),
  }),
  'cache-flush': () => ({ kind: 'cache-flush' }),
  'cache-mood': (draw) => ({
    kind: 'cache-mood',
    mood: oneOf(draw, ['hangs', 'down', 'setMs', 'damage', 'foreign', 'older'] as const),
    forMs: between(draw, 1_000, 12_000),
  }),
  'replica-lag': (draw) => ({
    kind: 'replica-lag',
    lagMs: between(draw, 100, 10_000),
    forMs: between(draw, 1_000, 12_000),
  }),
  'replica-pause': (draw) => ({ kind: 'replica-pause', forMs: between(draw, 500, 9_000) }),
  'replica-crash': (draw) => ({ kind: 'replica-crash', forMs: between(draw, 500, 6_000) }),
  'primary-crash': (draw) => ({ kind: 'primary-crash', forMs: between(draw, 200, 3_000) }),
  'primary-hang': (draw) => ({ kind: 'primary-hang', forMs: between(draw, 200, 4_000) }),
  'slow-commit': (draw) => ({
    kind: 'slow-commit',
    commitMs: between(draw, 20, 2_000),
    forMs: between(draw, 1_000, 8_000),
  }),
  promote: (draw, { masters }) => ({
    kind: 'promote',
    astray: draw() < 0.5 ? masters.filter(() => draw() < 0.5) : [],
    cutMs: draw() < 0.6 ? between(draw, 50, 1_500) : 0,
    foundAfterMs: between(draw, 100, 4_000),
    rebuildAfterMs: between(draw, 200, 6_000),
  }),
};

/** Every kind of fault there is. */
export const FAULT_KINDS = Object.keys(FAULTS) as Fault['kind'][];

interface Topology {
  readonly masters: readonly string[];
  readonly terminals: readonly string[];
  readonly agents: readonly string[];
  readonly pages: readonly string[];
  readonly bidders: readonly string[];
  /** Whatever may crash by itself. */
  readonly processes: readonly string[];
}

function someLinks(draw: Chance, plan: Topology): { a: string[]; b: string[] } {
  const { masters, terminals, agents, pages, bidders } = plan;
  const one = (these: readonly string[]) => [oneOf(draw, these)];
  const all = (these: readonly string[]) => [...these];
  const pick = (these: readonly string[]) => (draw() < 0.3 ? all(these) : one(these));
  const nodes = [...terminals, ...agents];
  return oneOf(draw, [
    { a: pick(masters), b: pick(nodes) },
    { a: pick(masters), b: pick(terminals) },
    { a: pick(terminals), b: pick(pages) },
    { a: pick(masters), b: ['db-1'] },
    { a: pick(masters), b: ['db-2'] },
    { a: ['db-1'], b: ['db-2'] },
    { a: pick(masters), b: pick(bidders) },
  ]);
}

/** The plan of a seed: the same seed, the same plan. */
export function planOf(seed: number): Plan {
  const draw = chanceOf(seed, 'plan');
  const masters = names('master', whole(draw, 1, 3));
  const terminals = names('terminal', whole(draw, 2, 3));
  const agents = names('agent', whole(draw, 1, 2));
  const pageNames = names('page', whole(draw, 3, 5));
  const bidders = whole(draw, 2, 4);
  const sales = draw() < 0.3 ? [1, 2] : [1];
  const healAtMs = SETTLED_MS + between(draw, 12_000, 22_000);
  const lots = drawLots(draw, sales, healAtMs);
  const pages = Object.fromEntries(pageNames.map((name) => [name, drawPage(draw, sales, lots)]));
  const topology: Topology = {
    masters,
    terminals,
    agents,
    pages: pageNames,
    bidders: names('bidder', bidders),
    processes: [...masters, ...terminals, ...agents],
  };
  const kinds = FAULT_KINDS.filter(() => draw() < 0.35);
  const faults = Array.from({ length: whole(draw, 3, 12) }, () => {
    const atMs = between(draw, SETTLED_MS, healAtMs - 500);
    return { atMs, ...FAULTS[oneOf(draw, kinds.length > 0 ? kinds : FAULT_KINDS)](draw, topology) };
  });
  const works = Array.from({ length: whole(draw, 20, 60) }, () => {
    const atMs = between(draw, SETTLED_MS - 1_000, healAtMs + AFTERGLOW_MS);
    return { atMs, ...drawWork(draw, topology, sales, lots) };
  });
  const bursts = Array.from({ length: whole(draw, 1, 5) }, () =>
    drawBurst(draw, between(draw, SETTLED_MS, healAtMs + AFTERGLOW_MS), bidders, lots),
  );
  const forgotten = Array.from({ length: whole(draw, 0, 2) }, () =>
    drawForgotten(draw, between(draw, SETTLED_MS, healAtMs - 2_000), masters, lots),
  );
  const doings = [...faults, ...works, ...bursts.flat(), ...forgotten.flat()].sort(
    (a, b) => a.atMs - b.atMs,
  );
  return {
    seed,
    durability: draw() < 0.4 ? 'strict' : 'local',
    config: { antiEntropyMs: oneOf(draw, [1_000, 2_000, 5_000]) },
    masters,
    terminals,
    agents,
    pages,
    bidders,
    sales,
    lots,
    doings,
    healAtMs,
  };
}

function drawLots(draw: Chance, sales: readonly number[], healAtMs: number): LotPlan[] {
  const channels = whole(draw, 1, 2);
  return Array.from({ length: whole(draw, 3, 8) }, (_, at) => {
    const isEarly = draw() < 0.4;
    return {
      id: 41 + at,
      sale: oneOf(draw, sales),
      channel: whole(draw, 0, channels - 1),
      opensAtMs: draw() < 0.7 ? -60_000 : between(draw, 3_000, 10_000),
      // Some close among the faults; the others long after the end.
      closesAtMs: isEarly ? between(draw, 12_000, healAtMs) : 300_000,
    };
  });
}

function drawPage(draw: Chance, sales: readonly number[], lots: readonly LotPlan[]): PagePlan {
  const lot = oneOf(draw, lots);
  const sale = draw() < 0.5 ? lot.sale : oneOf(draw, sales);
  const transport = oneOf(draw, ['websocket', 'sse', null, 'websocket'] as const);
  const few = lots.filter((each) => each.sale === lot.sale).slice(0, 3);
  const channels = oneOf(draw, [
    [`auction:${sale}`],
    [`sale:${lot.sale}`, ...few.map(({ id }) => `lot:${id}`)],
    [`auction:${lot.sale}/${lot.channel}`],
    [`lot:${lot.id}`],
    [`auction:${lot.sale}`, `lot:${lot.id}`],
  ]);
  const isOfLot = channels.some((name) => name.startsWith('lot:') || name.includes('/'));
  return {
    sale: `auction:${isOfLot ? lot.sale : sale}`,
    channels: [...channels].sort(),
    transport,
  };
}

function drawWork(
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
function drawForgotten(
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

/** Several people want the same lot at once. */
function drawBurst(draw: Chance, atMs: number, bidders: number, lots: readonly LotPlan[]): Doing[] {
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
