import type pg from 'pg';
import { type Network, refusedError } from '../world/network';
import type { Life } from '../world/scheduler';
import { Stream, type StreamEnd } from '../world/stream';
import { answeredError, type DatabaseServer, type Transaction } from './server';
import { runStatement } from './statements';

/** What a statement's text or config comes down to. */
interface Asked {
  readonly name: string;
  readonly values: readonly unknown[];
}

type Answered = { rows: readonly object[]; command: string; isWarned?: boolean } | { error: Error };

/** As lib/db/pools sets them. */
const CONNECT_MS = 5_000;
const QUERY_MS = 12_000;
/** A transaction whose client says nothing for so long is rolled back. */
export const IDLE_IN_TRANSACTION_MS = 15_000;

/** As lib/db/transaction begins. */
const BEGIN = /^begin(?:; set local synchronous_commit = (local|remote_write))?$/;

const LOCK_TIMEOUT = /^set local lock_timeout = '(\d+)(ms|s)'$/;

function askedOf(query: unknown, values: unknown): Asked {
  if (typeof query === 'string') return { name: query, values: (values as unknown[]) ?? [] };
  const { name, text, values: own } = query as { name?: string; text: string; values?: unknown[] };
  return { name: name ?? text, values: own ?? [] };
}

/** The server's side of one connection. */
class Backend implements StreamEnd {
  readonly life: Life;
  stream: Stream | null = null;
  #own: Transaction | null = null;
  #isCommitting = false;
  #lastHeardMs = 0;

  constructor(
    readonly server: DatabaseServer,
    /** Its number on that server. */
    readonly processID: number,
  ) {
    this.life = server.life;
    this.#lastHeardMs = server.world.scheduler.nowMs;
  }

  receive(message: unknown): void {
    this.#lastHeardMs = this.server.world.scheduler.nowMs;
    void this.#run(message as Asked).then((answer) => this.stream?.send(this, answer));
  }

