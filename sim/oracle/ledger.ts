import { isDeepStrictEqual } from 'node:util';
import type { BidAnswer } from '../../lib/api/v1/bids';
import type { ChainBody } from '../../lib/auction/ledger/chain';
import { commandOfEntry } from '../../lib/auction/ledger/command';
import { publicLot } from '../../lib/auction/public-lot';
import { settle } from '../../lib/auction/settle';
import type { LotState } from '../../lib/auction/state';
import type { EntryRow } from '../../lib/db/batch-write';
import type { OpeningRow } from '../../lib/db/opening-row';
import type { Durability } from '../../lib/master/standby-watch';
import { bidderOf, type Paddles } from '../../lib/master/testing/replay-ledger';
import type { Promotion } from '../database/cluster';
import type { LogRecord, TableName, Tables } from '../database/rows';
import type { DatabaseServer } from '../database/server';
import { bodyText, changesOf } from './history';
import type { Fail } from './violation';

/** An answer 201, as a master gave it. */
export interface Acknowledged {
  readonly lotId: number;
  readonly key: string;
  readonly bidder: string;
  readonly answer: BidAnswer;
}

const rowsIn = <T extends TableName>(record: LogRecord, table: T): Tables[T][] =>
  record.writes.flatMap((write) =>
    write.table === table && write.row ? [write.row as Tables[T]] : [],
  );

/** A lot is closed so soon after its time and grace, once all is well. */
const CLOSED_WITHIN_MS = 3_000;

/**
 * Holds G1, G2, G5 and G6 against every commit: what was acknowledged is in the log, the rules run over
 * the ledger give the stored state, each accepted bid has its key and no key has two.
 */
export class LedgerOracle {
  /** Acknowledged bids that a promotion in durability `local` lost, counted as promised. */
  lostAcknowledged = 0;
  readonly #states = new Map<number, LotState>();
  readonly #entries = new Map<string, string>();
  readonly #lost = new Set<string>();
  readonly #acknowledged = new Map<string, Acknowledged>();
  readonly #accepted = new Map<string, string>();
  /** Before which lots do not close, by lot. */
  readonly #floors = new Map<number, number>();
  #wallMs = Number.POSITIVE_INFINITY;

  constructor(
    readonly durability: Durability,
    readonly paddles: Paddles,
    readonly fail: Fail,
  ) {}

  /** The state of everything on a primary that has just become one. */
  begin(server: DatabaseServer): void {
    this.#states.clear();
    this.#entries.clear();
    this.#accepted.clear();
    for (const lot of server.scan(null, 'lot')) this.#states.set(lot.id, lot.state);
    for (const entry of server.scan(null, 'ledger')) this.#note(entry);
    for (const key of server.scan(null, 'bidKey')) this.#noteKey(key);
  }

  /**
   * An epoch begins, or the clock was set (TIM2): what is open stays open for `resumeMinMs`, by this
   * server's clock.
   */
  interrupted(server: DatabaseServer, resumeMinMs: number): void {
    const floorMs = server.wallMs() + resumeMinMs;
    this.#floors.clear();
    for (const { id, phase, opensAtMs } of server.scan(null, 'lot')) {
      if (phase === 'open' && opensAtMs <= server.wallMs()) this.#floors.set(id, floorMs);
    }
  }

  /** Nobody need have noticed. */
  uninterrupted(): void {
    this.#floors.clear();
  }

  /** A commit; `wallMs` is the clock of its server, null where that was just set. */
  durable(record: LogRecord, wallMs: number | null): void {
    this.#wallMs = wallMs ?? Number.POSITIVE_INFINITY;
    const entries = rowsIn(record, 'ledger').sort((a, b) => a.entry - b.entry);
    const openings = rowsIn(record, 'opening');
    const keys = rowsIn(record, 'bidKey');
    for (const entry of entries) {
      this.#note(entry);
      const isAccepted = entry.kind === 'bid' && entry.code === null;
      const key = keys.find((one) => one.lotId === entry.lotId && one.entry === entry.entry);
      if (isAccepted && !key) this.fail('G5', `entry ${entry.lotId}.${entry.entry} keeps no key`);
    }
    for (const key of keys) this.#noteKey(key);
    for (const lot of rowsIn(record, 'lot')) this.#replay(lot, entries, openings, record);
  }

  #note(entry: EntryRow): void {
    const place = `${entry.lotId}.${entry.entry}`;
    if (this.#entries.has(place)) this.fail('G2', `two ledger entries ${place}`);
    this.#entries.set(place, String(entry.bidId));
  }

