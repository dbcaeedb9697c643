import type pg from 'pg';
import type { Identity } from '../lib/accounts/identity';
import { createLanes, type Lanes } from '../lib/master/lanes/lanes';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  recordingNotifier,
  testBid,
  testLanes,
} from '../lib/master/testing/test-sale';
import { Cluster } from './database/cluster';
import { Rows } from './database/rows';
import { auctionRow, lotRow, lotState } from './house';
import { bidderIdentity, registrationOf } from './people';
import { between, chanceOf, hexOf, oneOf, whole } from './world/chance';
import { Network, resetError } from './world/network';
import { EPOCH_MS, Scheduler } from './world/scheduler';

/** Seeds whose histories are compared. */
export const HISTORY_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

const MASTERS = 2;
const BIDDERS = 3;
const LOTS = 2;

interface Bid {
  readonly master: number;
  readonly lot: number;
  readonly bidder: number;
  readonly amountMinor: number;
  readonly bidKind: 'exact' | 'max';
  readonly key: string;
}

/** Bids that arrive together, and what becomes of their master's next COMMIT. */
interface Turn {
  readonly bids: readonly Bid[];
  readonly loses: 'there' | 'back' | null;
}

/** What both databases came to: answers in order, and the ledger without times, hashes and ids. */
export interface History {
  readonly answers: readonly string[];
  readonly ledger: readonly unknown[];
}

/** The commands of a seed. */
export function historyOf(seed: number): readonly Turn[] {
  const draw = chanceOf(seed, 'same history');
  const sent: Bid[] = [];
  let ask = 10_000;
  return Array.from({ length: 25 }, (_, nth): Turn => {
    const master = whole(draw, 0, MASTERS - 1);
    const lot = whole(draw, 0, LOTS - 1);
    const loses = draw() < 0.25 ? oneOf(draw, ['there', 'back'] as const) : null;
    if (sent.length > 0 && draw() < 0.3) {
      const again = oneOf(draw, sent);
      // The same key through both masters at once, now and then with another body.
      const amountMinor = again.amountMinor + (draw() < 0.3 ? 1_000 : 0);
      const twice = Array.from({ length: MASTERS }, (_each, at) => ({
        ...again,
        amountMinor,
        master: at,
      }));
      return { bids: draw() < 0.5 ? twice : [{ ...again, amountMinor }], loses };
    }
    const bids = Array.from({ length: whole(draw, 1, 4) }, (_each, at): Bid => {
      ask += Math.round(between(draw, -1, 3)) * 1_000;
      const bidKind = draw() < 0.5 ? 'max' : 'exact';
      const key = `key-${seed}-${nth}-${at}-000000`;
      return { master, lot, bidder: whole(draw, 0, BIDDERS - 1), amountMinor: ask, bidKind, key };
    });
    sent.push(...bids);
    return { bids, loses };
  });
}

