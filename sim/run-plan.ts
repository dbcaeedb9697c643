import { isFault, schedule } from './doings';
import { liveAgeMaxMs } from './oracle/pages';
import type { Violation } from './oracle/violation';
import type { Happened } from './oracle/witness';
import type { Plan } from './plan';
import { Simulation, slowest } from './simulation';

/** How a run ended. */
export interface Outcome {
  readonly seed: number;
  /** Null: every promise was kept. */
  readonly violation: Violation | null;
  readonly happened: Happened;
  readonly steps: number;
  readonly virtualMs: number;
  /** From the healing, or the last thing that people did after it, until everything showed the truth. */
  readonly convergedInMs: number | null;
  /** The last lines of the trace. */
  readonly tail: readonly string[];
}

/** Bids go on for so long after everything is healed (see plan.ts). */
const AFTERGLOW_MS = 3_500;
/** How often it is asked whether everything shows the truth. */
const ASK_MS = 100;
const TAIL_LINES = 400;

/**
 * What it may take besides one anti-entropy interval until everything shows the truth: a transaction
 * whose client vanished is rolled back after 15 s, pages and nodes wait up to 10 s before they connect
 * again, and then one comparison is due.
 */
const HEALING_MS = 25_000;

/** Runs a plan to its end, or to the first broken promise. */
export async function runPlan(
  plan: Plan,
  tell: ((line: string) => void) | null = null,
): Promise<Outcome> {
  const tail: string[] = [];
  const sim = new Simulation(plan, (line) => {
    tell?.(line);
    tail.push(line);
    if (tail.length > 2 * TAIL_LINES) tail.splice(0, TAIL_LINES);
  });
  const crash = (reason: unknown) => {
    const line = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    sim.witness.violation ??= { rule: 'THROWN', line, atMs: sim.scheduler.nowMs };
  };
  process.on('unhandledRejection', crash);
  process.on('uncaughtException', crash);
  try {
    const convergedInMs = await live(sim, plan);
    const counts = { ...sim.network.counts, ...sim.memcached.counts, ...sim.redis?.counts };
    for (const [what, count] of Object.entries(counts)) sim.witness.count(what, count);
    sim.witness.count('advancedLive', sim.witness.pages.advancedLive);
    sim.witness.count('acknowledgedKept', sim.witness.ledger.kept);
    sim.witness.count('acknowledgedLost', sim.witness.ledger.lostAcknowledged);
    for (const node of sim.nodes.values()) countNode(sim, node.node.counters);
    const { violation, happened } = sim.witness;
    const { steps, nowMs: virtualMs } = sim.scheduler;
    return { seed: plan.seed, violation, happened, steps, virtualMs, convergedInMs, tail };
  } finally {
    process.off('unhandledRejection', crash);
    process.off('uncaughtException', crash);
  }
}

function countNode(sim: Simulation, counters: Readonly<Record<string, number>> | object): void {
  for (const [what, count] of Object.entries(counters)) sim.witness.count(`node ${what}`, count);
}

/** @returns how long it took until everything showed the truth, or null where a promise broke. */
async function live(sim: Simulation, plan: Plan): Promise<number | null> {
  const { heal } = schedule(sim);
  sim.start();
  await sim.run(plan.healAtMs);
  if (sim.witness.violation) return null;
  heal();
  const quietAtMs = plan.healAtMs + AFTERGLOW_MS;
  await sim.run(quietAtMs);
  const deadlineMs = quietAtMs + HEALING_MS + slowest(plan).antiEntropyMs;
  let difference = sim.difference();
  while (difference !== null && !sim.witness.violation) {
    const { nowMs } = sim.scheduler;
    if (nowMs >= deadlineMs) {
      sim.witness.violation = { rule: 'G3', line: difference, atMs: nowMs };
      return null;
    }
    await sim.run(nowMs + ASK_MS);
    difference = sim.difference();
  }
  sim.witness.ledger.atTheEnd(sim.cluster.primary);
  return sim.witness.violation ? null : sim.scheduler.nowMs - quietAtMs;
}

/** What matters of a plan to who reads a failure. */
export function describe(plan: Plan): string {
  const { durability, bus, masters, terminals, agents, config } = plan;
  const faults = plan.doings.filter(isFault).length;
  return (
    `${masters.length} masters, ${terminals.length} terminals, ${agents.length} agents, ` +
    `${Object.keys(plan.pages).length} pages, ${durability}, bus ${bus}, ` +
    `anti-entropy ${config.antiEntropyMs} ms, ${faults} faults and ${plan.doings.length - faults} ` +
    `other doings, healed at ${plan.healAtMs.toFixed(0)} ms, ` +
    `live means at most ${liveAgeMaxMs(slowest(plan))} ms old`
  );
}
