import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Identity } from '../../lib/accounts/identity';
import { DEFAULT_LIVE_CONFIG } from '../../lib/api/live-config';
import { PROBLEM_BASE, PROBLEMS, type ProblemKind } from '../../lib/api/problem';
import type { PlaceBid } from '../../lib/api/v1/bids';
import { redisVoice } from '../../lib/bus/redis-voice';
import {
  freezeClosing,
  holdAfterClockMoved,
  releaseClosing,
} from '../../lib/db/closing-hold-write';
import { readPrimaryTime } from '../../lib/db/primary-time-read';
import { createPageReads } from '../../lib/db/read/page-reads';
import { createReplicaFirst } from '../../lib/db/replica-first';
import { callOffWait, readStandby } from '../../lib/db/standby-read';
import { readLogPosition } from '../../lib/db/sync-log-position-read';
import { readRecords } from '../../lib/db/sync-records-read';
import { readRoster } from '../../lib/db/sync-roster-read';
import { inTransaction } from '../../lib/db/transaction';
import { createClosingClock } from '../../lib/master/closing-clock';
import { createLanes, type Lanes } from '../../lib/master/lanes/lanes';
import type { BusVoice } from '../../lib/master/notifier/bus-speaker';
import { createNotifier, type Notifier } from '../../lib/master/notifier/notifier';
import type { NoticeTransport } from '../../lib/master/notifier/transport';
import { createPrimaryClock, type PrimaryClock } from '../../lib/master/primary-clock';
import { type ChangedRecord, recordChanges } from '../../lib/master/record-change';
import { createStandbyWatch, type StandbyWatch } from '../../lib/master/standby-watch';
import { createNodeDesk, type NodeDesk } from '../../lib/master/sync-endpoints/node-desk';
import { createReplicaLag } from '../../lib/master/sync-endpoints/replica-lag';
import { signToken, TOKEN_LIFE_MS, verifyToken } from '../../lib/node-token/token';
import type { ModelPool } from '../database/pool';
import type { TableName, Tables } from '../database/rows';
import { redisOf } from '../redis/client';
import { REDIS_URL } from '../redis/server';
import { hexOf } from '../world/chance';
import {
  A_SERVER,
  logOf,
  NODE_SECRET,
  type OwnPorts,
  ownPorts,
  processOf,
  type World,
} from '../world/ports';
import type { Life } from '../world/scheduler';
import { OwnDesk, type OwnQuestion, TICKETS } from './own-desk';

/** A bid as a browser posts it to a master. */
export interface PostedBid {
  readonly lotId: number;
  readonly identity: Identity;
  readonly body: PlaceBid;
  readonly key: string;
}

/** What is asked of a master besides what nodes ask. */
export type MasterQuestion =
  | { readonly path: '/bid'; readonly bid: PostedBid }
  | { readonly path: '/page'; readonly sale: string; readonly reader: Identity | null }
  | OwnQuestion
  | { readonly path: '/time' };

/** Something the house does in the catalogue: one record in a transaction of its own. */
export interface HouseWork {
  readonly rows: readonly { table: TableName; key: string; row: Tables[TableName] | null }[];
  readonly record: Omit<ChangedRecord, 'version'>;
  /** The record's version, from the one it has. */
  readonly version: (before: number) => number;
  /** How long the transaction stays open after it wrote. */
  readonly holdMs: number;
}

const problem = (kind: ProblemKind, more: object = {}) => {
  const { status, title } = PROBLEMS[kind];
  return { status, body: { type: `${PROBLEM_BASE}${kind}`, title, status, ...more } };
};

/** One life of a master: the real parts that server/master.ts composes, on this world. */
export class MasterProcess {
  readonly incarnation: string;
  readonly notifier: Notifier;
  readonly pools: readonly ModelPool[];
  readonly ownDesk: OwnDesk;
  readonly #lanes: Lanes;
  readonly #clock: PrimaryClock;
  readonly #desk: NodeDesk;
  readonly #own: OwnPorts;
  readonly #start: () => Promise<void>;
  readonly #pageReads;
  readonly #pool: ModelPool;
  readonly #standby: StandbyWatch;
  /** It has measured the primary's clock, and will see when that is set (TIM2). */
  knowsTime = false;
  /** The primary of which epoch last told the time. */
  #measuredEpoch = 0;

