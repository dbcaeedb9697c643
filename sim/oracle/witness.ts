import type { BusMessage } from '../../lib/api/bus-wire';
import type { TerminalOut } from '../../lib/api/frames';
import { DEFAULT_LIVE_CONFIG } from '../../lib/api/live-config';
import { type Ack, ack, type Notice, type NoticeEntry } from '../../lib/api/node-wire';
import { decodeStored } from '../../lib/cache/stored-record';
import type { BidOutcome } from '../../lib/live/place-bid';
import type { ChangedRecord } from '../../lib/master/record-change';
import type { Durability } from '../../lib/master/standby-watch';
import type { ParkedPush } from '../../lib/terminal/parked/parked-push';
import type { Cluster, Promotion } from '../database/cluster';
import type { LogRecord } from '../database/rows';
import type { DatabaseServer, ServerWatcher } from '../database/server';
import type { ModelMemcached } from '../memcached';
import type { Life, Scheduler } from '../world/scheduler';
import { BusOracle } from './bus';
import { ClockOracle } from './clocks';
import { bodyText, changesOf, History } from './history';
import { type Acknowledged, LedgerOracle } from './ledger';
import { NodeOracle } from './nodes';
import { OwnOracle } from './own';
import { PageOracle } from './pages';
import { ParkedOracle } from './parked';
import { PollOracle } from './polls';
import type { SeenAnswer, SeenMaster, SeenNode, SeenPage } from './seen';
import { ToldOracle } from './told';
import type { Fail, Violation } from './violation';

/** By then who is in touch with the primary goes by its clock as it is. */
const CLOCK_KNOWN_MS = 10_000;
/** By then a master that sees its clock set has said so in it. */
const HELD_WITHIN_MS = 20_000;

/** What happened, so that nobody trusts a run in which nothing did. */
export type Happened = Record<string, number>;

/** Who looks on: knows all that was true, and holds every process against it after every step. */
export class Witness implements ServerWatcher {
  violation: Violation | null = null;
  readonly happened: Happened = {};
  readonly history = new History();
  readonly ledger: LedgerOracle;
  readonly pages: PageOracle;
  readonly nodes: NodeOracle;
  readonly parkedPushes: ParkedOracle;
  readonly own: OwnOracle;
  readonly clocks: ClockOracle;
  readonly #told: ToldOracle;
  readonly #bus: BusOracle;
  readonly #polls: PollOracle;
  readonly #fail: Fail;
  #cluster: Cluster | null = null;

  constructor(
    readonly scheduler: Scheduler,
    facts: {
      durability: Durability;
      paddles: ReadonlyMap<number, { registrationId: number; userId: string }>;
      liveAgeMaxMs: () => number;
    },
  ) {
    const fail: Fail = (rule, line) => {
      this.violation ??= { rule, line, atMs: scheduler.nowMs };
    };
    this.#fail = fail;
    this.ledger = new LedgerOracle(facts.durability, facts.paddles, fail);
    this.pages = new PageOracle(this.history, facts.liveAgeMaxMs, fail);
    this.nodes = new NodeOracle(this.history, fail);
    this.clocks = new ClockOracle(
      () => this.#cluster?.primary,
      () => scheduler.nowMs,
    );
    this.own = new OwnOracle(this.history, facts.liveAgeMaxMs, fail);
    this.#told = new ToldOracle(fail);
    this.#polls = new PollOracle(fail);
    this.#bus = new BusOracle(this.history, fail);
    this.parkedPushes = new ParkedOracle(this.history, fail);
  }

  /** The world is made; from now on everything counts. */
  begin(cluster: Cluster): void {
    this.#cluster = cluster;
    this.#beginEpoch(cluster.primary);
    this.ledger.begin(cluster.primary);
  }

