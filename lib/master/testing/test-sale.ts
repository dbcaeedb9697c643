import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Identity } from '../../accounts/identity';
import { isPrivateChannel } from '../../api/record-key';
import type { LedgerSecrets } from '../../auction/ledger/line';
import { publicLot } from '../../auction/public-lot';
import { type LotState, type LotTerms, PLAIN_ENGLISH } from '../../auction/state';
import { HOUSE_GBP } from '../../auction/terms/ladder';
import { newLot } from '../../auction/terms/terms';
import { systemClock, systemTimers } from '../../config/system';
import { invariant } from '../../shared/assert';
import type { BidInput, LaneAnswer } from '../lanes/lane-input';
import { createLanes, type LanesParts } from '../lanes/lanes';
import type { ChangedRecord } from '../record-change';

/** A sale made with plain SQL, for tests of what happens to its lots. */
export interface TestSale {
  readonly auctionId: number;
  readonly ladderId: number;
  readonly bidders: readonly Identity[];
  readonly clerk: Identity;
}

/** 64 hex digits of real chance. */
export const testSalt = () => randomBytes(32).toString('hex');

/** Remembers what it was told, as the notifier would pass it on: of anyone's, and of somebody's own. */
export function recordingNotifier() {
  const told: ChangedRecord[] = [];
  const toldPrivately: ChangedRecord[] = [];
  return {
    told,
    toldPrivately,
    changed(records: readonly ChangedRecord[]) {
      for (const one of records) (isPrivateChannel(one.channel) ? toldPrivately : told).push(one);
    },
  };
}

/** The lanes of one more master on the same database. */
export const testLanes = (parts: Pick<LanesParts, 'pool'> & Partial<LanesParts>) =>
  createLanes({
    notifier: recordingNotifier(),
    clock: systemClock,
    timers: systemTimers,
    salt: testSalt,
    ...parts,
  });

async function one<T>(pool: pg.Pool, text: string, values: unknown[]): Promise<T> {
  const { rows } = await pool.query(text, values);
  return rows[0] as T;
}

async function makePerson(pool: pg.Pool, houseId: number | null): Promise<Identity> {
  const userId = randomUUID();
  const email = `${userId}@example.test`;
  await pool.query('insert into person (id, name, email) values ($1, $2, $3)', [
    userId,
    'A Person',
    email,
  ]);
  const role = houseId === null ? 'bidder' : 'clerk';
  const credential = { kind: 'session', generation: 0 } as const;
  return { userId, name: 'A Person', email, role, houseId, credential };
}

/** Makes a sale of house 1 (`published` unless told) with approved bidders, paddles from 101. */
export async function makeTestSale(
  pool: pg.Pool,
  options: { bidders?: number; state?: string } = {},
): Promise<TestSale> {
  const { id: ladderId } = await one<{ id: number }>(
    pool,
    `insert into ladder (name, currency, bands) values ('house', 'GBP', $1) returning id`,
    [JSON.stringify(HOUSE_GBP)],
  );
  const { id: auctionId } = await one<{ id: number }>(
    pool,
    `insert into auction (house_id, slug, state, currency, ladder_id, charges, body)
     values (1, 'sale', $1, 'GBP', $2, '{}', '{}') returning id`,
    [options.state ?? 'published', ladderId],
  );
  await pool.query(
    `insert into sale (auction_id, title, description, terms) values ($1, '{}', '{}', '{}')`,
    [auctionId],
  );
  const bidders: Identity[] = [];
  for (let at = 0; at < (options.bidders ?? 2); at += 1) {
    const bidder = await makePerson(pool, null);
    await pool.query(
      `insert into registration (auction_id, user_id, paddle, status, terms_version)
       values ($1, $2, $3, 'approved', 1)`,
      [auctionId, bidder.userId, 101 + at],
    );
    bidders.push(bidder);
  }
  return { auctionId, ladderId, bidders, clerk: await makePerson(pool, 1) };
}

