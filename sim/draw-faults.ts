import type { Chance } from '../lib/shared/ports';
import type { Fault } from './doing';
import { REDIS } from './redis/server';
import { between, oneOf } from './world/chance';

/** Kinds of faults, each with how it is drawn. A seed takes some of them, so that each meets each. */
export const FAULTS: Record<Fault['kind'], (draw: Chance, plan: Topology) => Fault> = {
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
  'lose-answer': (draw, { pages }) => ({
    kind: 'lose-answer',
    page: oneOf(draw, pages),
    forMs: draw() < 0.5 ? between(draw, 200, 5_000) : 0,
  }),
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
  'redis-crash': (draw) => ({ kind: 'redis-crash', forMs: between(draw, 100, 6_000) }),
  'redis-hang': (draw) => ({ kind: 'redis-hang', forMs: between(draw, 200, 9_000) }),
  'redis-loss': (draw) => ({
    kind: 'redis-loss',
    share: between(draw, 0.05, 0.9),
    forMs: between(draw, 500, 9_000),
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
  'clock-jump': (draw) => ({
    kind: 'clock-jump',
    byMs: oneOf(draw, [60_000, -60_000]) + Math.round(between(draw, -5_000, 5_000)),
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

/** Those that this house can meet; clocks that are set are drawn apart (plan.ts). */
export const faultKinds = (bus: Topology['bus']): Fault['kind'][] =>
  FAULT_KINDS.filter(
    (kind) => kind !== 'clock-jump' && (bus === 'redis' || !kind.startsWith('redis-')),
  );

/** Who is there to be harmed. */
export interface Topology {
  readonly bus: 'direct' | 'redis';
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
  if (plan.bus === 'redis' && draw() < 0.3) {
    return { a: pick(draw() < 0.5 ? masters : nodes), b: [REDIS] };
  }
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
