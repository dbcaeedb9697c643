import type { BusMessage } from '../../lib/api/bus-wire';
import type { Notice } from '../../lib/api/node-wire';
import type { ChangedRecord } from '../../lib/master/record-change';
import type { SeenMaster } from './seen';
import type { Fail } from './violation';

/** What one master owes one life of a node: versions by key, told and not acknowledged. */
type Owed = Map<string, number>;

/** The bus of a master, among the lives of nodes (BUS1). */
const THE_BUS = 'bus';

/** A resync makes good for all that was owed when it was sent. */
function forgive(owed: Owed, before: Owed): void {
  for (const [key, told] of before) if ((owed.get(key) ?? 0) <= told) owed.delete(key);
}

/**
 * NTF1–6 at their edge: a change that a master was to tell a node either waits in its sync buffer, or
 * the node acknowledged that version or a newer one, or a resync sent after it.
 */
export class ToldOracle {
  readonly #owed = new Map<SeenMaster, Map<string, Owed>>();

  constructor(readonly fail: Fail) {}

  /** The notifier is about to be told. */
  told(master: SeenMaster, records: readonly ChangedRecord[]): void {
    const { notifier } = master;
    const direct = notifier.stats().filter(({ via }) => via === 'direct');
    const lives = direct.map(({ name, incarnation }) => `${name} ${incarnation}`);
    for (const life of notifier.bus() ? [...lives, THE_BUS] : lives) {
      const owed = this.#of(master, life);
      for (const { key, version } of records) {
        owed.set(key, Math.max(version, owed.get(key) ?? 0));
      }
    }
  }

  /** Notices are published on the bus. @returns what it means that the bus took them. */
  published(master: SeenMaster, messages: readonly BusMessage[]): () => void {
    const owed = this.#of(master, THE_BUS);
    const before = new Map(owed);
    return () => {
      for (const message of messages) {
        if (message.t !== 'notice') continue;
        for (const { op, key, version } of message.entries) {
          if (op === 'resync') forgive(owed, before);
          else if ((owed.get(key) ?? 0) <= version) owed.delete(key);
        }
      }
    };
  }

  /** A notice goes out. @returns what its acknowledgement means. */
  sent(master: SeenMaster, node: string, notice: Notice): (seqs: ReadonlySet<number>) => void {
    const owed = this.#of(master, `${node} ${notice.to}`);
    const before = new Map(owed);
    return (seqs) => {
      for (const { op, key, version, seq } of notice.entries) {
        if (!seqs.has(seq)) continue;
        if (op === 'resync') forgive(owed, before);
        else if ((owed.get(key) ?? 0) <= version) owed.delete(key);
      }
    };
  }

  /** Nothing is owed that does not wait. */
  check(master: SeenMaster): void {
    const owed = this.#owed.get(master);
    if (!owed || !master.life.alive) return;
    const stats = master.notifier.stats();
    for (const [life, keys] of owed) {
      const [name, incarnation] = life.split(' ');
      const bus = life === THE_BUS ? master.notifier.bus() : null;
      const node = bus ?? stats.find((one) => one.name === name && one.incarnation === incarnation);
      if (!node) owed.delete(life);
      else if (keys.size > 0 && node.waiting === 0) {
        const lost = [...keys].map(([key, version]) => `${key}@${version}`).join(', ');
        this.fail('NTF', `${master.life.process} forgot to tell ${name} of ${lost}`);
      }
    }
  }

  #of(master: SeenMaster, life: string): Owed {
    const byLife = this.#owed.get(master) ?? new Map<string, Owed>();
    this.#owed.set(master, byLife);
    const owed = byLife.get(life) ?? new Map<string, number>();
    byLife.set(life, owed);
    return owed;
  }
}
