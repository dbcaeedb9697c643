import canonicalize from 'canonicalize';
import type { LogRecord, Tables } from '../database/rows';
import type { DatabaseServer } from '../database/server';

/** One state that a record was in, as the primary of an epoch made it durable. */
export interface Fact {
  readonly version: number;
  readonly gone: boolean;
  /** Canonical text of the public body; null for tombstones and bodiless records. */
  readonly text: string | null;
  /** When everyone who asked the primary could see it; null: not yet, or never. */
  visibleAtMs: number | null;
}

/** The canonical text of a public body, so that the order of its fields does not matter. */
export const bodyText = (body: unknown): string => canonicalize(body) ?? '';

/**
 * What was ever true, epoch by epoch: written down from the primary's log alone, apart from everything
 * that it is held against.
 */
export class History {
  /** The epoch of the primary. */
  epoch = 1;
  /** When it began. */
  epochAtMs = 0;
  readonly #facts = new Map<number, Map<string, Fact[]>>();

  /** A primary begins an epoch, with these rows. */
  begin(server: DatabaseServer, nowMs: number): void {
    this.epoch = server.read(null, 'epoch', '1')?.epoch ?? 1;
    this.epochAtMs = nowMs;
    for (const change of server.scan(null, 'change')) {
      this.#add(change, textOf(server, change), nowMs);
    }
  }

  /** A commit of the primary is durable. */
  durable(server: DatabaseServer, record: LogRecord): void {
    for (const change of changesOf(record)) {
      this.#add(change, textIn(record, server, change), null);
    }
  }

  /** Everyone sees it. @returns the changes that are seen now. */
  visible(record: LogRecord, nowMs: number): Tables['change'][] {
    const changes = changesOf(record);
    for (const { key, version } of changes) {
      const fact = this.facts(this.epoch, key).find((one) => one.version === version);
      if (fact) fact.visibleAtMs ??= nowMs;
    }
    return changes;
  }

  /** All states of a record in an epoch, oldest first. */
  facts(epoch: number, key: string): Fact[] {
    return this.#facts.get(epoch)?.get(key) ?? [];
  }

  /** The record's newest state that everyone could see then; undefined: none. */
  at(key: string, atMs: number): Fact | undefined {
    return this.facts(this.epoch, key).findLast(
      (one) => one.visibleAtMs !== null && one.visibleAtMs <= atMs,
    );
  }

  /** Every key of the present epoch. */
  keys(): Iterable<string> {
    return this.#facts.get(this.epoch)?.keys() ?? [];
  }

  #add(
    { key, version, gone }: Tables['change'],
    text: string | null,
    visibleAtMs: number | null,
  ): void {
    const ofEpoch = this.#facts.get(this.epoch) ?? new Map<string, Fact[]>();
    this.#facts.set(this.epoch, ofEpoch);
    const facts = ofEpoch.get(key) ?? [];
    ofEpoch.set(key, facts);
    facts.push({ version, gone, text, visibleAtMs });
  }
}

/** The rows of `change` that a commit wrote. */
export const changesOf = (record: LogRecord): Tables['change'][] =>
  record.writes.flatMap(({ table, row }) =>
    table === 'change' && row ? [row as Tables['change']] : [],
  );

function textOf(server: DatabaseServer, change: Tables['change']): string | null {
  const [kind, id = ''] = change.key.split(':');
  if (change.gone || (kind !== 'lot' && kind !== 'auction')) return null;
  return bodyText(server.read(null, kind, id)?.body);
}

function textIn(record: LogRecord, server: DatabaseServer, change: Tables['change']) {
  const [kind, id] = change.key.split(':');
  if (change.gone || (kind !== 'lot' && kind !== 'auction')) return null;
  const written = record.writes.find((one) => one.table === kind && one.key === id)?.row;
  return written ? bodyText((written as Tables['lot']).body) : textOf(server, change);
}