  constructor(
    readonly world: World,
    readonly life: Life,
  ) {
    const own = ownPorts(world, life, A_SERVER);
    this.#own = own;
    const log = logOf(world, life.process);
    const master = { name: life.process, incarnation: hexOf(own.chance, 24) };
    this.incarnation = master.incarnation;
    const salt = () => hexOf(own.chance, 64);
    const ofPrimary = world.cluster.pool(life, 'primary');
    const lanePool = world.cluster.pool(life, 'primary');
    const ofReplica = world.cluster.pool(life, 'replica');
    this.pools = [ofPrimary, lanePool, ofReplica];
    this.#pool = ofPrimary;
    const primary = ofPrimary.asPool();
    const replica = ofReplica.asPool();
    const beats = world.cluster.pool(life, 'primary').asPool();
    this.#clock = createPrimaryClock({
      ...own,
      read: () => this.#measure(beats),
      async onMoved() {
        if (await holdAfterClockMoved(beats)) world.witness.count('closingHeldByClock');
      },
    });
    this.#standby = this.#watchStandby(beats);
    const ofWriting = { clockGuard: this.#clock, standby: this.#standby };
    this.notifier = createNotifier({
      ...own,
      master,
      log,
      readRoster: () => readRoster(primary),
      transport: this.#transport(),
      voice: world.redis && this.#voice(),
    });
    const notifier = { changed: (records: readonly ChangedRecord[]) => this.#tell(records) };
    this.ownDesk = new OwnDesk(world, { primary, clock: this.#clock, ...notifier });
    this.#lanes = createLanes({
      ...own,
      ...ofWriting,
      pool: lanePool.asPool(),
      notifier,
      salt,
      onError: (error, lotId) => log.warn({ lotId, error: String(error) }, 'a batch failed'),
    });
    const closingClock = createClosingClock({
      ...own,
      ...ofWriting,
      pool: world.cluster.pool(life, 'primary').asPool(),
      notifier,
      salt,
      onError: (error, about) => log.warn({ ...about, error: String(error) }, 'closing failed'),
    });
    const replicaLag = createReplicaLag({ ...own, readPosition: () => readLogPosition(primary) });
    this.#desk = createNodeDesk({
      master,
      clock: own.clock,
      nodeHosts: [...world.terminals, 'agent-1', 'agent-2'],
      primary,
      primaryClock: this.#clock,
      notifier: this.notifier,
      sources: { primary, replica, replicaFirst: createReplicaFirst(own), replicaLag },
      fetchCounter: { inc: ({ source }, by) => world.witness.count(`fetched from ${source}`, by) },
      log,
      ticketKey: TICKETS.publicKey,
      // Masters of this world follow the primary at once.
      heardOfEpoch: () => {},
    });
    this.#pageReads = createPageReads({ ...own, primary, replica });
    this.#start = async () => {
      await this.#clock.start();
      this.knowsTime = true;
      await this.notifier.start();
      await this.#standby.start();
      await replicaLag.start();
      closingClock.start();
    };
  }

  /** Comes up. @throws where the primary does not answer; whoever supervises it tries again. */
  async start(): Promise<void> {
    await this.#start();
    this.world.network.listen(this.life.process, this.life, (request) => this.#answer(request));
  }

  worldMs(monotonicMs: number): number {
    return this.#own.worldMs(monotonicMs);
  }

  /** Work of the catalogue's rooms, which are not simulated; its transaction is real. */
  async work({ rows, record, version, holdMs }: HouseWork): Promise<void> {
    const { kind, value } = await inTransaction(this.#pool.asPool(), async (client) => {
      for (const { table, key, row } of rows) {
        await client.query({ name: 'world-write', text: '', values: [table, key, row] });
      }
      const read = { name: 'world-read', text: '', values: ['change', record.key] };
      const before = (await client.query<Tables['change']>(read)).rows[0]?.version ?? 0;
      const changed: ChangedRecord = { ...record, version: version(before) };
      await recordChanges(client, [changed]);
      if (holdMs > 0) await new Promise<void>((go) => void this.#own.timers.after(holdMs, go));
      return changed;
    });
    if (kind !== 'lost') this.#tell([value]);
  }

  /** As server/master.ts composes it. */
  #watchStandby(beats: pg.Pool): StandbyWatch {
    const { witness, durability } = this.world;
    return createStandbyWatch({
      ...this.#own,
      mode: durability,
      look: () => readStandby(beats),
      callOff: (processId) => {
        witness.count('waitsCalledOff');
        return callOffWait(beats, processId);
      },
      syncStallMs: () => (this.notifier.roster()?.config ?? DEFAULT_LIVE_CONFIG).syncStallMs,
      async onState(state) {
        if (state === 'stalled' && durability !== 'local') witness.count('standbyStalled');
        if (durability !== 'strict') return;
        await (state === 'stalled' ? freezeClosing : releaseClosing)(beats);
      },
    });
  }

  async #measure(primary: pg.Pool) {
    const read = await readPrimaryTime(primary);
    this.#measuredEpoch = Math.max(this.#measuredEpoch, read.epoch);
    return read;
  }

  #tell(records: readonly ChangedRecord[]): void {
    this.world.witness.told(this, records);
    this.notifier.changed(records);
  }

  #transport(): NoticeTransport {
    const { world, life } = this;
    return {
      deliver: async (to, notice, deadlineMs) => {
        const request = {
          path: '/internal/notify',
          authorization: signToken(NODE_SECRET, {
            from: life.process,
            to: to.name,
            expiresAtMs: this.#own.clock.wallMs() + TOKEN_LIFE_MS,
          }),
          body: notice,
        };
        const sent = world.witness.noticeSent(this, to.name, notice);
        const answer = (await world.network.request(
          life,
          processOf(to.url),
          request,
          deadlineMs,
        )) as { status: number; body: unknown };
        if (answer.status === 409) return { kind: 'not-there' };
        if (answer.status !== 200) throw new Error(`the node answered ${answer.status}`);
        sent.acknowledged(answer.body);
        return { kind: 'answered', body: answer.body };
      },
      close: async () => {},
    };
  }

  #voice(): BusVoice {
    const { world, life } = this;
    const voice = redisVoice({
      ...this.#own,
      url: REDIS_URL,
      masterName: life.process,
      secret: NODE_SECRET,
      log: logOf(world, life.process),
      newClient: (_url, name) => redisOf(world, life, name, null),
    });
    return {
      ...voice,
      publish: async (installation, messages, deadlineMs) => {
        const said = messages.map(({ message }) => message);
        const taken = world.witness.published(this, said);
        await voice.publish(installation, messages, deadlineMs);
        taken();
      },
    };
  }

  async #answer(request: unknown): Promise<{ status: number; body: unknown }> {
    const { path } = request as { path: string };
    if (Object.hasOwn(this.#desk, path)) return this.#answerNode(request as NodeQuestion);
    const question = request as MasterQuestion;
    if (question.path === '/bid') return this.#answerBid(question.bid);
    if (question.path === '/page') return this.#render(question.sale, question.reader);
    if (question.path !== '/time') {
      const own = await this.ownDesk.answer(question);
      return own.ok ? { status: 200, body: own.value } : problem(own.error.kind);
    }
    const { ms, errorMs, epoch } = this.#clock.now();
    return { status: 200, body: { nowMs: ms, errorMs, epoch } };
  }

  async #answerNode({ path, body, authorization }: NodeQuestion) {
    const token = verifyToken(NODE_SECRET, authorization, {
      to: ['master', this.life.process],
      nowMs: this.#own.clock.wallMs(),
    });
    if (!token.ok) return problem('invalid-key');
    const answered = await this.#desk[path](body, token.value.from);
    if (answered.ok) return { status: 200, body: answered.value };
    return problem(answered.error.kind, { detail: answered.error.detail });
  }

  async #answerBid({ lotId, identity, body, key }: PostedBid) {
    const received = this.#clock.now();
    if (this.#clock.healthy()) this.world.witness.received(received, this.#measuredEpoch);
    const answer = await this.#lanes.submit(lotId, {
      kind: 'bid',
      identity,
      amountMinor: body.amountMinor,
      bidKind: body.kind,
      seenAskMinor: body.seenAskMinor,
      idempotencyKey: key,
      bodyHash: createHash('sha256').update(JSON.stringify(body)).digest(),
      received,
    });
    if (!answer.ok) return problem(answer.error.kind, answer.error);
    if (!('body' in answer.value)) throw new Error('a bid is answered with a bid');
    this.world.witness.acknowledged({
      lotId,
      key,
      bidder: identity.userId,
      answer: answer.value.body,
    });
    return { status: 201, body: answer.value.body };
  }

  /** What the server renders into a page of a sale; first of all what is its reader's own. */
  async #render(sale: string, reader: Identity | null) {
    const own = reader ? await this.ownDesk.drawn(reader) : [];
    const page = await this.#pageReads.begin();
    const read = await page.read(async (db) => {
      const query = { name: 'world-sale-keys', text: '', values: [sale] };
      const { rows } = await db.query(query);
      const keys = (rows as { key: string }[]).map((row) => row.key);
      return readRecords(db as Parameters<typeof readRecords>[0], keys);
    });
    const bodies = (kind: string) =>
      read.records.filter(({ key, gone }) => key.startsWith(kind) && !gone).map(({ body }) => body);
    return {
      status: 200,
      body: {
        seed: { epoch: page.epoch, lots: bodies('lot:'), auctions: bodies('auction:') },
        asOfMs: page.asOfMs,
        own,
        terminals: this.notifier.stats().flatMap(({ publicUrl }) => publicUrl ?? []),
      },
    };
  }
}

interface NodeQuestion {
  readonly path: keyof NodeDesk;
  readonly body: unknown;
  readonly authorization: string;
}
