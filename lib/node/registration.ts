import { z } from 'zod';
import { PROTOCOL } from '../api/frames';
import type { LiveConfig } from '../api/live-config';
import { type RegisterAnswer, type RegisterRequest, registerAnswer } from '../api/node-wire';
import type { Clock } from '../shared/ports';
import type { BusHearing, MasterNow } from './bus-hearing';
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
   * their answers of the last `withinMs`, and of those on the bus what is heard of them there.
   */
  noticeLagMs(withinMs: number): number;
  /** What masters sign tickets with, each key once (AUT1). */
  ticketKeys(): string[];
  /**
   * Whether some master has not answered for `forMs`: dead, or cut off from this node while others
   * still write through it.
   */
  isSomeSilent(forMs: number): boolean;
  /** Whether some master of the last `withinMs` tells this node over the bus (BUS1). */
  reliesOnBus(withinMs: number): boolean;
  /**
   * To be called often: tells a master that it is not heard on the bus any more. One that has not
   * answered for `silentMs` either, while another has, is no longer waited for: rounds stand in.
   */
  checkBus(silentMs: number): void;
}

/** What a master last said. */
interface Said {
  lagMs: number;
  atMs: number;
  /** Null where it tells nodes directly and there is no bus. */
  bus: SaidOfBus | null;
}

/** How a master with a bus tells this node. */
interface SaidOfBus {
  /** As it answered. */
  via: 'bus' | 'direct';
  /** Whether it may tell over the bus: it was asked to, whatever became of its answer. */
  mayBeBus: boolean;
  incarnation: string;
  /** What its monotonic clock is ahead of ours, at most. */
  aheadMs: number;
}

/** Monotonic clocks drift apart by less. */
const DRIFT_PER_MS = 0.001;

/** A beat that takes longer has failed. */
const BEAT_DEADLINE_MS = 2_000;

/** Only one of our own would have answered our token; its answer is none that we know. */
const OTHER_PROTOCOL = `it does not answer by protocol ${PROTOCOL}: run the same version of both`;

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
  /** The history that this node is in; null before any master answered. */
  history: () => NonNullable<RegisterRequest['history']> | null;
  /** False where an answer is ignored: of a lower epoch (EPO2) or of another database. */
  heard: (answer: RegisterAnswer) => boolean;
  /** Null where masters tell this node directly. */
  hearing: BusHearing | null;
  /** A master tells this node another way than before, or fell silent: compare. */
  onOtherWay: () => void;
}): Registration {
  const { identity, clock, counters, log, hearing } = options;
  const down = new Set<string>();
  const asking = new Set<string>();
  /** What each master last said. A failed beat does not unsay it. */
  const said = new Map<string, Said>();
  const ticketKeys = new Map<string, string>();

  /** A master of the bus as its clock shows by now, at most. */
  const nowOf = ({ incarnation, aheadMs }: SaidOfBus): MasterNow => ({
    incarnation,
    clockMs: aheadMs + clock.monotonicMs(),
  });

  function heardOnBus(url: string): string | null {
    const bus = said.get(url)?.bus;
    return bus && hearing?.hears(nowOf(bus)) ? bus.incarnation : null;
  }

  function keep(url: string, answer: RegisterAnswer, at: { sentAtMs: number; atMs: number }): void {
    const before = said.get(url);
    const bus = answer.bus ? ofBus(answer.incarnation, answer.bus, at, before) : null;
    said.set(url, { lagMs: answer.lagMs, atMs: at.atMs, bus });
    const old = before?.bus ?? null;
    // What it told while it changed ways may have reached us on neither.
    if (old?.via !== bus?.via || old?.incarnation !== bus?.incarnation) options.onOtherWay();
  }

  function ofBus(
    incarnation: string,
    { via, clockMs }: NonNullable<RegisterAnswer['bus']>,
    { sentAtMs, atMs }: { sentAtMs: number; atMs: number },
    before: Said | undefined,
  ): SaidOfBus {
    // It read its clock after we asked. The quickest answer says most.
    let aheadMs = clockMs - sentAtMs;
    if (before?.bus?.incarnation === incarnation) {
      const drifted = before.bus.aheadMs + (atMs - before.atMs) * DRIFT_PER_MS;
      aheadMs = Math.min(aheadMs, drifted);
    }
    return { via, mayBeBus: via === 'bus', incarnation, aheadMs };
  }

  async function beatOne(url: string): Promise<boolean> {
    const hears = heardOnBus(url);
    const bus = said.get(url)?.bus;
    if (bus && hears !== null) bus.mayBeBus = true;
    const history = options.history();
    const request: RegisterRequest = {
      protocol: PROTOCOL,
      ...identity,
      gauges: options.gauges(),
      ...(history && { history }),
      ...(hearing && { bus: { hears } }),
    };
    const sentAtMs = clock.monotonicMs();
    let why = 'no answer';
    try {
      const answer = await options.calls.post(url, '/internal/register', request, BEAT_DEADLINE_MS);
      const receivedAtMs = clock.monotonicMs();
      const parsed = answer.status === 200 ? registerAnswer.safeParse(answer.body) : null;
      if (parsed?.success && options.heard(parsed.data)) {
        ticketKeys.set(url, parsed.data.ticketKey);
        keep(url, parsed.data, { sentAtMs, atMs: receivedAtMs });
        options.primaryTime.sample({ sentAtMs, receivedAtMs, ...parsed.data });
        return true;
      }
      const refused = refusal.safeParse(answer.body);
      const isOther = answer.status === 200 && !parsed?.success;
      if (parsed?.success) why = 'it is of a lower epoch or of another database than this node';
      else if (isOther) why = OTHER_PROTOCOL;
      else why = refused.success ? refused.data.detail : `status ${answer.status}`;
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

  function recent(withinMs: number): Said[] {
    const sinceMs = clock.monotonicMs() - withinMs;
    return [...said.values()].filter(({ atMs }) => atMs >= sinceMs);
  }

  const lagOnBus = (bus: SaidOfBus) => hearing?.lagMs(nowOf(bus)) ?? 0;

  const lagOf = ({ lagMs, bus }: Said): number =>
    bus?.mayBeBus ? Math.max(lagMs, lagOnBus(bus)) : lagMs;

  return {
    beat() {
      for (const url of options.masters.urls) if (!asking.has(url)) void beatAndReport(url);
    },
    noticeLagMs: (withinMs) => Math.max(0, ...recent(withinMs).map(lagOf)),
    reliesOnBus: (withinMs) => recent(withinMs).some(({ bus }) => bus?.mayBeBus),
    checkBus(silentMs) {
      const isSilent = (url: string) => recent(silentMs).every((each) => each !== said.get(url));
      for (const [url, { bus }] of said) {
        if (!bus?.mayBeBus || heardOnBus(url) !== null) continue;
        if (!isSilent(url)) {
          if (!asking.has(url)) void beatAndReport(url);
        } else if (recent(silentMs).length > 0) {
          said.delete(url);
          options.onOtherWay();
        }
      }
    },
    ticketKeys: () => [...new Set(ticketKeys.values())],
    isSomeSilent(forMs) {
      const sinceMs = clock.monotonicMs() - forMs;
      return options.masters.urls.some((url) => (said.get(url)?.atMs ?? -Infinity) < sinceMs);
    },
  };
}
