import type { LiveConfig } from '../lib/api/live-config';
import type { Durability } from '../lib/master/standby-watch';
import type { Chance } from '../lib/shared/ports';
import type { Doing, LotPlan } from './doing';
import { FAULTS, faultKinds, type Topology } from './draw-faults';
import { drawBurst, drawForgotten, drawStandings, drawWork } from './draw-work';
import type { PagePlan } from './processes/page';
import { between, chanceOf, oneOf, whole } from './world/chance';
import type { TicketLives } from './world/ports';

/** Everything that will happen in a world but for what the network draws. */
export interface Plan {
  readonly seed: number;
  readonly durability: Durability;
  /** How masters tell nodes, and with `redis` also where pushes are parked (BUS1, PSH6). */
  readonly bus: 'direct' | 'redis';
  readonly config: Partial<LiveConfig>;
  readonly masters: readonly string[];
  readonly terminals: readonly string[];
  readonly agents: readonly string[];
  readonly pages: Readonly<Record<string, PagePlan>>;
  readonly bidders: number;
  readonly tickets: TicketLives;
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
  const drawOwn = chanceOf(seed, 'own');
  const pages = Object.fromEntries(
    pageNames.map((name) => {
      const own = drawOwn() < 0.6 ? whole(drawOwn, 0, bidders - 1) : null;
      return [name, { ...drawPage(draw, sales, lots), own }];
    }),
  );
  const bus = chanceOf(seed, 'bus')() < 0.35 ? 'redis' : 'direct';
  const topology: Topology = {
    bus,
    masters,
    terminals,
    agents,
    pages: pageNames,
    bidders: names('bidder', bidders),
    processes: [...masters, ...terminals, ...agents],
  };
  const kinds = faultKinds(bus).filter(() => draw() < 0.35);
  const faults = Array.from({ length: whole(draw, 3, 12) }, () => {
    const atMs = between(draw, SETTLED_MS, healAtMs - 500);
    return {
      atMs,
      ...FAULTS[oneOf(draw, kinds.length > 0 ? kinds : faultKinds(bus))](draw, topology),
    };
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
  const standings = Array.from({ length: whole(drawOwn, 0, 4) }, () =>
    drawStandings(drawOwn, between(drawOwn, SETTLED_MS, healAtMs), topology, sales),
  );
  const drawClock = chanceOf(seed, 'clock');
  const jumps = Array.from({ length: drawClock() < 0.2 ? whole(drawClock, 1, 2) : 0 }, () => ({
    atMs: between(drawClock, SETTLED_MS, healAtMs),
    ...FAULTS['clock-jump'](drawClock, topology),
  }));
  const doings = [
    ...faults,
    ...jumps,
    ...works,
    ...bursts.flat(),
    ...forgotten.flat(),
    ...standings.flat(),
  ].sort((a, b) => a.atMs - b.atMs);
  return {
    seed,
    durability: oneOf(chanceOf(seed, 'durability'), [
      'local',
      'local',
      'available',
      'strict',
    ] as const),
    bus,
    config: {
      antiEntropyMs: oneOf(draw, [1_000, 2_000, 5_000]),
      // Short, so that lots close within a run, interruptions or not.
      resumeMinMs: oneOf(chanceOf(seed, 'resume'), [1_500, 4_000]),
    },
    masters,
    terminals,
    agents,
    pages,
    bidders,
    tickets: drawTickets(drawOwn),
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

function drawTickets(draw: Chance): TicketLives {
  const shortMs = Math.round(between(draw, 5_000, 20_000));
  return oneOf(draw, [
    { lifeMs: 300_000, saidMs: 300_000 },
    // Pages renew a ticket 60 to 90 s before it ends.
    { lifeMs: 95_000, saidMs: 95_000 },
    { lifeMs: shortMs, saidMs: 300_000 },
  ]);
}

function drawPage(
  draw: Chance,
  sales: readonly number[],
  lots: readonly LotPlan[],
): Omit<PagePlan, 'own'> {
  const lot = oneOf(draw, lots);
  const sale = draw() < 0.5 ? lot.sale : oneOf(draw, sales);
  const transport = oneOf(draw, ['websocket', 'sse', null, 'poll'] as const);
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
