import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** What something cost, each time it was done. */
export interface Cost {
  bytes: number;
  rows: number;
  /** Statements that this process sent to the databases. */
  queries: number;
  /** From question to answer, and of that the CPU of PostgreSQL and of this process. */
  ms: number;
  databaseCpuMs: number;
  ownCpuMs: number;
}

/** What one doing of it moved. */
export interface Moved {
  bytes: number;
  rows: number;
}

/** Linux counts CPU in hundredths of a second. */
const TICK_MS = 10;

/** CPU of a server and its back-ends so far, living or ended. */
function databaseCpuMs(postmaster: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const isOurs = Number(name) === postmaster || Number(fields[1]) === postmaster;
      if (isOurs) ticks += Number(fields[11]) + Number(fields[12]);
      // What back-ends used that ended meanwhile.
      if (Number(name) === postmaster) ticks += Number(fields[13]) + Number(fields[14]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks * TICK_MS;
}

let queries = 0;
const send = pg.Client.prototype.query as (...of: unknown[]) => unknown;
pg.Client.prototype.query = function counted(this: pg.Client, ...of: unknown[]) {
  queries += 1;
  return send.apply(this, of);
} as typeof pg.Client.prototype.query;

const ownCpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Does something so often, one after the other. @returns what each cost on average. */
export async function costOf(
  times: number,
  postmasters: readonly number[],
  once: () => Promise<Moved>,
): Promise<Cost> {
  await once();
  const database = () => postmasters.reduce((sum, pid) => sum + databaseCpuMs(pid), 0);
  const sum: Moved = { bytes: 0, rows: 0 };
  const from = { ms: performance.now(), database: database(), own: ownCpuMs(), queries };
  for (let nth = 0; nth < times; nth += 1) {
    const { bytes, rows } = await once();
    sum.bytes += bytes;
    sum.rows += rows;
  }
  return {
    bytes: sum.bytes / times,
    rows: sum.rows / times,
    queries: (queries - from.queries) / times,
    ms: (performance.now() - from.ms) / times,
    databaseCpuMs: (database() - from.database) / times,
    ownCpuMs: (ownCpuMs() - from.own) / times,
  };
}

const COLUMNS = ['bytes', 'rows', 'queries', 'ms', 'db cpu ms', 'cpu ms'];

/** The head of a table of costs. */
export const COST_HEAD = ['each time'.padEnd(58), ...COLUMNS.map((name) => name.padStart(12))].join(
  '',
);

/** One line of it. */
export function costLine(name: string, cost: Cost): string {
  const { bytes, rows, queries: sent, ms, databaseCpuMs: db, ownCpuMs: own } = cost;
  const whole = [bytes, rows].map((cell) => cell.toFixed(0));
  const cells = [...whole, ...[sent, ms, db, own].map((cell) => cell.toFixed(2))];
  return [name.padEnd(58), ...cells.map((cell) => cell.padStart(12))].join('');
}