/** Loses COMMITs when told to, as a connection does: before it arrives, or its answer. */
function losing(pool: pg.Pool): { pool: pg.Pool; lose(way: 'there' | 'back' | null): void } {
  let way: 'there' | 'back' | null = null;
  const query = async (client: pg.PoolClient, args: unknown[]) => {
    const ask = (text: unknown[]) =>
      (client.query as (...all: unknown[]) => Promise<unknown>)(...text);
    const mine = args[0] === 'commit' ? way : null;
    if (!mine) return ask(args);
    way = null;
    await ask([mine === 'there' ? 'rollback' : 'commit']);
    throw resetError('COMMIT');
  };
  const wrapped = {
    async connect() {
      const client = await pool.connect();
      return new Proxy(client, {
        get(target, name) {
          if (name === 'query') return (...args: unknown[]) => query(target, args);
          const value = Reflect.get(target, name) as unknown;
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
  return {
    pool: wrapped as unknown as pg.Pool,
    lose(next) {
      way = next;
    },
  };
}

interface Stage {
  readonly masters: readonly { lanes: Lanes; lose(way: Turn['loses']): void }[];
  readonly bidders: readonly Identity[];
  readonly lots: readonly number[];
  nowMs(): number;
  settled<T>(promise: Promise<T>): Promise<T>;
}

async function play(stage: Stage, turns: readonly Turn[]): Promise<string[]> {
  const answers: string[] = [];
  for (const { bids, loses } of turns) {
    for (const { master } of bids) stage.masters[master]?.lose(loses);
    const all = bids.map(({ master, lot, bidder, amountMinor, bidKind, key }) => {
      const { lanes } = stage.masters[master] as Stage['masters'][number];
      const bid = testBid(stage.bidders[bidder] as Identity, amountMinor, {
        bidKind,
        idempotencyKey: key,
        received: { ms: stage.nowMs(), errorMs: 1 },
      });
      return lanes.submit(stage.lots[lot] as number, bid);
    });
    const came = (await stage.settled(Promise.all(all))).map(cameTo);
    for (const { master } of bids) stage.masters[master]?.lose(null);
    answers.push(...came);
  }
  return answers;
}

/** Plays a history through real lanes on the modelled database. */
export async function playOnModel(turns: readonly Turn[]): Promise<History> {
  const scheduler = new Scheduler();
  const rows = new Rows();
  rows.table('epoch').set('1', { installation: 'same-history', epoch: 1 });
  const noHold = { frozenAtMs: null, heldAtMs: null, floorMs: null, reason: null };
  rows.table('closingHold').set('1', noHold);
  rows.table('auction').set('1', auctionRow(1, 1, LOTS));
  const bidders = Array.from({ length: BIDDERS }, (_, nth) => bidderIdentity(nth));
  bidders.forEach(({ userId }, nth) => {
    rows.table('person').set(userId, { id: userId, sessionGeneration: 0 });
    rows.table('registration').set(String(100 + nth), registrationOf(1, nth));
  });
  const lots = [41, 43];
  for (const id of lots) {
    const plan = { id, sale: 1, channel: 0, opensAtMs: -60_000, closesAtMs: 3_600_000 };
    rows.table('lot').set(String(id), lotRow(lotState(plan)));
  }
  const watcher = { durable: () => {}, visible: () => {} };
  const cluster = new Cluster(new Network(scheduler, 1), 'local', watcher, rows);
  const masters = Array.from({ length: MASTERS }, (_, nth) => {
    const life = scheduler.born(`master-${nth}`);
    const { pool, lose } = losing(cluster.pool(life, 'primary').asPool());
    const clock = scheduler.clockOf({ wallAheadMs: 0, monotonicStartMs: 0 });
    const draw = chanceOf(1, `salt ${nth}`);
    const lanes = createLanes({
      pool,
      notifier: recordingNotifier(),
      clock,
      timers: scheduler.timersOf(life),
      salt: () => hexOf(draw, 64),
    });
    return { lanes, lose };
  });
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    promise.then(end, end);
    while (!isDone) await scheduler.step(scheduler.nowMs + 1_000);
    return promise;
  }
  const nowMs = () => EPOCH_MS + scheduler.nowMs;
  const answers = await play({ masters, bidders, lots, nowMs, settled }, turns);
  const entries = cluster.primary.scan(null, 'ledger');
  const ofLot = (id: number) =>
    entries.filter((entry) => entry.lotId === id).sort((a, b) => a.entry - b.entry);
  const keys = cluster.primary.scan(null, 'bidKey').length;
  return {
    answers,
    ledger: [
      keys,
      ...lots.flatMap((id, at) => ofLot(id).map((entry) => said(entry.line, at, 100))),
    ],
  };
}

/** Plays it on PostgreSQL. */
export async function playOnPostgres(pool: pg.Pool, turns: readonly Turn[]): Promise<History> {
  const sale = await makeTestSale(pool, { bidders: BIDDERS });
  const first = await makeTestLot(pool, sale);
  const second = await makeTestLot(pool, sale);
  const lots = [first.lotId, second.lotId];
  const masters = Array.from({ length: MASTERS }, () => {
    const { pool: unsure, lose } = losing(pool);
    return { lanes: testLanes({ pool: unsure }), lose };
  });
  const settled = <T>(promise: Promise<T>) => promise;
  const stage = { masters, bidders: sale.bidders, lots, nowMs: () => Date.now(), settled };
  const answers = await play(stage, turns);
  const ledger: unknown[] = [];
  for (const [at, id] of lots.entries()) {
    const text = 'select line from ledger where lot_id = $1 order by entry';
    const { rows } = await pool.query<{ line: string }>(text, [id]);
    ledger.push(...rows.map(({ line }) => said(line, at, 101)));
  }
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from bid_key where lot_id = any($1)',
    [lots],
  );
  return { answers, ledger: [rows[0]?.n, ...ledger] };
}

/** A line without what two runs cannot share; paddles from 0. */
function said(text: string, lot: number, firstPaddle: number): object {
  const line = JSON.parse(text) as Record<string, unknown>;
  const paddle = (name: string) => (line[name] === null ? null : Number(line[name]) - firstPaddle);
  const { kind, by, bidKind, outcome, code, publicAmountMinor, priceMinor, entry } = line;
  return {
    ...{ lot, kind, by, bidKind, outcome, code, publicAmountMinor, priceMinor, entry },
    paddle: paddle('paddle'),
    leaderPaddle: paddle('leaderPaddle'),
  };
}
