import pg from 'pg';
import { DEFAULT_LIVE_CONFIG } from '../../lib/api/live-config';
import type { Chance } from '../../lib/shared/ports';
import { between } from '../world/chance';
import type { Life, Scheduler } from '../world/scheduler';
import { EPOCH_MS } from '../world/scheduler';
import { type LogRecord, Rows, type TableName, type Tables, type Write } from './rows';

/** A transaction that is neither committed nor rolled back, or is about to be. */
export interface Transaction {
  /** Assigned at the first write, long before the commit (ANT1's trap). */
  xid: number | null;
  readonly startedAtMs: number;
  readonly writes: Map<string, Write>;
  readonly locks: Set<string>;
  lockTimeoutMs: number;
  /** Its COMMIT waits until a standby has received it, where the server has one (DUR1). */
  waitsForStandby: boolean;
  /** A statement failed: nothing but a rollback helps. */
  failed: boolean;
  /** Its commit record is durable, though nobody sees it yet. */
  durable: boolean;
  /** Committed or rolled back. */
  ended: boolean;
}

/** An error that PostgreSQL answers with; the session lives. */
export const answeredError = (code: string, message: string): pg.DatabaseError => {
  const error = new pg.DatabaseError(message, message.length, 'error');
  error.code = code;
  error.severity = 'ERROR';
  return error;
};

/** Who is told what a server did, at once and outside of the model's own time. */
export interface ServerWatcher {
  /** A commit record became durable: from now on it survives this server's crash. */
  durable(server: DatabaseServer, record: LogRecord): void;
  /** Everyone who asks now sees it. */
  visible(server: DatabaseServer, record: LogRecord): void;
}

/** How a server behaves; faults change it. */
export interface ServerMood {
  /** Most milliseconds from COMMIT to its durable record. */
  commitMs: number;
  /** A replica replays nothing. */
  replayPaused: boolean;
  /** Most milliseconds from receipt to replay. */
  replayMs: number;
}

const RECORD_BYTES = 100;

/**
 * One PostgreSQL, with what it is known to trap its users with: transaction ids are assigned early and
 * committed late; a commit is durable, then seen, then answered, and each may be cut off from the next;
 * who waits for a lock goes on with the row as it is then; a replica replays the log in its order and
 * may show a commit before the primary does.
 */
export class DatabaseServer {
  rows: Rows;
  role: 'primary' | 'replica' | 'fenced';
  readonly log: LogRecord[];
  nextXid = 100;
  mood: ServerMood = { commitMs: 1, replayPaused: false, replayMs: 1 };
  life: Life;
  /** Connections that there ever were. */
  sessions = 0;
  /** Replica: bytes received and replayed. Primary: the end of its durable log, twice. */
  receivedBytes = 0;
  replayedBytes = 0;
  /** Replica: when the newest commit it replayed was made; null before the first. */
  replayedCommitMs: number | null = null;
  /** Waits until a standby has received so much; null where the server names none (DUR1). */
  awaitStandby: ((bytes: number) => Promise<void>) | null = null;
  /** What its standby has received, as it knows; null: none is connected. */
  standbyBytes: (() => number | null) | null = null;
  /** Sessions that wait for the standby, by number: what calls that off. */
  readonly waiting = new Map<number, () => void>();
  /** Transactions without an end, by id: assigned here, or seen in the replayed log. */
  readonly running = new Map<number, Transaction | null>();
  #bidIds = 0;
  #wallAheadMs: number;
  readonly #locks = new Map<string, { holder: Transaction; queue: (() => boolean)[] }>();

  constructor(
    readonly name: string,
    role: 'primary' | 'replica',
    readonly world: {
      scheduler: Scheduler;
      chance: Chance;
      wallAheadMs: number;
      watcher: ServerWatcher;
    },
    from?: { rows: Rows; log: readonly LogRecord[]; nextXid: number },
  ) {
    this.role = role;
    this.#wallAheadMs = world.wallAheadMs;
    this.rows = from?.rows ?? new Rows();
    this.log = [...(from?.log ?? [])];
    this.nextXid = from?.nextXid ?? this.nextXid;
    this.receivedBytes = this.replayedBytes = this.endBytes();
    this.life = world.scheduler.born(name);
  }