  #noteKey({ lotId, bidderId, key, entry, status }: Tables['bidKey']): void {
    if (status !== 201) return;
    const name = `${lotId} ${bidderId} ${key}`;
    const before = this.#accepted.get(name);
    if (before) this.fail('G5', `key ${name} bid at entries ${before} and ${entry}`);
    this.#accepted.set(name, String(entry));
  }

  #replay(
    lot: Tables['lot'],
    entries: readonly EntryRow[],
    openings: readonly OpeningRow[],
    record: LogRecord,
  ): void {
    const before = this.#states.get(lot.id);
    this.#states.set(lot.id, lot.state);
    if (!before) return;
    const own = entries.filter((entry) => entry.lotId === lot.id);
    let state: LotState = before;
    for (const entry of own) {
      if (entry.entry !== state.entry + 1) {
        this.fail('G2', `lot ${lot.id}: entry ${entry.entry} follows ${state.entry}`);
      }
      state = this.#next(state, entry, openings);
    }
    if (own.length > 0 && !isDeepStrictEqual(plain(state), plain(lot.state))) {
      this.fail('G2', `lot ${lot.id}: the ledger does not give the stored state`);
    }
    this.#checkVersion(before, lot, record);
  }

  #next(state: LotState, entry: EntryRow, openings: readonly OpeningRow[]): LotState {
    const line = JSON.parse(entry.line) as ChainBody;
    const own = openings.filter((one) => one.lotId === entry.lotId && one.entry === entry.entry);
    const secrets = Object.fromEntries(own.map((one) => [one.of, one.amountMinor]));
    this.#checkTime(state, entry, line);
    const command = commandOfEntry(line, {
      before: state,
      // No doing of the simulator looks back: no bid is cancelled in it.
      earlier: [],
      secretsOf: () => secrets,
      bidderOf: (paddle) => bidderOf(this.paddles, paddle),
    });
    const { outcome, next } = settle(state, command, line.decidedAtMs);
    const code = outcome.ok ? null : outcome.error.kind;
    if (code !== entry.code) {
      this.fail('G2', `entry ${entry.lotId}.${entry.entry}: ${entry.code}, by the rules ${code}`);
    }
    const isBid = entry.kind === 'bid' && outcome.ok;
    if (isBid && Math.floor(line.receivedAtMs) >= state.closesAtMs) {
      this.fail('G6', `entry ${entry.lotId}.${entry.entry} was received after the close`);
    }
    return next;
  }

  /** Ledger time never runs backwards, and nothing closes before its time or an interruption's floor. */
  #checkTime(state: LotState, { lotId, entry }: EntryRow, line: ChainBody): void {
    const { kind, by, decidedAtMs } = line;
    if (decidedAtMs < state.decidedAtMs) {
      this.fail('TIM2', `entry ${lotId}.${entry} was decided before the one before it`);
    }
    if (by !== 'clock' || (kind !== 'sold' && kind !== 'passed')) return;
    // Ledger time stands still while the clock is behind it; what counts is the clock.
    const atMs = Math.min(decidedAtMs, this.#wallMs);
    if (atMs < Math.floor(state.closesAtMs + state.closeGraceMs)) {
      this.fail('G6', `lot ${lotId} was closed before its time`);
    }
    // To the millisecond: the floor is kept as one.
    if (atMs < Math.floor(this.#floors.get(lotId) ?? 0) - 1) {
      this.fail('TIM2', `lot ${lotId} was closed too soon after an interruption`);
    }
  }

  /** What should have been closed long ago and is open, or null (G6). */
  forgotten(primary: DatabaseServer): string | null {
    const nowMs = primary.wallMs();
    const late = primary.scan(null, 'lot').find(({ phase, closesAtMs, state }) => {
      return phase === 'open' && closesAtMs + state.closeGraceMs + CLOSED_WITHIN_MS < nowMs;
    });
    return late ? `lot ${late.id} was to close and is open` : null;
  }

  /** VER1: the version moves with the public body, and `change` with it in the same commit (ANT1). */
  #checkVersion(before: LotState, lot: Tables['lot'], record: LogRecord): void {
    const was = bodyText({ ...publicLot(before), version: 0 });
    const is = bodyText({ ...publicLot(lot.state), version: 0 });
    if (was !== is && lot.version <= before.version) {
      this.fail('VER1', `lot ${lot.id} changed in public and stayed at version ${lot.version}`);
    }
    if (lot.version === before.version) return;
    const change = changesOf(record).find(({ key }) => key === `lot:${lot.id}`);
    if (change?.version !== lot.version) {
      this.fail('ANT1', `lot ${lot.id} went to ${lot.version} without its row in change`);
    }
  }

  /** A master answers 201. */
  acknowledged(bid: Acknowledged): void {
    const { bidId, entry } = bid.answer;
    if (this.#entries.get(`${bid.lotId}.${entry}`) === bidId) {
      this.#acknowledged.set(bidId, bid);
      return;
    }
    if (this.#lost.has(bidId)) {
      this.#acknowledged.set(bidId, bid);
      this.#lose(bidId);
    } else this.fail('G1', `bid ${bidId} was acknowledged and is not in the ledger`);
  }

  #lose(bidId: string): void {
    const said = this.#acknowledged.get(bidId)?.answer.durability;
    this.#acknowledged.delete(bidId);
    this.lostAcknowledged += 1;
    if (this.durability === 'strict') this.fail('G1', `strict lost the acknowledged bid ${bidId}`);
    if (said === 'standby') this.fail('DUR1', `bid ${bidId} was with the standby, and is lost`);
  }

  /** What the new primary never received is lost: counted, and nothing else. */
  promoted({ lost, next }: Promotion): void {
    for (const record of lost) {
      for (const entry of rowsIn(record, 'ledger')) {
        const bidId = String(entry.bidId);
        this.#lost.add(bidId);
        if (this.#acknowledged.has(bidId)) this.#lose(bidId);
      }
    }
    this.begin(next);
  }

  /** At the end every acknowledged bid stands in the surviving ledger. */
  atTheEnd(primary: DatabaseServer): void {
    for (const [bidId, { lotId, answer }] of this.#acknowledged) {
      const entry = primary.read(null, 'ledger', `${lotId}.${answer.entry}`);
      if (String(entry?.bidId) !== bidId) this.fail('G1', `acknowledged bid ${bidId} is gone`);
    }
  }

  /** Bids acknowledged and kept. */
  get kept(): number {
    return this.#acknowledged.size;
  }
}

const plain = (state: LotState): unknown => JSON.parse(JSON.stringify(state));
