import { readdirSync, readFileSync } from 'node:fs';

/** What something cost, each time it was done. */
export interface Cost {
  bytes: number;
  rows: number;
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
  const from = { ms: performance.now(), database: database(), own: ownCpuMs() };
  for (let nth = 0; nth < times; nth += 1) {
    const { bytes, rows } = await once();
    sum.bytes += bytes;
    sum.rows += rows;
  }
  return {
    bytes: sum.bytes / times,
    rows: sum.rows / times,
    ms: (performance.now() - from.ms) / times,
    databaseCpuMs: (database() - from.database) / times,
    ownCpuMs: (ownCpuMs() - from.own) / times,
  };
}

const COLUMNS = ['bytes', 'rows', 'ms', 'db cpu ms', 'cpu ms'];

/** The head of a table of costs. */
export const COST_HEAD = ['each time'.padEnd(58), ...COLUMNS.map((name) => name.padStart(12))].join(
  '',
);

/** One line of it. */
export function costLine(name: string, cost: Cost): string {
  const { bytes, rows, ms, databaseCpuMs: db, ownCpuMs: own } = cost;
  const cells = [bytes.toFixed(0), rows.toFixed(0), ms.toFixed(2), db.toFixed(2), own.toFixed(2)];
  return [name.padEnd(58), ...cells.map((cell) => cell.padStart(12))].join('');
}
