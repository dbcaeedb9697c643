import { describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import type { RegisterAnswer, RegisterRequest } from '../api/node-wire';
import type { MasterAnswer } from './master-calls';
import { createNode } from './node';
import { plainAppetite } from './testing/plain-appetite';
import { scriptedBus } from './testing/scripted-bus';
import { type Call, gate, scriptedMasters } from './testing/scripted-masters';
import { simulatedTime } from './testing/simulated-time';

// Would catch: a node that claims to be current while it knows, or could know, that it missed
// something on the bus; one that stays silent about it; one that is never current again.

const MASTERS = ['http://a', 'http://b'];
const lifeOf = (url: string) => `life-of-${url.slice(-1).repeat(8)}`;
/** Masters' clocks start anywhere. */
const CLOCK_AHEAD_MS = 77_000;
const BEAT_MS = 250;
const CHANNEL = 'auction:7/0';

function world(kind: 'terminal' | 'cache-agent' = 'terminal') {
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
async function hearing() {
  const w = world();
  w.watched.add(CHANNEL);
  w.node.start();
  await w.pass(3_000);
  expect(w.registers().at(-1)?.bus).toEqual({ hears: lifeOf('http://b') });
  expect(w.claims()).toBe(true);
  return w;
}

describe('a node on the bus', () => {
  test('[BUS1] is told directly until it hears a master on the bus, and current throughout', async () => {
    const w = await hearing();
    expect(w.registers()[0]?.bus).toEqual({ hears: null });
    expect([...w.line.asked].sort()).toEqual([CHANNEL, 'control']);
  });

  test('[BUS1] listens under what is watched, from the first watcher to the last', async () => {
    const w = await hearing();
    w.watched.add('lot:42');
    w.node.compareSoon('lot:42');
    expect(w.line.asked).toContain('lot:42');
    w.watched.delete('lot:42');
    await w.pass(250);
    expect([...w.line.asked].sort()).toEqual([CHANNEL, 'control']);
  });

  test('[BUS1] one that wants every record listens under one name for all', async () => {
    const w = world('cache-agent');
    w.node.start();
    await w.pass(1_000);
    expect([...w.line.asked].sort()).toEqual(['all', 'control']);
  });

  test('[BUS1] fetches what it is told of on the bus', async () => {
    const w = await hearing();
    w.truth.versions.set('lot:42', 17);
    const life = lifeOf('http://a');
    w.line.notice(CHANNEL, { key: 'lot:42', version: 17, channel: CHANNEL }, { incarnation: life });
    await w.time.settle();
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] a message lost, the next one shows it: nothing is claimed until a comparison', async () => {
    const w = await hearing();
    const as = { incarnation: lifeOf('http://a') };
    const entry = { key: 'lot:42', version: 16, channel: CHANNEL };
    w.line.notice(CHANNEL, entry, as);
    w.truth.versions.set('lot:42', 18).set('lot:43', 2);
    w.truth.down.add('/internal/heads');
    w.line.notice(CHANNEL, { ...entry, version: 17 }, { ...as, isLost: true });
    w.line.notice(CHANNEL, { ...entry, key: 'lot:43', version: 2 }, as);
    expect(w.claims()).toBe(false);
    await w.pass(1_000);
    expect(w.claims()).toBe(false);
    w.truth.down.clear();
    await w.pass(1_000);
    expect(w.versions.get('lot:42')).toBe(18);
    expect(w.claims()).toBe(true);
    expect(w.node.counters.busGaps).toBe(1);
  });

  test('[BUS1] the last message lost, the beat shows it', async () => {
    const w = await hearing();
    const as = { incarnation: lifeOf('http://a') };
    const entry = { key: 'lot:42', version: 16, channel: CHANNEL };
    w.line.notice(CHANNEL, entry, { ...as, isLost: true });
    w.truth.versions.set('lot:42', 16);
    expect(w.claims()).toBe(true);
    const lasts = { [CHANNEL]: w.line.last(CHANNEL, as.incarnation) };
    w.line.beat(w.time.clock.monotonicMs() + CLOCK_AHEAD_MS, { ...as, lasts });
    expect(w.claims()).toBe(false);
    await w.pass(500);
    expect(w.versions.get('lot:42')).toBe(16);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] the connection lost, it claims nothing, asks to be told directly, compares, is current', async () => {
    const w = await hearing();
    const before = w.registers().length;
    w.line.lose();
    expect(w.claims()).toBe(false);
    w.truth.versions.set('lot:42', 17);
    // At once, not with the next beat.
    await w.time.settle();
    expect(
      w
        .registers()
        .slice(before)
        .map((each) => each.bus),
    ).toEqual([{ hears: null }, { hears: null }]);
    await w.time.pass(500);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
    await w.time.pass(20_000);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] the connection back, it is told over the bus again, with no gap between', async () => {
    const w = await hearing();
    w.line.lose();
    await w.time.pass(2_000);
    w.line.state.isUp = true;
    const before = w.registers().length;
    w.line.join();
    // Joined, but no beat came yet: it is not known whether anything is said there.
    await w.time.pass(1_000);
    expect(
      w
        .registers()
        .slice(before)
        .every((each) => each.bus?.hears === null),
    ).toBe(true);
    await w.pass(2_000);
    expect(w.registers().at(-1)?.bus?.hears).toBe(lifeOf('http://b'));
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] the bus frozen, within a second it claims nothing, and is current by direct notices', async () => {
    const w = await hearing();
    w.truth.down.add('/internal/register');
    // It keeps its connection; nothing comes any more, nor does an answer.
    await w.time.pass(1_010);
    expect(w.claims()).toBe(false);
    w.truth.down.clear();
    await w.time.pass(1_500);
    expect(w.registers().at(-1)?.bus).toEqual({ hears: null });
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] what comes late after a freeze is no proof: it says until when it was said', async () => {
    const w = await hearing();
    w.truth.down.add('/internal/register');
    const frozenAtMs = w.time.clock.monotonicMs();
    await w.time.pass(1_500);
    for (const url of MASTERS) {
      w.line.beat(frozenAtMs + 200 + CLOCK_AHEAD_MS, { incarnation: lifeOf(url) });
    }
    expect(w.claims()).toBe(false);
    w.beats();
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] one of two masters silent on the bus, it is told directly by that one alone', async () => {
    const w = await hearing();
    w.truth.mute.add('http://b');
    await w.pass(1_250);
    const last = new Map(w.net.to('/internal/register').map((call) => [call.master, call.body]));
    expect(last.get('http://a')).toMatchObject({ bus: { hears: lifeOf('http://a') } });
    expect(last.get('http://b')).toMatchObject({ bus: { hears: null } });
    await w.pass(500);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] a master silent everywhere is compared with once and no longer waited for', async () => {
    const w = await hearing();
    w.truth.mute.add('http://b');
    w.truth.down.add('http://b').add('/internal/changes');
    w.truth.versions.set('lot:42', 17);
    await w.pass(1_250);
    expect(w.claims()).toBe(false);
    await w.pass(2_000);
    expect(w.claims()).toBe(false);
    w.truth.down.delete('/internal/changes');
    await w.pass(1_000);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] an answer that never came may have put it on the bus: that one counts then', async () => {
    const w = world();
    w.watched.add(CHANNEL);
    w.node.start();
    await w.pass(500);
    // The masters have heard "I hear you" and the answers are lost.
    w.truth.down.add('/internal/register');
    await w.pass(750);
    expect(w.registers().at(-1)?.bus?.hears).not.toBeNull();
    w.truth.mute.add('http://a').add('http://b');
    await w.pass(1_250);
    expect(w.claims()).toBe(false);
  });

  test('[BUS1] a name is current only by a comparison begun after it was joined', async () => {
    const w = await hearing();
    const claims = () => w.node.mayClaim((_key, channel) => channel === 'lot:42');
    const others = () => w.node.mayClaim((_key, channel) => channel === CHANNEL);
    w.watched.add('lot:42');
    w.proofs.length = 0;
    w.node.compareSoon('lot:42');
    // Beats come, but the name is not joined.
    for (let beat = 0; beat < 4; beat += 1) {
      await w.time.pass(BEAT_MS);
      w.beats();
    }
    expect(claims()).toBe(false);
    expect(w.proofs).not.toContain('lot:42');
    expect(others()).toBe(true);
    await w.pass(1_000);
    expect(w.proofs).toContain('lot:42');
    expect(claims()).toBe(true);
  });

  test('[BUS1] a comparison that was under way when a name was joined does not prove it', async () => {
    const w = await hearing();
    const claims = () => w.node.mayClaim((_key, channel) => channel === 'lot:42');
    w.watched.add('lot:42');
    w.proofs.length = 0;
    const slow = gate<MasterAnswer>();
    w.truth.heads = slow.promise;
    w.node.compareSoon('lot:42');
    await w.time.pass(BEAT_MS);
    w.line.join();
    w.beats();
    // What was said between its reading and the joining reached nobody here.
    slow.open({ status: 200, body: { epoch: 1, channels: [] } });
    w.truth.down.add('/internal/heads');
    await w.pass(BEAT_MS);
    expect(w.proofs).not.toContain('lot:42');
    expect(claims()).toBe(false);
    w.truth.heads = null;
    w.truth.down.clear();
    await w.pass(1_500);
    expect(w.proofs).toContain('lot:42');
    expect(claims()).toBe(true);
  });

  test('[BUS1] a name that is not joined for long is told of directly', async () => {
    const w = await hearing();
    w.watched.add('lot:42');
    w.node.compareSoon('lot:42');
    for (let beat = 0; beat < 14; beat += 1) {
      await w.time.pass(BEAT_MS);
      w.beats();
    }
    expect(w.registers().at(-1)?.bus).toEqual({ hears: null });
    expect(w.node.mayClaim((_key, channel) => channel === 'lot:42')).toBe(true);
  });

  test('[BUS1] on another bus than its masters’ it is told so, once by each, and is not ready', async () => {
    const w = world();
    w.truth.refusal = 'this master tells nodes by the bus "direct", the node listens on "redis"';
    w.node.start();
    await w.pass(5_000);
    expect(w.node.isReady()).toBe(false);
    expect(w.warned).toEqual(MASTERS.map((master) => ({ master, why: w.truth.refusal })));
  });

  test('[EPO2] a message of a lower epoch is not heard, nor is it a beat', async () => {
    const w = await hearing();
    w.truth.epoch = 2;
    w.line.state.epoch = 2;
    await w.pass(1_500);
    expect(w.node.epoch()).toBe(2);
    w.line.state.epoch = 1;
    w.truth.versions.set('lot:42', 17);
    w.line.notice(CHANNEL, { key: 'lot:42', version: 99, channel: CHANNEL });
    await w.time.settle();
    expect(w.node.fetching()).toBe(0);
    await w.pass(1_250);
    expect(w.registers().at(-1)?.bus).toEqual({ hears: null });
  });

  test('[EPO2] a message of a higher epoch raises the node’s', async () => {
    const w = await hearing();
    w.truth.epoch = 2;
    w.line.state.epoch = 2;
    w.beats();
    expect(w.node.epoch()).toBe(2);
    expect(w.claims()).toBe(false);
    await w.pass(1_500);
    expect(w.claims()).toBe(true);
  });
});
