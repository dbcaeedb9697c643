import { z } from 'zod';
import { PROTOCOL } from '../api/frames';
import type { LiveConfig } from '../api/live-config';
import { type RegisterAnswer, type RegisterRequest, registerAnswer } from '../api/node-wire';
import type { Clock } from '../shared/ports';
import type { NodeCounters } from './counters';
import type { Log } from './log';
import type { MasterCalls } from './master-calls';
import type { Masters } from './masters';
import type { PrimaryTime } from './primary-time';

/** Who this node is (NOD1). */
export interface NodeIdentity {
  name: string;
  /** One process's life. */
  incarnation: string;
  kind: 'terminal' | 'cache-agent';
  /** Where masters reach it. */
  url: string;
  /** Where pages reach it; null for agents. */
  publicUrl: string | null;
}

/** What masters told: the record `config` and where terminals are. */
export interface Told {
  config: LiveConfig;
  configVersion: number;
  terminals: readonly string[];
}

/** See `createRegistration`. */
export interface Registration {
  /** Tells every master that this node lives; a slow one holds up neither the others nor us. */
  beat(): void;
  /**
   * For how long the notices of some master have not arrived: the worst of what masters said with
   * their answers of the last `withinMs`.
   */
  noticeLagMs(withinMs: number): number;
  /** What masters sign tickets with, each key once (AUT1). */
  ticketKeys(): string[];
  /**
   * Whether some master has not answered for `forMs`: dead, or cut off from this node while others
   * still write through it.
   */
  isSomeSilent(forMs: number): boolean;
}

/** A beat that takes longer has failed. */
const BEAT_DEADLINE_MS = 2_000;

const refusal = z.object({ detail: z.string() });

/** Registers with every master, at the start and with each beat (NOD1). */
export function createRegistration(options: {
  identity: NodeIdentity;
  masters: Masters;
  calls: MasterCalls;
  clock: Clock;
  primaryTime: PrimaryTime;
  counters: NodeCounters;
  log: Log;
  gauges: () => Record<string, number>;
  /** False where an answer is ignored: of a lower epoch (EPO2) or of another database. */
  heard: (answer: RegisterAnswer) => boolean;
}): Registration {
  const { identity, clock, counters, log } = options;
  const down = new Set<string>();
  const asking = new Set<string>();
  /** What each master last said. A failed beat does not unsay it. */
  const lags = new Map<string, { lagMs: number; atMs: number }>();
  const ticketKeys = new Map<string, string>();

  async function beatOne(url: string): Promise<boolean> {
    const request: RegisterRequest = { protocol: PROTOCOL, ...identity, gauges: options.gauges() };
    const sentAtMs = clock.monotonicMs();
    let why = 'no answer';
    try {
      const answer = await options.calls.post(url, '/internal/register', request, BEAT_DEADLINE_MS);
      const receivedAtMs = clock.monotonicMs();
      const parsed = answer.status === 200 ? registerAnswer.safeParse(answer.body) : null;
      if (parsed?.success && options.heard(parsed.data)) {
        ticketKeys.set(url, parsed.data.ticketKey);
        lags.set(url, { lagMs: parsed.data.lagMs, atMs: receivedAtMs });
        options.primaryTime.sample({ sentAtMs, receivedAtMs, primaryMs: parsed.data.nowMs });
        return true;
      }
      const said = refusal.safeParse(answer.body);
      if (parsed?.success) why = 'it is of a lower epoch or of another database than this node';
      else why = said.success ? said.data.detail : `status ${answer.status}`;
    } catch (reason) {
      why = String(reason);
    }
    if (!down.has(url)) log.warn({ master: url, why }, 'not registered with a master');
    return false;
  }

  async function beatAndReport(url: string): Promise<void> {
    asking.add(url);
    const isUp = await beatOne(url);
    asking.delete(url);
    counters[isUp ? 'beats' : 'beatFailures'] += 1;
    options.masters.report(url, isUp);
    if (!isUp) down.add(url);
    else if (down.delete(url)) log.info({ master: url }, 'registered again');
  }

  return {
    beat() {
      for (const url of options.masters.urls) if (!asking.has(url)) void beatAndReport(url);
    },
    noticeLagMs(withinMs) {
      const sinceMs = clock.monotonicMs() - withinMs;
      const recent = [...lags.values()].filter(({ atMs }) => atMs >= sinceMs);
      return Math.max(0, ...recent.map(({ lagMs }) => lagMs));
    },
    ticketKeys: () => [...new Set(ticketKeys.values())],
    isSomeSilent(forMs) {
      const sinceMs = clock.monotonicMs() - forMs;
      return options.masters.urls.some((url) => (lags.get(url)?.atMs ?? -Infinity) < sinceMs);
    },
  };
}
