import type { BusMessage } from '../../lib/api/bus-wire';
import type { ChangedRecord } from '../../lib/master/record-change';
import { hasBody } from '../../lib/node/appetite';
import { concernOf } from '../../lib/terminal/watched-records';
import type { History } from './history';
import type { SeenMaster, SeenNode } from './seen';
import type { Fail } from './violation';

/** A change that a master was to say, and who was told of such things over the bus then. */
interface Said extends ChangedRecord {
  readonly epoch: number;
  readonly atMs: number;
  readonly nodes: ReadonlySet<string>;
}

/** A master's monotonic clock counts from elsewhere than the world's: the same moment differs in the last digits. */
const ROUNDING_MS = 0.001;

/** What a master said is looked at for so long after. */
const KEPT_MS = 10_000;

/**
 * BUS1 at its edge: a terminal that hears a beat, which says until when all changes of that master were
 * said, and that claims to be current, holds all of them or is fetching them: it cannot have missed one
 * and not know.
 */
export class BusOracle {
  readonly #said = new Map<string, { master: SeenMaster; said: Said[] }>();
  readonly #beats = new Map<SeenNode, { master: string; untilMs: number }>();

  constructor(
    readonly history: History,
    readonly fail: Fail,
  ) {}

  /** A master tells of what it committed. */
  told(master: SeenMaster, records: readonly ChangedRecord[], atMs: number): void {
    const hearing = master.notifier.stats().filter(({ via }) => via === 'bus');
    if (hearing.length === 0) return;
    const nodes = new Set(hearing.map(({ name, incarnation }) => `${name} ${incarnation}`));
    const { said } = this.#said.get(master.incarnation) ?? { said: [] };
    const { epoch } = this.history;
    const more = records.map((record) => ({ ...record, epoch, atMs, nodes }));
    const kept = [...said, ...more].filter((one) => one.atMs > atMs - KEPT_MS);
    this.#said.set(master.incarnation, { master, said: kept });
  }

  /** A terminal hears something. */
  heard(node: SeenNode, message: BusMessage): void {
    const { master } = this.#said.get(message.incarnation) ?? {};
    // Of a lower epoch nothing is believed (EPO2).
    if (!master || message.t !== 'beat' || message.epoch !== node.node.epoch()) return;
    const untilMs = master.worldMs(message.saidUntilMs) - ROUNDING_MS;
    this.#beats.set(node, { master: message.incarnation, untilMs });
  }

  /** After the terminal took it. */
  check(process: SeenNode): void {
    const beat = this.#beats.get(process);
    if (!beat) return;
    this.#beats.delete(process);
    const { node, terminal, life, incarnation } = process;
    const { master, said } = this.#said.get(beat.master) ?? { said: [] };
    if (!terminal || !master || node.epoch() !== this.history.epoch) return;
    for (const { key, version, channel, epoch, atMs, nodes } of said) {
      if (epoch !== node.epoch() || atMs >= beat.untilMs || !hasBody(key)) continue;
      if (!nodes.has(`${life.process} ${incarnation}`) || node.fetching() > 0) continue;
      const { records } = terminal;
      const fact = this.history.facts(epoch, key).find((one) => one.version === version);
      const held = records.heldVersion(key);
      if (!fact || held >= version || (fact.gone && held === 0)) continue;
      const claimed = records
        .watched()
        .filter((name) => records.provenAtMs(name) !== null)
        .find((name) => concernOf([name])(key, channel) && node.mayClaim(concernOf([name])));
      if (claimed === undefined) continue;
      this.fail(
        'BUS1',
        `${life.process} claims ${claimed} with ${key}@${held}, ${master.life.process} said ${version}`,
      );
    }
  }
}
