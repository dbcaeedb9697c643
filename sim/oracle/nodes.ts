import type { NoticeEntry } from '../../lib/api/node-wire';
import { hasBody } from '../../lib/node/appetite';
import { covers, saleOf } from '../../lib/terminal/watch-address';
import type { Tables } from '../database/rows';
import { bodyText, type History } from './history';
import type { Fail } from './violation';

/** How exactly a master knows how far a replica is behind: its samples are half a second apart. */
const LAG_ERROR_MS = 1_500;

interface Seen {
  epoch: number;
  versions: Map<string, number>;
  /** Rounds that ended, and when the one under way was asked for. */
  rounds: number;
  askedAtMs: number;
  /** Versions that notices named and that are neither held nor, for all we know, fetched. */
  noticed: Map<string, number>;
}

import type { SeenNode } from './seen';

/**
 * What terminals hold: only what was true (FET2), never older than before (G4), all that a comparison
 * claims to have proven (ANT2), and nothing that a notice named is forgotten (FET3).
 */
export class NodeOracle {
  readonly #seen = new Map<SeenNode, Seen>();
  readonly #channels = new Map<string, string>();

  constructor(
    readonly history: History,
    readonly fail: Fail,
  ) {}

  /** Remembers where records belong. */
  changed(changes: readonly Tables['change'][]): void {
    for (const { key, channel } of changes) this.#channels.set(key, channel);
  }

  /** A terminal acknowledges a notice. */
  noticed(process: SeenNode, entries: readonly NoticeEntry[], epoch: number): void {
    const { terminal } = process;
    if (!terminal || process.node.epoch() !== epoch) return;
    const { noticed } = this.#of(process, epoch);
    for (const { op, key, version, channel } of entries) {
      if (op !== 'put' || !hasBody(key) || !terminal.records.wants(key, channel)) continue;
      // A master that has not read of a promotion yet tells under the old epoch what is of the new one.
      const isOfEpoch = this.history.facts(epoch, key).some((fact) => fact.version === version);
      if (isOfEpoch) noticed.set(key, Math.max(version, noticed.get(key) ?? 0));
    }
  }

  /** After each step of a terminal. */
  check(process: SeenNode): void {
    const { terminal, node } = process;
    const epoch = node.epoch();
    if (!terminal || epoch === null) return;
    const seen = this.#of(process, epoch);
    for (const key of this.history.keys()) {
      const version = terminal.records.heldVersion(key);
      const before = seen.versions.get(key) ?? 0;
      if (version === before) continue;
      seen.versions.set(key, version);
      if (version > 0 && version < before) {
        this.fail('G4', `${process.life.process} went back with ${key}: ${before} to ${version}`);
      }
      // Without a body there is nothing to be wrong but the number, and that is said again.
      if (version > 0 && hasBody(key)) this.#checkTruth(process, key, version, epoch);
    }
    this.#checkDemands(process, seen);
    this.#checkRound(process, seen);
  }

  /** A terminal asks what changed. */
  asks(process: SeenNode, atMs: number): void {
    const epoch = process.node.epoch();
    if (epoch !== null) this.#of(process, epoch).askedAtMs = atMs;
  }

  /** A round that ended has brought all that was so before it began, but for the lag that ANT1 allows. */
  #checkRound({ node, terminal, life }: SeenNode, seen: Seen): void {
    const { antiEntropyRounds } = node.counters;
    if (antiEntropyRounds === seen.rounds) return;
    seen.rounds = antiEntropyRounds;
    const atMs = seen.askedAtMs - node.told().config.antiEntropyMs / 2 - LAG_ERROR_MS;
    const { history } = this;
    if (seen.epoch !== history.epoch || atMs < history.epochAtMs || node.fetching() > 0) return;
    for (const key of history.keys()) {
      if (!/^(lot|auction|item|me|reg):/.test(key)) continue;
      const fact = history.at(key, atMs);
      const held = terminal?.records.heldVersion(key) ?? 0;
      // What nobody watched before is what comparisons bring.
      if (held === 0 || !fact || held >= fact.version) continue;
      this.fail(
        'ANT1',
        `a round of ${life.process} left ${key}@${held}, it was at ${fact.version}`,
      );
    }
  }

  #checkTruth(process: SeenNode, key: string, version: number, epoch: number): void {
    const held = process.terminal?.records.get(key);
    const fact = this.history.facts(epoch, key).find((one) => one.version === version);
    const text = held?.text ? bodyText(JSON.parse(held.text)) : null;
    if (fact && fact.gone === held?.gone && (text === null || text === fact.text)) return;
    this.fail('FET2', `${process.life.process} holds ${key}@${version}, which never was`);
  }

  #checkDemands(process: SeenNode, { noticed }: Seen): void {
    const records = process.terminal?.records;
    for (const [key, version] of noticed) {
      const isWanted = records?.wants(key, this.#channels.get(key) ?? key);
      if (!isWanted || (records?.heldVersion(key) ?? 0) >= version) noticed.delete(key);
      else if (process.node.fetching() === 0) {
        this.fail('FET3', `${process.life.process} was told of ${key}@${version} and forgot it`);
        noticed.delete(key);
      }
    }
  }

  /** A comparison says that all under a name is held as it was when the comparison began. */
  proven(process: SeenNode, watched: string, startedAtMs: number): void {
    const { history } = this;
    if (process.node.epoch() !== history.epoch || startedAtMs < history.epochAtMs) return;
    for (const key of history.keys()) {
      // Digests do not count catalogue entries; rounds bring those (CHN1, ANT1).
      if (!hasBody(key) && !key.startsWith('me:')) continue;
      if (!covers(watched, key, this.#channels.get(key) ?? '')) continue;
      const fact = history.at(key, startedAtMs);
      const held = process.terminal?.records.heldVersion(key) ?? 0;
      if (!fact || held >= fact.version || (fact.gone && held === 0)) continue;
      const { process: name } = process.life;
      this.fail('ANT2', `${name} proved ${watched} with ${key}@${held}, it was at ${fact.version}`);
    }
  }

  /** After healing: everything that is watched is held as the primary has it. */
  difference(process: SeenNode): string | null {
    const { records } = process.terminal ?? {};
    if (!records || process.node.epoch() !== this.history.epoch) return 'another epoch';
    for (const key of this.history.keys()) {
      const channel = this.#channels.get(key) ?? '';
      if (!hasBody(key) || !records.wants(key, channel)) continue;
      const fact = this.history.at(key, Number.POSITIVE_INFINITY);
      const held = records.heldVersion(key);
      if (fact && held !== fact.version && !(fact.gone && held === 0)) {
        return `${saleOf(channel)} ${key}@${held} instead of ${fact.version}`;
      }
    }
    return null;
  }

  #of(process: SeenNode, epoch: number): Seen {
    const known = this.#seen.get(process);
    if (known?.epoch === epoch) return known;
    if (known && epoch < known.epoch) {
      this.fail('EPO2', `${process.life.process} went back from epoch ${known.epoch} to ${epoch}`);
    }
    const seen: Seen = {
      epoch,
      versions: new Map(),
      noticed: new Map(),
      rounds: process.node.counters.antiEntropyRounds,
      askedAtMs: 0,
    };
    this.#seen.set(process, seen);
    return seen;
  }
}