  /** The next value of the ledger's sequence; sequences know no rollback. */
  nextBidId(): string {
    this.#bidIds += 1;
    return String(this.#bidIds);
  }

  /** Somebody sets its clock. */
  setClock(byMs: number): void {
    this.#wallAheadMs += byMs;
  }

  /** Its wall clock. */
  wallMs(): number {
    return this.wallAtMs(this.world.scheduler.nowMs);
  }

  /** What its wall clock shows at a time of the world. */
  wallAtMs(worldMs: number): number {
    return EPOCH_MS + worldMs + this.#wallAheadMs;
  }

  /** Bytes of log written. */
  endBytes(): number {
    return this.log.at(-1)?.endBytes ?? 0;
  }

  begin(): Transaction {
    return {
      xid: null,
      startedAtMs: this.wallMs(),
      writes: new Map(),
      locks: new Set(),
      lockTimeoutMs: 5_000,
      waitsForStandby: false,
      failed: false,
      durable: false,
      ended: false,
    };
  }

  /** The oldest transaction that a snapshot taken now does not see the end of. */
  xmin(): number {
    return Math.min(this.nextXid, ...this.running.keys());
  }

  /** A row as this transaction sees it. */
  read<T extends TableName>(own: Transaction | null, table: T, key: string): Tables[T] | undefined {
    const written = own?.writes.get(`${table} ${key}`);
    if (written) return (written.row as Tables[T] | null) ?? undefined;
    return this.rows.table(table).get(key);
  }

  /** Every row as this transaction sees it. */
  scan<T extends TableName>(own: Transaction | null, table: T): Tables[T][] {
    const all = new Map(this.rows.table(table));
    for (const write of own?.writes.values() ?? []) {
      if (write.table !== table) continue;
      if (write.row === null) all.delete(write.key);
      else all.set(write.key, write.row as Tables[T]);
    }
    return [...all.values()];
  }

  isLocked(own: Transaction, table: TableName, key: string): boolean {
    const lock = this.#locks.get(`${table} ${key}`);
    return lock !== undefined && lock.holder !== own;
  }

  /** Holds a row until the transaction ends. @throws 55P03 after its lock timeout. */
  async lock(own: Transaction, table: TableName, key: string): Promise<void> {
    // A row lock is a write: a replica refuses it, and so does a primary that is fenced.
    if (this.role !== 'primary') {
      throw answeredError('25006', 'cannot execute in a read-only transaction');
    }
    const name = `${table} ${key}`;
    if (own.locks.has(name)) return;
    const lock = this.#locks.get(name);
    if (!lock) {
      this.#locks.set(name, { holder: own, queue: [] });
      own.locks.add(name);
      return;
    }
    const { scheduler } = this.world;
    await new Promise<void>((resolve, reject) => {
      const grant = () => {
        scheduler.cancel(timeout);
        if (own.ended) return false;
        lock.holder = own;
        own.locks.add(name);
        resolve();
        return true;
      };
      const timeout = scheduler.after(own.lockTimeoutMs, this.life, () => {
        lock.queue = lock.queue.filter((one) => one !== grant);
        reject(answeredError('55P03', 'canceling statement due to lock timeout'));
      });
      lock.queue.push(grant);
    });
  }

  /** Writes a row, under its lock. */
  async write<T extends TableName>(
    own: Transaction,
    table: T,
    key: string,
    row: Tables[T] | null,
  ): Promise<void> {
    await this.lock(own, table, key);
    this.assign(own);
    own.writes.set(`${table} ${key}`, { table, key, row });
  }

  /** The transaction's id, assigned when first asked for. */
  assign(own: Transaction): number {
    if (own.xid !== null) return own.xid;
    own.xid = this.nextXid;
    this.nextXid += 1;
    this.running.set(own.xid, own);
    this.#append('write', own.xid, []);
    return own.xid;
  }

  /** Durable, then received by a standby where that is asked for, then seen. */
  async commit(own: Transaction, session = 0): Promise<'done' | 'called-off'> {
    if (own.xid === null || own.writes.size === 0) {
      // Row locks are in the log too: what was read under them has reached the standby by then.
      const mustWait = own.waitsForStandby && own.locks.size > 0;
      const end = mustWait ? await this.#standbyHas(this.endBytes(), session) : 'done';
      this.abort(own);
      return end;
    }
    const { scheduler, chance, watcher } = this.world;
    const pause = (ms: number) =>
      new Promise<void>((resolve) => void scheduler.after(ms, this.life, resolve));
    await pause(between(chance, 0.05, this.mood.commitMs));
    const record = this.#append('commit', own.xid, [...own.writes.values()]);
    own.durable = true;
    this.receivedBytes = this.replayedBytes = record.endBytes;
    watcher.durable(this, record);
    let end: 'done' | 'called-off' = 'done';
    if (own.waitsForStandby) end = await this.#standbyHas(record.endBytes, session);
    else await pause(between(chance, 0, 0.5));
    this.#show(own, record);
    return end;
  }

  /** As `synchronous_commit = remote_write` waits; called off, it goes on with a warning. */
  #standbyHas(bytes: number, session: number): Promise<'done' | 'called-off'> {
    if (!this.awaitStandby) return Promise.resolve('done');
    const arrived = this.awaitStandby(bytes);
    return new Promise((resolve) => {
      const end = (how: 'done' | 'called-off') => {
        this.waiting.delete(session);
        resolve(how);
      };
      this.waiting.set(session, () => end('called-off'));
      void arrived.then(() => end('done'));
    });
  }

