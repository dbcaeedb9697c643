import { lotChannel } from '../lib/api/record-key';
import { formatOf } from '../lib/auction/formats/formats';
import type { Doing, Fault, Work } from './doing';
import { lotRow, lotState } from './house';
import { bidderIdentity, registrationOf } from './people';
import type { HouseWork, MasterProcess } from './processes/master';
import type { Simulation } from './simulation';
import { processOf } from './world/ports';

type Do<K extends Doing['kind']> = (
  sim: Simulation,
  doing: Extract<Doing, { kind: K }>,
) => (() => void) | undefined;

/** What a bid is short of, or above, the ask for each step. */
const STEP_MINOR = 1_000;

/** An answer to a poll is written within this time: each beat has one. */
const LOST_MS = 1_000;

/** Has a master do something; nothing where it is down. */
function ask(
  sim: Simulation,
  master: string,
  what: string,
  run: (process: MasterProcess) => Promise<void>,
): void {
  const process = sim.masters.get(master);
  if (!process?.life.alive || process.life.hung) return;
  sim.witness.count(`work ${what}`);
  run(process).catch((reason) => sim.world.trace(master, `work failed: ${String(reason)}`));
}

/** Has a master do something in the catalogue. */
function work(sim: Simulation, master: string, what: HouseWork): void {
  ask(sim, master, what.record.key.split(':')[0] ?? '', (process) => process.work(what));
}

const WORKS: { [K in Work['kind']]: Do<K> } = {
  bid(sim, { bidder, lot, steps, isMax, isTwice, atMs }) {
    const row = sim.cluster.primary.read(null, 'lot', String(lot));
    const price = row && formatOf(row.state).publicPrice(row.state);
    const ask = price && (price.askMinor ?? price.priceMinor ?? row.state.startMinor);
    const process = sim.bidders[bidder];
    if (!ask || !process) return;
    const amountMinor = Math.max(1, ask + steps * STEP_MINOR);
    const key = `key-${bidder}-${lot}-${Math.round(atMs * 1_000)}`;
    const body = { amountMinor, kind: isMax ? ('max' as const) : ('exact' as const) };
    if (isTwice) process.bidTwice(lot, body, key);
    else process.bid(lot, body, key);
  },
  'new-lot'(sim, { master, sale, holdMs, atMs }) {
    // As a sequence gives them: no two, whoever asks at once.
    const id = 1_000 + Math.floor(atMs * 10);
    const plan = { id, sale, channel: id % 2, opensAtMs: -1_000, closesAtMs: 300_000 };
    const record = {
      key: `lot:${id}` as const,
      channel: lotChannel(sale, plan.channel),
      gone: false,
    };
    const rows = [{ table: 'lot' as const, key: String(id), row: lotRow(lotState(plan)) }];
    work(sim, master, { rows, record, version: () => 1, holdMs });
  },
  'remove-lot'(sim, { master, lot }) {
    const row = sim.cluster.primary.read(null, 'lot', String(lot));
    // A tombstone only for a lot that never opened.
    if (row?.phase !== 'scheduled') return;
    const record = { key: `lot:${lot}` as const, channel: lotChannel(row.auctionId, row.channel) };
    work(sim, master, {
      rows: [{ table: 'lot', key: String(lot), row: null }],
      record: { ...record, gone: true },
      version: (before) => before + 1,
      holdMs: 0,
    });
  },
  'edit-item'(sim, { master, lot, holdMs }) {
    const change = sim.cluster.primary.read(null, 'change', `item:${lot}`);
    if (!change) return;
    const record = { key: `item:${lot}` as const, channel: change.channel, gone: false };
    work(sim, master, { rows: [], record, version: (before) => before + 1, holdMs });
  },
  configure(sim, { master, config }) {
    const setting = sim.cluster.primary.read(null, 'setting', '1');
    if (!setting) return;
    const version = setting.version + 1;
    const row = { version, body: { ...setting.body, ...config } };
    work(sim, master, {
      rows: [{ table: 'setting', key: '1', row }],
      record: { key: 'config', channel: 'config', gone: false },
      version: () => version,
      holdMs: 0,
    });
  },
  decide(sim, { master, sale, bidder, status }) {
    const { id } = registrationOf(sale, bidder);
    ask(sim, master, status, ({ ownDesk }) => ownDesk.decide(id, status));
    return undefined;
  },
  'end-sessions'(sim, { master, bidder, isTold }) {
    const { userId } = bidderIdentity(bidder);
    const what = isTold ? 'sessions' : 'sessions untold';
    ask(sim, master, what, ({ ownDesk }) => ownDesk.endSessions(userId, isTold));
    return undefined;
  },
  reload(sim, { page, master }) {
    sim.witness.count('reloads');
    sim.pages.get(page)?.load(master);
  },
  reopen(sim, { page }) {
    sim.witness.count('reopens');
    sim.openPage(page);
  },
};

