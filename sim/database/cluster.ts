import type { Durability } from '../../lib/master/standby-watch';
import type { Chance } from '../../lib/shared/ports';
import { between, chanceOf } from '../world/chance';
import type { Network } from '../world/network';
import type { Life } from '../world/scheduler';
import { type Backends, ModelPool } from './pool';
import type { LogRecord, Rows } from './rows';
import { DatabaseServer, type ServerWatcher } from './server';

/** What a promotion came to. */
export interface Promotion {
  readonly old: DatabaseServer;
  readonly next: DatabaseServer;
  /** Durable on the old primary and never received by the new one. */
  readonly lost: readonly LogRecord[];
}

/** How often servers look for clients that fell silent. */
const SWEEP_MS = 1_000;

/**
 * A primary and its replica: the log is shipped in order and replayed with whatever lag there is; in
 * `strict` a commit waits until the replica has received it; a promotion cuts off what was not received
 * and begins an epoch.
 */
export class Cluster {
  primary: DatabaseServer;
  replica: DatabaseServer | null;
  readonly backends: Backends = new Set();
  readonly #chance: Chance;
  readonly #watcher: ServerWatcher;
  #isShipping = false;
  #isReplaying = false;
  #servers = 2;
  /** Commits that wait for the standby, by the bytes it must have received. */
  #awaiting: { bytes: number; server: DatabaseServer; resolve: () => void }[] = [];
  /** Masters that have not found the new primary yet. */
  readonly #astray = new Map<string, DatabaseServer>();

  constructor(
    readonly network: Network,
    readonly durability: Durability,
    watcher: ServerWatcher,
    rows: Rows,
  ) {
    this.#watcher = {
      durable: (server, record) => {
        watcher.durable(server, record);
        this.nudge();
      },
      visible: (server, record) => watcher.visible(server, record),
    };
    this.#chance = chanceOf(network.seed, 'cluster');
    this.primary = this.#server('db-1', 'primary', { rows, log: [], nextXid: 100 });
    this.replica = this.#server('db-2', 'replica', { rows: rows.copy(), log: [], nextXid: 100 });
    this.#follow();
    this.#sweep();
  }

  /** Connections of a process to whatever is the primary, or the replica, when it connects. */
  pool(life: Life, role: 'primary' | 'replica'): ModelPool {
    const { network, backends } = this;
    const server = () =>
      role === 'primary'
        ? (this.#astray.get(life.process) ?? this.primary)
        : (this.replica ?? this.primary);
    return new ModelPool({ network, life, backends, server });
  }

  /** Ships and replays what is due; call it after anything that may have held it up. */
  nudge(): void {
    this.#ship();
    this.#replay();
  }

  /**
   * The standby becomes the primary of the next epoch; the old one is fenced: whoever still finds it
   * can read, never write. There is no standby until `rebuild`.
   */
  promote(astray: readonly string[]): Promotion | null {
    const { primary: old, replica: next } = this;
    if (!next?.life.alive) return null;
    old.role = 'fenced';
    old.crash();
    this.#astray.clear();
    if (astray.length > 0) {
      old.restart();
      old.role = 'fenced';
      for (const process of astray) this.#astray.set(process, old);
    }
    const lost = old.log.filter(
      (record) => record.kind === 'commit' && record.endBytes > next.receivedBytes,
    );
    next.promote();
    next.raiseEpoch();
    next.mood = { ...next.mood, replayPaused: false };
    this.primary = next;
    this.replica = null;
    this.#awaiting = [];
    return { old, next, lost };
  }

  /** Everyone finds the primary again; the fenced one is switched off. */
  found(): void {
    for (const old of this.#astray.values()) old.crash();
    this.#astray.clear();
  }

  /** A new standby, from a base backup of the primary. */
  rebuild(): void {
    if (this.replica) return;
    this.#servers += 1;
    const { primary } = this;
    const rows = primary.rows.copy();
    const running = new Map(primary.running);
    for (const [xid, own] of running) {
      // Durable and not seen yet: the backup's own recovery finds its commit.
      if (!own?.durable) continue;
      rows.apply([...own.writes.values()]);
      running.delete(xid);
    }
    this.replica = this.#server(`db-${this.#servers}`, 'replica', {
      rows,
      log: primary.log.filter((record) => record.endBytes <= primary.replayedBytes),
      nextXid: primary.nextXid,
    });
    for (const xid of running.keys()) this.replica.running.set(xid, null);
    this.#follow();
  }

  #server(
    name: string,
    role: 'primary' | 'replica',
    from: { rows: Rows; log: readonly LogRecord[]; nextXid: number },
  ): DatabaseServer {
    const { network } = this;
    const chance = chanceOf(network.seed, `server ${name}`);
    // Servers of one house keep their clocks within a fraction of a second.
    const wallAheadMs = Math.round(between(chance, -40, 40));
    const world = { scheduler: network.scheduler, chance, wallAheadMs, watcher: this.#watcher };
    return new DatabaseServer(name, role, world, from);
  }

  /** Makes the primary feed the present standby. */
  #follow(): void {
    const { primary } = this;
    primary.awaitStandby =
      this.durability !== 'local'
        ? (bytes) =>
            new Promise((resolve) => {
              this.#awaiting.push({ bytes, server: primary, resolve });
              this.#acknowledge();
            })
        : null;
    primary.standbyBytes = () => (this.replica?.life.alive ? this.replica.receivedBytes : null);
    this.nudge();
  }

  #acknowledge(): void {
    const bytes = this.replica?.receivedBytes ?? -1;
    const ready = this.#awaiting.filter((one) => one.bytes <= bytes);
    this.#awaiting = this.#awaiting.filter((one) => one.bytes > bytes);
    for (const { server, resolve } of ready) {
      const delayMs = this.network.delayMs(this.replica?.name ?? '', server.name);
      this.network.scheduler.after(delayMs, server.life, resolve);
    }
  }

  #ship(): void {
    const { primary, replica, network } = this;
    if (this.#isShipping || !replica?.life.alive || !primary.life.alive) return;
    if (replica.receivedBytes >= primary.replayedBytes) return;
    if (network.faultOf(primary.name, replica.name).cut) {
      network.onRepair(() => this.#ship());
      return;
    }
    this.#isShipping = true;
    const untilBytes = primary.replayedBytes;
    network.scheduler.after(network.delayMs(primary.name, replica.name), null, () => {
      this.#isShipping = false;
      if (this.replica !== replica || this.primary !== primary || !replica.life.alive) return;
      if (replica.life.hung) return;
      const records = primary.log.filter(
        ({ endBytes }) => endBytes > replica.receivedBytes && endBytes <= untilBytes,
      );
      replica.receive(records);
      this.#acknowledge();
      this.nudge();
    });
  }

  #replay(): void {
    const { replica, network } = this;
    if (this.#isReplaying || !replica?.life.alive || replica.mood.replayPaused) return;
    if (replica.replayedBytes >= replica.receivedBytes) return;
    this.#isReplaying = true;
    const untilBytes = replica.receivedBytes;
    const delayMs = between(this.#chance, 0.1, replica.mood.replayMs);
    network.scheduler.after(delayMs, null, () => {
      this.#isReplaying = false;
      if (this.replica !== replica || !replica.life.alive || replica.life.hung) return;
      if (!replica.mood.replayPaused) replica.replay(untilBytes);
      this.nudge();
    });
  }

  #sweep(): void {
    this.network.scheduler.after(SWEEP_MS, null, () => {
      for (const backend of [...this.backends]) {
        if (backend.life.alive) backend.sweep();
        else this.backends.delete(backend);
      }
      this.#sweep();
    });
  }
}