/** Makes a scheduled lot; it opens by itself, for `opensAtMs` is past unless told otherwise. */
export async function makeTestLot(
  pool: pg.Pool,
  sale: TestSale,
  terms: Partial<LotTerms> = {},
): Promise<LotState> {
  const nowMs = Date.now();
  const { n } = await one<{ n: number }>(
    pool,
    'update auction set lots_made = lots_made + 1 where id = $1 returning lots_made as n',
    [sale.auctionId],
  );
  const { id: lotId } = await one<{ id: number }>(
    pool,
    `select nextval('lot_id_seq')::int as id`,
    [],
  );
  const identity = { lotId, auctionId: sale.auctionId, channel: 0, lotNumber: n, currency: 'GBP' };
  const made = newLot(identity, {
    format: 'english',
    selling: PLAIN_ENGLISH,
    startMinor: 10_000,
    reserveMinor: null,
    ladder: HOUSE_GBP,
    opensAtMs: nowMs - 60_000,
    closesAtMs: nowMs + 3_600_000,
    softClose: null,
    closeGraceMs: 500,
    staleBid: 'accept',
    offLadder: 'keep',
    sellerId: null,
    ...terms,
  });
  invariant(made.ok, 'the terms of a test lot stand', { made });
  const state = made.value;
  await pool.query(
    `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, opens_at, closes_at,
                      state, body)
     values ($1, $2, $3, 0, 'scheduled', $4, to_timestamp($5::float8 / 1000),
             to_timestamp($6::float8 / 1000), $7, $8)`,
    [
      lotId,
      sale.auctionId,
      n,
      sale.ladderId,
      state.opensAtMs,
      state.closesAtMs,
      JSON.stringify(state),
      JSON.stringify(publicLot(state)),
    ],
  );
  return state;
}

/** A bid as the front would pass it on. */
export function testBid(
  identity: Identity,
  amountMinor: number,
  more: Partial<BidInput> = {},
): BidInput {
  const bidKind = more.bidKind ?? 'max';
  return {
    kind: 'bid',
    identity,
    amountMinor,
    bidKind,
    idempotencyKey: randomUUID(),
    bodyHash: createHash('sha256').update(`${amountMinor} ${bidKind}`).digest(),
    received: { ms: Date.now(), errorMs: 1 },
    ...more,
  };
}

/** A lot's stored state. */
export async function readLotState(pool: pg.Pool, lotId: number): Promise<LotState> {
  const { state } = await one<{ state: LotState }>(pool, 'select state from lot where id = $1', [
    lotId,
  ]);
  return state;
}

/** A ledger entry as stored, with what it committed to. */
export interface StoredEntry {
  readonly entry: number;
  readonly kind: string;
  readonly code: string | null;
  readonly line: string;
  readonly maxMinor: number | null;
  readonly secrets: LedgerSecrets;
}

/** A lot's ledger in order. */
export async function readEntries(pool: pg.Pool, lotId: number): Promise<StoredEntry[]> {
  const { rows } = await pool.query<StoredEntry>(
    `select l.entry, l.kind, l.code, l.line, (o.secrets ->> 'max')::bigint as "maxMinor",
            coalesce(o.secrets, '{}') as secrets
       from ledger l, lateral (
              select json_object_agg("of", to_json(amount_minor)) as secrets from ledger_opening o
               where o.lot_id = l.lot_id and o.entry = l.entry) o
      where l.lot_id = $1 order by entry`,
    [lotId],
  );
  return rows;
}

/** The problem's kind of a refusal, or what an accepted bid came to. */
export function cameTo(answer: LaneAnswer): string {
  if (!answer.ok) return answer.error.kind;
  const { value } = answer;
  if ('body' in value) return value.body.outcome;
  return 'lot' in value ? value.lot.state : (value.clerk.lot.saleroom?.stage ?? 'none');
}
