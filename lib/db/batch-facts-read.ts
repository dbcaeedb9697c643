import type pg from 'pg';
import type { Cascade } from '../auction/house/cascade';
import { RESUME_MIN_SQL } from './closing-hold-write';

/** What a batch wants to know once it has all its locks. */
export interface FactsWanted {
  readonly keys: readonly { lotId: number; bidderId: string; key: string }[];
  readonly apiKeyIds: readonly number[];
  readonly userIds: readonly string[];
  readonly auctionIds: readonly number[];
  /** How many ledger ids to reserve. */
  readonly bidIds: number;
}

/** An idempotency key that was used before, with the first answer's exact text. */
export interface UsedKey {
  readonly lotId: number;
  readonly bidderId: string;
  readonly key: string;
  /** SHA-256 of the first body, hex. */
  readonly bodyHash: string;
  readonly answer: string;
}

/** What keeps lots from closing (TIM2). */
export interface ClosingHold {
  /** Closing stands still. */
  readonly isFrozen: boolean;
  /** What was open then does not close before `floorMs`; null: there was no interruption. */
  readonly heldAtMs: number | null;
  readonly floorMs: number | null;
  /** What is open stays open for at least this long when closing goes on. */
  readonly resumeMinMs: number;
}

/** What was committed when the last lock was had. */
export interface BatchFacts {
  /** The primary's clock, read after the locks (LAN1). */
  readonly nowMs: number;
  readonly epoch: number;
  readonly hold: ClosingHold;
  /** The synchronous standbys that the server names; empty: no commit waits (DUR1). */
  readonly standbys: string;
  readonly keys: readonly UsedKey[];
  /** API keys asked for that are not revoked. */
  readonly apiKeys: readonly { id: number; userId: string }[];
  readonly people: readonly { id: string; sessionGeneration: number }[];
  readonly auctions: readonly {
    id: number;
    houseId: number;
    state: string;
    /** How the closes of its lots hang together (SFT6); null: they do not. */
    cascade?: Cascade | null;
    /** What the sale asks for before anybody bids (REG4); null is nothing. */
    depositMinor: number | null;
  }[];
  readonly bidIds: readonly string[];
}

const listOf = (select: string) => `(select coalesce(json_agg(x), '[]') from (${select}) x)`;

const TEXT = `select
  (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs",
  (select epoch from epoch where id = 1) as epoch,
  (select json_build_object(
            'isFrozen', frozen_at is not null,
            'heldAtMs', (extract(epoch from held_at) * 1000)::float8,
            'floorMs', (extract(epoch from floor_at) * 1000)::float8,
            'resumeMinMs', (extract(epoch from ${RESUME_MIN_SQL}) * 1000)::float8)
     from closing_hold where id = 1) as hold,
  current_setting('synchronous_standby_names') as standbys,
  ${listOf(`select k.lot_id as "lotId", k.bidder_id as "bidderId", k.key,
                   encode(k.body_hash, 'hex') as "bodyHash", k.answer #>> '{}' as answer
              from unnest($1::int[], $2::uuid[], $3::text[]) as w(lot_id, bidder_id, key),
                   lateral (select * from bid_key b where b.lot_id = w.lot_id
                               and b.bidder_id = w.bidder_id and b.key = w.key limit 1) k`)} as keys,
  ${listOf(`select id, user_id as "userId" from api_key
             where id = any($4::int[]) and revoked_at is null`)} as "apiKeys",
  ${listOf(`select id, session_generation as "sessionGeneration" from person
             where id = any($5::uuid[])`)} as people,
  ${listOf(`select id, house_id as "houseId", state, cascade, deposit_minor as "depositMinor"
              from auction
             where id = any($6::int[])`)} as auctions,
  array(select nextval('ledger_bid_id_seq')::text from generate_series(1, $7::int)) as "bidIds"`;

/**
 * The one statement between the locks and the rules (LAN1): it waits for nothing, so its snapshot
 * holds all that was committed while the batch waited for its locks.
 */
export async function readBatchFacts(
  client: pg.PoolClient,
  wanted: FactsWanted,
): Promise<BatchFacts> {
  const { rows } = await client.query<BatchFacts>({
    name: 'batch-facts-read',
    text: TEXT,
    values: [
      wanted.keys.map((key) => key.lotId),
      wanted.keys.map((key) => key.bidderId),
      wanted.keys.map((key) => key.key),
      wanted.apiKeyIds,
      wanted.userIds,
      wanted.auctionIds,
      wanted.bidIds,
    ],
  });
  const [facts] = rows;
  if (!facts) throw new Error('no row of facts');
  return facts;
}