  #beginEpoch(primary: DatabaseServer): void {
    const nowMs = this.scheduler.nowMs;
    this.history.begin(primary, nowMs);
    const changes = primary.scan(null, 'change');
    this.nodes.changed(changes);
    this.pages.begin(changes, nowMs);
  }

  count(what: string, by = 1): void {
    this.happened[what] = (this.happened[what] ?? 0) + by;
  }

  // What servers did.

  durable(server: DatabaseServer, record: LogRecord): void {
    if (server !== this.#cluster?.primary) return;
    this.count('commits');
    this.history.durable(server, record);
    this.nodes.changed(changesOf(record));
    const isSettled = this.clocks.isSettledSince(CLOCK_KNOWN_MS);
    this.ledger.durable(record, isSettled ? server.wallMs() : null);
    for (const { key, gone } of changesOf(record)) {
      if (gone) this.count('tombstones');
      if (key.startsWith('auction:')) this.count('salesAdvanced');
    }
    for (const write of record.writes) {
      if (write.table !== 'ledger' || !write.row) continue;
      const { kind, code } = write.row as { kind: string; code: string | null };
      this.count(
        kind === 'bid' ? (code === null ? 'bidsAccepted' : 'bidsRefused') : `lots ${kind}`,
      );
    }
  }

  visible(server: DatabaseServer, record: LogRecord): void {
    if (server !== this.#cluster?.primary) return;
    const nowMs = this.scheduler.nowMs;
    this.pages.seen(this.history.visible(record, nowMs), nowMs);
  }

  /** Somebody set the primary's clock; `isNoticed`: there is a master that can see it (TIM2). */
  clockSet(primary: DatabaseServer, isNoticed: boolean): void {
    this.clocks.set();
    if (isNoticed) this.ledger.interrupted(primary, resumeMinMs(primary));
    else this.ledger.uninterrupted();
  }

  /** One that knows no clock of before may close by the new one before the others have seen it. */
  masterStarts(): void {
    if (!this.clocks.isSettledSince(HELD_WITHIN_MS)) this.ledger.uninterrupted();
  }

  promoted(promotion: Promotion): void {
    this.clocks.set();
    this.count('promotions');
    this.count('commitsLost', promotion.lost.length);
    this.ledger.promoted(promotion);
    this.ledger.interrupted(promotion.next, resumeMinMs(promotion.next));
    this.#beginEpoch(promotion.next);
  }

  // What masters did.

  told(master: SeenMaster, records: readonly ChangedRecord[]): void {
    this.#told.told(master, records);
    this.#bus.told(master, records, this.scheduler.nowMs);
  }

  /** A master publishes on the bus. @returns to be called once the bus has taken it. */
  published(master: SeenMaster, messages: readonly BusMessage[]): () => void {
    this.count('busMessages', messages.length);
    return this.#told.published(master, messages);
  }

  noticeSent(
    master: SeenMaster,
    to: string,
    notice: Notice,
  ): { acknowledged(body: unknown): void } {
    this.count('notices');
    if (notice.entries.some((entry) => entry.op === 'resync')) this.count('resyncs');
    const acknowledge = this.#told.sent(master, to, notice);
    return {
      acknowledged(body) {
        const parsed = ack.safeParse(body);
        if (parsed.success && isOf(parsed.data, notice)) acknowledge(new Set(parsed.data.seqs));
      },
    };
  }

  /** A master noted when a request arrived (TIM1), by the clock of the primary of that epoch. */
  received({ ms, errorMs }: { ms: number; errorMs: number }, epoch: number): void {
    const trueMs = this.#cluster?.primary.wallMs() ?? ms;
    // Until it has heard of a promotion a master goes by the clock of the primary that was.
    const isOld = epoch < this.history.epoch;
    const offMs = Math.abs(trueMs - ms);
    this.count(isOld ? 'timesOfAnOldPrimary' : 'times');
    // Masters measure each second.
    if (isOld || offMs <= errorMs + 1 || !this.clocks.isSettledSince(CLOCK_KNOWN_MS)) return;
    this.#fail('TIM1', `a receive time is off by ${offMs} ms, and says ${errorMs}`);
  }

  acknowledged(bid: Acknowledged): void {
    this.count('bidsAcknowledged');
    this.ledger.acknowledged(bid);
  }

  bidEnded(outcome: BidOutcome): void {
    this.count(`bids ended ${outcome.kind}`);
  }

  // What nodes did.

  noticed(process: SeenNode, entries: readonly NoticeEntry[], epoch: number): void {
    this.nodes.noticed(process, entries, epoch);
  }

  /** A terminal hears something on the bus. */
  heardOnBus(process: SeenNode, message: BusMessage): void {
    this.#bus.heard(process, message);
    if (message.t === 'notice') {
      const entries = message.entries.map((entry) => ({ ...entry, seq: 0 }));
      this.nodes.noticed(process, entries, message.epoch);
    }
  }

  /** A node puts a question to a master. */
  asks(process: SeenNode, path: string): void {
    if (path === '/internal/changes') this.nodes.asks(process, this.scheduler.nowMs);
  }

  proven(process: SeenNode, watched: string, startedAtMs: number): void {
    this.count('proofs');
    this.nodes.proven(process, watched, startedAtMs);
  }

  /** A terminal pushed a record that a notice had told of. */
  pushedInMs(_lagMs: number): void {
    this.count('pushesByNotice');
  }

  /** Frames arrived at a page, that its terminal wrote then. */
  pageTook(page: SeenPage, frames: readonly TerminalOut[], writtenAtMs: number): void {
    for (const frame of frames) {
      this.count(`frames ${frame.t}`);
      if (frame.t === 'error' && frame.channel) this.count(`streams ended ${frame.kind}`);
    }
    if (page.plan.own === null || !this.#cluster) return;
    const isSettled = this.clocks.isSettledSince(CLOCK_KNOWN_MS, writtenAtMs);
    const wallMs = isSettled ? this.#cluster.primary.wallAtMs(writtenAtMs) : null;
    this.own.took(page, frames, { atMs: writtenAtMs, wallMs });
  }

  /** An answer to a poll arrived at its page, with what this terminal wrote then. */
  pageTookAnswer(
    page: SeenPage & { client: string },
    frames: readonly TerminalOut[],
    from: SeenAnswer,
  ): void {
    this.count('pollAnswers');
    this.#polls.answered(page, frames, from);
    this.parkedPushes.answered(page, frames, from);
  }

  /** A terminal parks what a client was not delivered (PSH6). */
  parked(life: Life, client: string, pushes: readonly ParkedPush[]): void {
    this.count('pushesParked', pushes.length);
    this.parkedPushes.parked(life, client, pushes);
  }

  /** A terminal meets a client with what waits for it. */
  collected(life: Life, client: string, pushes: readonly ParkedPush[]): void {
    const isElsewhere = this.parkedPushes.collected(life, client, pushes, this.scheduler.nowMs);
    this.count('parkedCollected', pushes.length);
    if (isElsewhere) this.count('parkedCollectedElsewhere', pushes.length);
  }

  // What stands after a step.

  afterMaster(master: SeenMaster): void {
    this.#told.check(master);
  }

  afterNode(node: SeenNode): void {
    this.#bus.check(node);
    this.nodes.check(node);
  }

  afterPage(page: SeenPage): void {
    this.parkedPushes.check(page);
    this.pages.check(page, this.scheduler.nowMs);
  }

  /** What lies in Memcached under the present epoch was true in it. @returns a difference, or null. */
  cacheDifference(memcached: ModelMemcached): string | null {
    for (const [key, bytes] of memcached.values()) {
      const stored = decodeStored(bytes);
      if (!stored || stored.epoch !== this.history.epoch) continue;
      const { record } = stored;
      const facts = this.history.facts(stored.epoch, record.key);
      const fact = facts.find((one) => one.version === record.version);
      if (!fact || (fact.text !== null && fact.text !== bodyText(record.body))) {
        return `${key} holds version ${record.version}, which never was`;
      }
    }
    return null;
  }
}

const resumeMinMs = (primary: DatabaseServer): number => {
  const stored = primary.read(null, 'setting', '1')?.body;
  return { ...DEFAULT_LIVE_CONFIG, ...stored }.resumeMinMs;
};

const isOf = (answer: Ack, notice: Notice): boolean =>
  answer.masterIncarnation === notice.incarnation && answer.nodeIncarnation === notice.to;
