import type pg from 'pg';
import type { TimerHandle, Timers } from '../shared/ports';
import { chooseRoles, type Known, type ServerSeen } from './choose-primary';
import { createPool, type MovingServer } from './pools';
import { readServerSeen } from './server-seen-read';

/** How often every server is asked what it is. */
const LOOK_MS = 500;

/** A server that has not answered by then is taken for gone, until it does. */
const LOOK_DEADLINE_MS = 1_500;

/** The servers of one house's database, and who is what. */
export interface DatabaseServers {
  readonly primary: MovingServer;
  readonly replica: MovingServer;
  /**
   * Somebody who is believed was told of this epoch (EPO1): from the next look on no server of a lower
   * one is the primary. Of another database it says nothing.
   */
  heardOf(history: { installation: string; epoch: number }): void;
  /**
   * Settles when a primary is known. @throws when none was found within `withinMs`; it is looked for
   * all the same until `stop`.
   */
  start(withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** What following the servers is made of. */
export interface DatabaseServersParts {
  /** First the one that is the primary as far as the caller knows, then the replica. */
  readonly urls: readonly [string, string];
  /**
   * Gives a primary whose timeline has none its epoch (`raiseEpoch`); without it such a server is
   * left alone until somebody else has.
   */
  readonly raise?: (server: pg.Pool) => Promise<unknown>;
  readonly timers: Timers;
  readonly log: { info(data: object, line: string): void; warn(data: object, line: string): void };
}

/** One role: where it is, and who wants to know when it moves. */
function createRole(first: string | null) {
  let url = first;
  const listeners = new Set<() => void>();
  const server: MovingServer = {
    url: () => url,
    onMoved: (run) => void listeners.add(run),
  };
  return {
    server,
    move(to: string | null): boolean {
      if (to === url) return false;
      url = to;
      for (const run of listeners) run();
      return true;
    },
  };
}

/**
 * Follows a promotion without a restart (EPO1): asks both servers twice a second which of them takes
 * writes and of which epoch it is, and moves the roles. Until the first answer the roles are as given.
 * A primary that does not answer keeps its role while nobody else has it.
 */
export function createDatabaseServers(parts: DatabaseServersParts): DatabaseServers {
  const { timers, log } = parts;
  const urls = [...new Set(parts.urls)];
  const looks = urls.map((url) => createPool(url, { max: 1, name: 'look', statementMs: 1_000 }));
  const underWay = new Map<pg.Pool, Promise<ServerSeen>>();
  const primary = createRole(parts.urls[0]);
  const replica = createRole(parts.urls[1]);
  let known: Known = { installation: null, epoch: 0 };
  let timer: TimerHandle | null = null;
  let running = false;
  let looking: Promise<void> = Promise.resolve();
  let isRaiseLogged = false;

  /** A question to a server that hangs is not joined by another. */
  function ask(server: pg.Pool): Promise<ServerSeen> {
    const asked = underWay.get(server) ?? readServerSeen(server);
    underWay.set(server, asked);
    const end = () => underWay.delete(server);
    asked.then(end, end);
    return asked;
  }

  function seeOne(server: pg.Pool): Promise<ServerSeen | null> {
    return new Promise((resolve) => {
      const late = timers.after(LOOK_DEADLINE_MS, () => resolve(null));
      const settle = (seen: ServerSeen | null) => {
        timers.cancel(late);
        resolve(seen);
      };
      ask(server).then(settle, () => settle(null));
    });
  }

  const seeAll = () => Promise.all(looks.map(seeOne));

  /** True when there is an epoch now that was not there before. */
  async function raised(at: number): Promise<boolean> {
    const server = looks[at];
    if (!server || !parts.raise) return false;
    try {
      await parts.raise(server);
      isRaiseLogged = false;
      return true;
    } catch (reason) {
      if (!isRaiseLogged) log.warn({ reason: String(reason) }, 'a promoted database has no epoch');
      isRaiseLogged = true;
      return false;
    }
  }

  async function look(): Promise<void> {
    let seen = await seeAll();
    const first = chooseRoles(seen, known);
    if (first.unraised !== null && (await raised(first.unraised))) seen = await seeAll();
    const roles = chooseRoles(seen, known);
    if (!running) return;
    const chosen = roles.primary === null ? null : (seen[roles.primary] ?? null);
    if (chosen) known = { installation: chosen.installation, epoch: chosen.epoch };
    const before = primary.server.url();
    const to = roles.primary === null ? null : (urls[roles.primary] ?? null);
    const isSilent = before !== null && seen[urls.indexOf(before)] === null;
    if ((to !== null || !isSilent) && primary.move(to)) {
      const host = to === null ? null : new URL(to).host;
      const line = 'the primary is another server now';
      log.warn(
        { primary: host, epoch: known.epoch },
        host === null ? 'no server is the primary of this epoch: nothing is written' : line,
      );
    }
    // With one server alone it answers for both.
    const copy = roles.replica === null ? null : (urls[roles.replica] ?? null);
    replica.move(urls.length === 1 ? primary.server.url() : copy);
  }

  function schedule(): void {
    timer = timers.after(LOOK_MS, () => {
      looking = look().then(() => {
        if (running) schedule();
      });
    });
  }

  return {
    primary: primary.server,
    replica: replica.server,
    heardOf({ installation, epoch }) {
      if (installation === known.installation && epoch > known.epoch)
        known = { installation, epoch };
    },
    async start(withinMs) {
      running = true;
      let isLate = false;
      const late = timers.after(withinMs, () => {
        isLate = true;
      });
      for (;;) {
        await look();
        if (known.installation !== null || isLate) break;
        await new Promise<void>((resolve) => void timers.after(LOOK_MS / 5, resolve));
      }
      timers.cancel(late);
      schedule();
      if (known.installation === null) throw new Error('no server of the database is a primary');
    },
    async stop() {
      running = false;
      if (timer) timers.cancel(timer);
      await looking;
      await Promise.all(looks.map((pool) => pool.end()));
    },
  };
}