  /** `pg_cancel_backend`, of a session that waits for the standby. */
  callOff(session: number): void {
    this.waiting.get(session)?.();
  }

  #show(own: Transaction, record: LogRecord): void {
    this.rows.apply(record.writes);
    this.running.delete(record.xid);
    this.world.watcher.visible(this, record);
    this.#release(own);
  }

  abort(own: Transaction): void {
    if (own.xid !== null && this.running.delete(own.xid)) this.#append('abort', own.xid, []);
    own.writes.clear();
    this.#release(own);
  }

  /** The process ended; what is durable counts when it starts again, nothing else does. */
  crash(): void {
    this.world.scheduler.end(this.life, true);
    this.#locks.clear();
    this.waiting.clear();
  }

  /** Recovery: what was durable is seen, what was not is gone. */
  restart(): void {
    this.life = this.world.scheduler.born(this.name);
    if (this.role === 'replica') return;
    for (const own of [...this.running.values()]) {
      if (!own) continue;
      const record = this.log.find((one) => one.kind === 'commit' && one.xid === own.xid);
      if (own.durable && record) this.#show(own, record);
      else this.abort(own);
    }
    this.running.clear();
  }

  /** A replica takes records of the primary's log; they are replayed when their time comes. */
  receive(records: readonly LogRecord[]): void {
    for (const record of records) {
      this.log.push(record);
      this.receivedBytes = record.endBytes;
    }
  }

  /** Replays up to there. A hole in the ids means transactions that run and wrote nothing yet. */
  replay(untilBytes: number): void {
    // From the end, where what is not replayed stands.
    let at = this.log.length;
    while (at > 0 && (this.log[at - 1]?.endBytes ?? 0) > this.replayedBytes) at -= 1;
    for (const record of this.log.slice(at)) {
      if (record.endBytes > untilBytes) return;
      for (let xid = this.nextXid; xid <= record.xid; xid += 1) this.running.set(xid, null);
      this.nextXid = Math.max(this.nextXid, record.xid + 1);
      this.replayedBytes = record.endBytes;
      if (record.kind === 'write') continue;
      this.running.delete(record.xid);
      if (record.kind !== 'commit') continue;
      this.rows.apply(record.writes);
      this.replayedCommitMs = record.atMs;
      this.world.watcher.visible(this, record);
    }
  }

  /** A replica becomes the primary of a new timeline: all it received counts, nothing else. */
  promote(): void {
    this.replay(this.receivedBytes);
    this.running.clear();
    this.role = 'primary';
    // The log carries a sequence 32 values ahead of what was drawn.
    const drawn = this.scan(null, 'ledger').map((entry) => Number(entry.bidId));
    this.#bidIds = Math.max(0, ...drawn) + 32;
  }

  /** The first commit of a new timeline, before anybody may write (EPO1). */
  raiseEpoch(): void {
    const row = this.read(null, 'epoch', '1');
    if (!row) throw new Error('the table epoch has no row');
    const hold = this.read(null, 'closingHold', '1');
    const { resumeMinMs } = { ...DEFAULT_LIVE_CONFIG, ...this.read(null, 'setting', '1')?.body };
    const nowMs = Math.round(this.wallMs());
    const held = { frozenAtMs: null, heldAtMs: nowMs, floorMs: nowMs + resumeMinMs };
    const writes: Write[] = [
      { table: 'epoch', key: '1', row: { ...row, epoch: row.epoch + 1 } },
      { table: 'closingHold', key: '1', row: { ...hold, ...held, reason: 'epoch' } },
    ];
    const xid = this.nextXid;
    this.nextXid += 1;
    const record = this.#append('commit', xid, writes);
    this.rows.apply(record.writes);
    this.receivedBytes = this.replayedBytes = record.endBytes;
  }

  #append(kind: LogRecord['kind'], xid: number, writes: readonly Write[]): LogRecord {
    const endBytes = this.endBytes() + RECORD_BYTES * (1 + writes.length);
    const record: LogRecord = { endBytes, kind, xid, atMs: this.wallMs(), writes };
    this.log.push(record);
    return record;
  }

  #release(own: Transaction): void {
    for (const name of own.locks) {
      const lock = this.#locks.get(name);
      if (!lock || lock.holder !== own) continue;
      let isTaken = false;
      while (!isTaken && lock.queue.length > 0) isTaken = lock.queue.shift()?.() ?? false;
      if (!isTaken) this.#locks.delete(name);
    }
    own.locks.clear();
    own.ended = true;
  }
}
