import { Socket } from 'node:net';
import pg from 'pg';
import { checkedBigInt } from './checked-bigint';

/** A role, such as primary, and the server that has it now (`createDatabaseServers`). */
export interface MovingServer {
  /** Where to connect; null while no server has the role. */
  url(): string | null;
  /** Called when another server has the role, or none: connections to the last one are void. */
  onMoved(run: () => void): void;
}

/** What a pool is for. */
export interface PoolOptions {
  /** Most connections at once. */
  readonly max: number;
  /** Shown in `pg_stat_activity` as `lotcast-<name>`. */
  readonly name: string;
  /** A statement that runs longer is cancelled; default 10 s. */
  readonly statementMs?: number;
}

const INT8 = pg.types.builtins.INT8;

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary'
    ? checkedBigInt
    : pg.types.getTypeParser(oid, format as 'text');

/**
 * Connections to one PostgreSQL for plain SQL. Every wait has an end: for a connection, a lock, a
 * statement, and a transaction whose client fell silent. int8 arrives as a checked number
 * (`checkedBigInt`). A connection that breaks while idle is replaced; the next query tells if it
 * cannot be. Close it with `pool.end()`.
 * @param to a server's address, or a role: then the pool follows it, and what is under way at the
 * last server breaks at once, as if that had died (a COMMIT is then of unknown outcome, LAN2).
 */
export function createPool(to: string | MovingServer, options: PoolOptions): pg.Pool {
  const statementMs = options.statementMs ?? 10_000;
  const config: pg.PoolConfig = {
    application_name: `lotcast-${options.name}`,
    max: options.max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: statementMs,
    lock_timeout: Math.min(5_000, statementMs),
    idle_in_transaction_session_timeout: 15_000,
    // A peer that vanished without a word answers no statement timeout; this ends the wait here.
    query_timeout: statementMs + 2_000,
    types: { getTypeParser },
    // Every statement is small: compiling one to machine code costs more than running it.
    options: '-c jit=off -c TimeZone=UTC',
  };
  const pool =
    typeof to === 'string'
      ? new pg.Pool({ ...config, connectionString: to })
      : followingPool(to, config);
  pool.on('error', () => {}); // Lost while idle: the pool has dropped it already.
  return pool;
}

/** Where nobody is connected to; never dialled, since the socket is ended first. */
const NOWHERE = 'postgresql://127.0.0.1:1/none';

function followingPool(server: MovingServer, config: pg.PoolConfig): pg.Pool {
  const sockets = new Set<Socket>();

  function openSocket(isKnown: boolean): Socket {
    const socket = new Socket();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // After the client has begun to connect: an error before that nobody would hear.
    const refuse = () => socket.destroy(new Error('no connection: no server has this role now'));
    if (!isKnown) process.nextTick(refuse);
    return socket;
  }

  class FollowingClient extends pg.Client {
    constructor(given?: pg.ClientConfig) {
      const url = server.url();
      const stream = () => openSocket(url !== null);
      super({ ...given, connectionString: url ?? NOWHERE, stream });
    }
  }

  server.onMoved(() => {
    for (const socket of sockets) {
      socket.destroy(new Error('connection terminated: another server has this role now'));
    }
  });
  return new pg.Pool({ ...config, Client: FollowingClient });
}