  closed(): void {
    if (this.#own && !this.#isCommitting) this.server.abort(this.#own);
    this.#own = null;
  }

  /** Ends a transaction whose client fell silent. */
  sweep(): void {
    const silentMs = this.server.world.scheduler.nowMs - this.#lastHeardMs;
    if (!this.#own || this.#isCommitting || silentMs < IDLE_IN_TRANSACTION_MS) return;
    this.closed();
    this.stream?.break();
  }

  async #run(asked: Asked): Promise<Answered> {
    try {
      return await this.#obey(asked);
    } catch (error) {
      if (this.#own) this.#own.failed = true;
      return { error: error as Error };
    }
  }

  async #obey({ name, values }: Asked): Promise<Answered> {
    const { server } = this;
    const begin = BEGIN.exec(name);
    if (begin) {
      this.#own = server.begin();
      this.#own.waitsForStandby = begin[1] === 'remote_write';
      return { rows: [], command: 'BEGIN' };
    }
    if (name === 'commit') return this.#commit();
    if (name === 'rollback') {
      if (this.#own) server.abort(this.#own);
      this.#own = null;
      return { rows: [], command: 'ROLLBACK' };
    }
    if (this.#own?.failed) throw answeredError('25P02', 'current transaction is aborted');
    const timeout = LOCK_TIMEOUT.exec(name);
    if (timeout) {
      const ms = Number(timeout[1]) * (timeout[2] === 's' ? 1_000 : 1);
      if (this.#own) this.#own.lockTimeoutMs = ms;
      return { rows: [], command: 'SET' };
    }
    if (this.#own) {
      return { rows: await runStatement(name, { server, own: this.#own, values }), command: '' };
    }
    const alone = server.begin();
    try {
      const rows = await runStatement(name, { server, own: alone, values });
      await server.commit(alone);
      return { rows, command: '' };
    } catch (error) {
      server.abort(alone);
      throw error;
    }
  }

  async #commit(): Promise<Answered> {
    const own = this.#own;
    this.#own = null;
    if (!own) return { rows: [], command: 'COMMIT' };
    if (own.failed || own.ended) {
      this.server.abort(own);
      return { rows: [], command: 'ROLLBACK' };
    }
    this.#isCommitting = true;
    const end = await this.server.commit(own, this.processID);
    this.#isCommitting = false;
    return { rows: [], command: 'COMMIT', isWarned: end === 'called-off' };
  }
}

/** The client's side: as much of a `pg.PoolClient` as the masters use. */
class Client implements StreamEnd {
  stream: Stream | null = null;
  isBroken = false;
  #pending: { name: string; settle: (answer: Answered) => void } | null = null;
  readonly #notes = new Set<() => void>();

  constructor(
    readonly life: Life,
    readonly pool: ModelPool,
    readonly backend: Backend,
  ) {}

  receive(message: unknown): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.settle(message as Answered);
  }

  closed(): void {
    this.isBroken = true;
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    this.receive({ error: reset });
  }

  query(
    query: unknown,
    values?: unknown,
  ): Promise<{ rows: readonly object[]; rowCount: number; command: string }> {
    const asked = askedOf(query, values);
    if (this.isBroken || !this.stream) return Promise.reject(new Error('Connection terminated'));
    this.stream.send(this, asked);
    if (asked.name === 'commit' && this.pool.losesNextCommit) {
      this.pool.losesNextCommit = false;
      this.stream.break();
    }
    const { scheduler } = this.pool.options.network;
    return new Promise((resolve, reject) => {
      const timeout = scheduler.after(QUERY_MS, this.life, () => {
        this.#pending = null;
        this.isBroken = true;
        reject(new Error('Query read timeout'));
      });
      const settle = (answer: Answered) => {
        scheduler.cancel(timeout);
        if ('error' in answer) return reject(answer.error);
        if (answer.isWarned) for (const note of this.#notes) note();
        resolve({ ...answer, rowCount: answer.rows.length });
      };
      this.#pending = { name: asked.name, settle };
    });
  }

  /** The statement it waits for, or null. */
  get awaits(): string | null {
    return this.#pending?.name ?? null;
  }

  get processID(): number {
    return this.backend.processID;
  }

  on(event: string, run: () => void): void {
    if (event === 'notice') this.#notes.add(run);
  }

  removeListener(_event: string, run: () => void): void {
    this.#notes.delete(run);
  }

  release(isBroken?: boolean): void {
    if (isBroken || this.isBroken) {
      this.isBroken = true;
      this.stream?.close(this);
    }
    this.pool.takeBack(this);
  }
}

/** What a pool is made of. */
export interface ModelPoolOptions {
  readonly network: Network;
  /** The process that asks. */
  readonly life: Life;
  /** Which server it is connected to now; null: none that can be found. */
  readonly server: () => DatabaseServer | null;
  /** Sessions that servers must sweep. */
  readonly backends: Set<Backend>;
}

/** The server's sides of all connections, swept for silent ones. */
export type Backends = Set<Backend>;

/** Connections from one process to one database, as `createPool` would give. */
export class ModelPool {
  /** The connection breaks with the next COMMIT on its way: it never arrives. */
  losesNextCommit = false;
  #idle: Client[] = [];
  readonly #all = new Set<Client>();
  #nth = 0;

  constructor(readonly options: ModelPoolOptions) {}

  /** As the masters take it. Only what they use is there. */
  asPool(): pg.Pool {
    return this as unknown as pg.Pool;
  }

  async connect(): Promise<Client> {
    const server = this.options.server();
    const known = this.#idle.filter(
      (one) => !one.isBroken && one.backend.server === server && one.backend.life === server?.life,
    );
    for (const stale of this.#idle) if (!known.includes(stale)) stale.stream?.close(stale);
    const client = known.shift();
    this.#idle = known;
    return client ?? this.#open(server);
  }

  async query(query: unknown, values?: unknown) {
    const client = await this.connect();
    try {
      return await client.query(query, values);
    } finally {
      client.release();
    }
  }

  async end(): Promise<void> {}

  /** A client is free again. */
  takeBack(client: Client): void {
    if (client.isBroken) this.#forget(client);
    else this.#idle.push(client);
  }

  /** Connections that await the answer to COMMIT. */
  get committing(): number {
    return this.#committing().length;
  }

  /** Breaks them: nobody will know. */
  breakCommitting(): void {
    for (const client of this.#committing()) client.stream?.break();
  }

  #committing(): Client[] {
    return [...this.#all].filter((client) => client.awaits === 'commit');
  }

  #forget(client: Client): void {
    this.#all.delete(client);
    this.options.backends.delete(client.backend);
  }

  #open(server: DatabaseServer | null): Promise<Client> {
    const { network, life, backends } = this.options;
    const { scheduler } = network;
    return new Promise((resolve, reject) => {
      const name = server?.name ?? 'nowhere';
      const timeout = scheduler.after(CONNECT_MS, life, () =>
        reject(new Error('timeout exceeded when trying to connect')),
      );
      if (network.faultOf(life.process, name).cut) return;
      scheduler.after(network.delayMs(life.process, name), life, () => {
        if (network.faultOf(name, life.process).cut || server?.life.hung) return;
        scheduler.cancel(timeout);
        if (!server?.life.alive) {
          reject(refusedError(name));
          return;
        }
        this.#nth += 1;
        server.sessions += 1;
        const backend = new Backend(server, server.sessions);
        const client = new Client(life, this, backend);
        const stream = new Stream(network, [client, backend], `${life.process} ${this.#nth}`);
        client.stream = backend.stream = stream;
        backends.add(backend);
        this.#all.add(client);
        resolve(client);
      });
    });
  }
}