/** Both directions, or one. */
function links({
  a,
  b,
  isOneWay,
}: {
  a: readonly string[];
  b: readonly string[];
  isOneWay: boolean;
}) {
  const there = a.flatMap((from) => b.map((to) => [from, to] as const));
  return isOneWay
    ? there
    : there.flatMap(([from, to]) => [[from, to] as const, [to, from] as const]);
}

/** Each kind of fault: begins it, and returns how it ends where it lasts. */
const FAULTS: { [K in Fault['kind']]: Do<K> } = {
  crash(sim, { who, told }) {
    const life = sim.lifeOf(who);
    if (!life) return;
    if (sim.nodes.get(who)?.terminal?.hub.heldPolls()) sim.witness.count('crashedHoldingPolls');
    sim.keptDown.add(who);
    sim.scheduler.end(life, told);
    return () => sim.startAny(who);
  },
  'crash-before-telling'(sim, { master, forMs }) {
    sim.onCommitOf(master, (life) => {
      sim.witness.count('crashedBeforeTelling');
      sim.keptDown.add(master);
      sim.scheduler.end(life, true);
      sim.scheduler.after(forMs, null, () => sim.startAny(master));
    });
  },
  'lose-commit'(sim, { master, way }) {
    const process = sim.masters.get(master);
    if (!process) return;
    if (way === 'there') for (const pool of process.pools) pool.losesNextCommit = true;
    else {
      sim.onCommitOf(master, () => {
        sim.witness.count('commitAnswersLost');
        for (const pool of process.pools) pool.breakCommitting();
      });
    }
  },
  hang(sim, { who }) {
    const life = sim.lifeOf(who);
    if (!life) return;
    sim.scheduler.hang(life);
    return () => sim.scheduler.goOn(life);
  },
  partition(sim, doing) {
    for (const [from, to] of links(doing)) sim.network.harm(from, to, { cut: true });
    return () => {
      for (const [from, to] of links(doing)) sim.network.harm(from, to, { cut: false });
      sim.cluster.nudge();
    };
  },
  'bad-link'(sim, { loss, twice, extraMs, a, b }) {
    const both = links({ a, b, isOneWay: false });
    for (const [from, to] of both) sim.network.harm(from, to, { loss, twice, extraMs });
    return () => {
      for (const [from, to] of both) sim.network.harm(from, to, { loss: 0, twice: 0, extraMs: 0 });
    };
  },
  swallow(sim, { page, share }) {
    const set = (swallow: number) => {
      for (const terminal of sim.plan.terminals) sim.network.harm(terminal, page, { swallow });
    };
    set(share);
    return () => set(0);
  },
  'slow-reader'(sim, { page }) {
    sim.pages.get(page)?.network.stopReading(true);
    return () => sim.pages.get(page)?.network.stopReading(false);
  },
  'break-stream'(sim, { page }) {
    sim.pages.get(page)?.network.break();
  },
  'lose-answer'(sim, { page, forMs }) {
    const process = sim.pages.get(page);
    if (!process?.life.alive) return;
    process.network.loseNextAnswer();
    const origin = process.live.status.get().path?.origin;
    if (forMs === 0 || origin === undefined) return;
    // It has to go on at another terminal.
    const terminal = processOf(origin);
    const set = (cut: boolean) => {
      sim.network.harm(terminal, page, { cut });
      sim.network.harm(page, terminal, { cut });
    };
    sim.scheduler.after(LOST_MS, null, () => set(true));
    return () => set(false);
  },
  sleep(sim, { page }) {
    const process = sim.pages.get(page);
    if (!process?.life.alive) return;
    sim.scheduler.hang(process.life);
    return () => {
      sim.witness.pages.woke(process, sim.scheduler.nowMs);
      sim.scheduler.goOn(process.life);
      sim.scheduler.after(0, process.life, () => process.live.check('woke'));
    };
  },
  offline(sim, { page }) {
    const set = (cut: boolean) => {
      for (const other of [...sim.plan.terminals, ...sim.plan.masters]) {
        sim.network.harm(other, page, { cut });
        sim.network.harm(page, other, { cut });
      }
      const process = sim.pages.get(page);
      const cause = cut ? 'went-offline' : 'came-online';
      if (process) sim.scheduler.after(1, process.life, () => process.live.check(cause));
    };
    set(true);
    return () => set(false);
  },
  'cache-flush'(sim) {
    sim.memcached.flush();
    return undefined;
  },
  'cache-mood'(sim, { mood }) {
    const { memcached } = sim;
    const worse = { hangs: true, down: true, setMs: 3_000, damage: 0.3, foreign: 0.3, older: 0.5 };
    memcached.mood = { ...memcached.mood, [mood]: worse[mood] };
    return () => memcached.calm();
  },
  'redis-crash'(sim) {
    const { redis } = sim;
    if (!redis?.life.alive) return;
    redis.crash();
    return () => redis.restart();
  },
  'redis-hang'(sim) {
    const { redis } = sim;
    if (!redis) return;
    const { life } = redis;
    sim.scheduler.hang(life);
    return () => sim.scheduler.goOn(life);
  },
  'redis-loss'(sim, { share }) {
    const { redis } = sim;
    if (!redis) return;
    redis.loss = share;
    return () => {
      redis.loss = 0;
    };
  },
  'replica-lag'(sim, { lagMs }) {
    const { replica } = sim.cluster;
    if (!replica) return;
    replica.mood = { ...replica.mood, replayMs: lagMs };
    return () => {
      replica.mood = { ...replica.mood, replayMs: 1 };
      sim.cluster.nudge();
    };
  },
  'replica-pause'(sim) {
    const { replica } = sim.cluster;
    if (!replica) return;
    replica.mood = { ...replica.mood, replayPaused: true };
    return () => {
      replica.mood = { ...replica.mood, replayPaused: false };
      sim.cluster.nudge();
    };
  },
  'replica-crash'(sim) {
    const { replica } = sim.cluster;
    if (!replica?.life.alive) return;
    replica.crash();
    return () => {
      if (!replica.life.alive && replica.role === 'replica') replica.restart();
      sim.cluster.nudge();
    };
  },
  'primary-crash'(sim) {
    const { primary } = sim.cluster;
    if (!primary.life.alive) return;
    primary.crash();
    return () => {
      if (!primary.life.alive && primary.role === 'primary') primary.restart();
      sim.cluster.nudge();
    };
  },
  'primary-hang'(sim) {
    const { life } = sim.cluster.primary;
    sim.scheduler.hang(life);
    return () => sim.scheduler.goOn(life);
  },
  'clock-jump'(sim, { byMs }) {
    const { primary } = sim.cluster;
    primary.setClock(byMs);
    const masters = sim.plan.masters.map((name) => sim.masters.get(name));
    const isNoticed = masters.every((master) => master?.life.alive && master.knowsTime);
    sim.witness.clockSet(primary, isNoticed);
    return undefined;
  },
  'slow-commit'(sim, { commitMs }) {
    const { primary } = sim.cluster;
    primary.mood = { ...primary.mood, commitMs };
    return () => {
      primary.mood = { ...primary.mood, commitMs: 1 };
    };
  },
  promote(sim, { astray, cutMs, foundAfterMs, rebuildAfterMs }) {
    const { cluster, network, scheduler } = sim;
    const { primary, replica } = cluster;
    if (!replica) return;
    // What the primary commits meanwhile, the replica will not have.
    network.harm(primary.name, replica.name, { cut: cutMs > 0 });
    scheduler.after(cutMs, null, () => {
      if (cluster.primary !== primary || cluster.replica !== replica) return;
      const promotion = cluster.promote(astray);
      network.harm(primary.name, replica.name, { cut: false });
      cluster.nudge();
      if (!promotion) return;
      sim.witness.promoted(promotion);
      if (astray.length > 0) sim.witness.count('mastersAstray', astray.length);
      scheduler.after(foundAfterMs, null, () => cluster.found());
      scheduler.after(rebuildAfterMs, null, () => cluster.rebuild());
    });
  },
};

const DO: { [K in Doing['kind']]: Do<K> } = { ...WORKS, ...FAULTS };

/** Whether it is a fault rather than what people do. */
export const isFault = (doing: Doing): boolean => Object.hasOwn(FAULTS, doing.kind);

/** Puts all doings of the plan on the clock. @returns what heals everything that still lasts. */
export function schedule(sim: Simulation): { heal(): void } {
  const lasting = new Set<() => void>();
  for (const doing of sim.plan.doings) {
    sim.scheduler.after(doing.atMs, null, () => {
      const begin = DO[doing.kind] as (of: Simulation, it: Doing) => (() => void) | undefined;
      const end = begin(sim, doing);
      sim.world.trace('world', JSON.stringify(doing));
      if (isFault(doing)) sim.witness.count(`fault ${doing.kind}`);
      if (!end || !('forMs' in doing)) return;
      const once = () => {
        if (lasting.delete(once)) end();
      };
      lasting.add(once);
      sim.scheduler.after(doing.forMs, null, once);
    });
  }
  return {
    heal() {
      for (const once of [...lasting]) once();
      sim.healAll();
    },
  };
}
