import { expect } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../../api/live-config';
import type { RegisterAnswer, RegisterRequest } from '../../api/node-wire';
import type { MasterAnswer } from '../master-calls';
import { createNode } from '../node';
import { plainAppetite } from './plain-appetite';
import { scriptedBus } from './scripted-bus';
import { type Call, scriptedMasters } from './scripted-masters';
import { simulatedTime } from './simulated-time';

/** Where its masters are. */
export const MASTERS = ['http://a', 'http://b'];
/** The incarnation of a master. */
export const lifeOf = (url: string) => `life-of-${url.slice(-1).repeat(8)}`;
/** Masters' clocks start anywhere. */
export const CLOCK_AHEAD_MS = 77_000;
/** How often masters beat on the bus. */
export const BEAT_MS = 250;
/** What is watched. */
export const CHANNEL = 'auction:7/0';

/** A node with two scripted masters, a scripted bus and a clock of its own; `truth` is what masters go by. */
export function world(kind: 'terminal' | 'cache-agent' = 'terminal') {
  const time = simulatedTime();
  const plain = plainAppetite();
  if (kind === 'cache-agent') Object.assign(plain.appetite, { wantsEverything: true });
  const line = scriptedBus();
  const warned: object[] = [];
  const truth = {
    down: new Set<string>(),
    /** Masters that say nothing on the bus. */
    mute: new Set<string>(),
    /** Why masters do not register it, or null. */
    refusal: null as string | null,
    versions: new Map<string, number>(),
    epoch: 1,
    /** What asks for heads waits for this. */
    heads: null as Promise<MasterAnswer> | null,
    /** When a node hears a master: whether it is told over the bus, as real masters do. */
    via: (request: RegisterRequest, url: string): 'bus' | 'direct' =>
      request.bus?.hears === lifeOf(url) ? 'bus' : 'direct',
  };

  function answer({ path, body, master }: Call): MasterAnswer | Promise<MasterAnswer> {
    if (truth.down.has(master) || truth.down.has(path)) throw new Error('connection refused');
    const { epoch } = truth;
    if (path === '/internal/register' && truth.refusal) {
      return { status: 400, body: { detail: truth.refusal } };
    }
    if (path === '/internal/register') {
      return { status: 200, body: registered(body as RegisterRequest, master) };
    }
    const heads = [...truth.versions].map(([key, version]) => ({ key, version, gone: false }));
    if (path === '/internal/changes') {
      const changes = heads.map((head) => ({ ...head, channel: CHANNEL }));
      return { status: 200, body: { epoch, token: '5', changes, source: 'replica' } };
    }
    if (path === '/internal/heads') {
      if (truth.heads) return truth.heads;
      const channels = [{ name: CHANNEL, digest: '0'.repeat(16), heads }];
      return { status: 200, body: { epoch, channels } };
    }
    const records = heads.map((head) => ({ ...head, channel: CHANNEL, body: {} }));
    return {
      status: 200,
      body: { epoch, records, unknown: [], source: { replica: 0, primary: 0 } },
    };
  }

  function registered(request: RegisterRequest, url: string): RegisterAnswer {
    return {
      protocol: 1,
      installation: 'the-database-of-tests',
      epoch: truth.epoch,
      master: 'master-1',
      incarnation: lifeOf(url),
      nowMs: time.clock.monotonicMs() + 1_000_000,
      errorMs: 0,
      // Rounds must not mend here what the bus is to show.
      config: { ...DEFAULT_LIVE_CONFIG, antiEntropyMs: 60_000 },
      configVersion: 1,
      terminals: [],
      ticketKey: 'A'.repeat(43),
      lagMs: 0,
      bus: {
        via: truth.via(request, url),
        clockMs: time.clock.monotonicMs() + CLOCK_AHEAD_MS,
      },
    };
  }

  const net = scriptedMasters(answer);
  const node = createNode({
    identity: {
      ...{ name: 'terminal-1', incarnation: 'life-of-this-node', kind },
      ...{ url: 'http://node', publicUrl: null },
    },
    secret: 'a-secret-of-tests-that-is-long-enough',
    masterUrls: MASTERS,
    calls: net.transport,
    bus: line.bus,
    cache: null,
    clock: time.clock,
    timers: time.timers,
    chance: () => 0,
    log: { info: () => {}, warn: (facts) => warned.push(facts), error: () => {} },
    gauges: () => ({}),
    appetite: plain.appetite,
  });

  /** Masters that are alive beat on the bus. */
  function beats(lasts: Record<string, number> = {}): void {
    for (const url of MASTERS) {
      if (truth.mute.has(url)) continue;
      line.beat(time.clock.monotonicMs() + CLOCK_AHEAD_MS, { incarnation: lifeOf(url), lasts });
    }
  }
  /** Time passes, with beats. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= BEAT_MS) {
      await time.pass(Math.min(BEAT_MS, left));
      line.join();
      beats();
    }
    await time.settle();
  }
  const registers = () => net.to('/internal/register').map((call) => call.body as RegisterRequest);
  const claims = () => node.mayClaim((key, channel) => key === channel || channel === CHANNEL);
  return { ...plain, time, truth, net, node, line, beats, pass, registers, claims, warned };
}

/** A node that both masters tell over the bus, and that watches a channel. */
export async function hearing() {
  const w = world();
  w.watched.add(CHANNEL);
  w.node.start();
  await w.pass(3_000);
  expect(w.registers().at(-1)?.bus).toEqual({ hears: lifeOf('http://b') });
  expect(w.claims()).toBe(true);
  return w;
}
