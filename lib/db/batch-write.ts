import type pg from 'pg';
import type { ChangeRow } from './change-upsert';
import { concernSql } from './concern-upsert';
import type { ExposureRow } from './exposure-lock';
import type { OpeningRow } from './opening-row';

/** A lot's row after the batch. `changes` and `body` are plain JSON. */
export interface LotRow {
  readonly id: number;
  readonly phase: string;
  readonly version: number;
  readonly entry: number;
  /** Hash of the last ledger entry, hex. */
  readonly head: string;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  /** When the clock next has something to do with it while it is open; null for no time. */
  readonly dueAtMs: number | null;
  /** The fields of the state that are different now; the others stay, and none goes. */
  readonly changes: unknown;
  readonly body: unknown;
}

/** A new ledger entry. Hashes are hex; `bidId` null takes the next one. */
export interface EntryRow {
  readonly lotId: number;
  readonly entry: number;
  readonly bidId: string | null;
  readonly kind: string;
  readonly registrationId: number | null;
  readonly paddle: number | null;
  readonly publicAmountMinor: number | null;
  readonly code: string | null;
  readonly line: string;
  readonly prevHash: string | null;
  readonly hash: string;
  readonly receivedAtMs: number;
  readonly decidedAtMs: number;
}

/** The first answer to an idempotency key (LED4); `answer` is its exact text. */
export interface KeyRow {
  readonly lotId: number;
  readonly bidderId: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly entry: number | null;
  readonly status: number;
  readonly answer: string;
}

/** Who of the house did what. */
export interface AuditRow {
  readonly actorId: string;
  readonly houseId: number | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
}

/** Everything a batch writes. */
export interface BatchRows {
  readonly lots: LotRow[];
  readonly entries: EntryRow[];
  readonly openings: OpeningRow[];
  readonly keys: KeyRow[];
  readonly changes: ChangeRow[];
  readonly audits: AuditRow[];
  /** Registrations that something in this batch concerns, each once (PSH10). */
  readonly concerned: Set<number>;
  /** What is at stake now, of whom that changed (REG2). */
  readonly exposures: ExposureRow[];
}

// Rows of bidders (`concerned`) are what batches of different lots meet at: they are asked for last, once the rest
// is written, hence the counts, or else nobody else writes anything while this does.
const TEXT = `with
lots as (
  update lot l
     set phase = x.phase, version = x.version, entry = x.entry, head = decode(x.head, 'hex'),
         opens_at = to_timestamp(x."opensAtMs" / 1000),
         closes_at = to_timestamp(x."closesAtMs" / 1000),
         due_at = to_timestamp(x."dueAtMs" / 1000), state = l.state || x.changes,
         body = x.body
    from json_to_recordset($1::json) as x(id int, phase text, version int, entry int, head text,
         "opensAtMs" float8, "closesAtMs" float8, "dueAtMs" float8, changes jsonb, body jsonb)
   where l.id = x.id
  returning 1
),
entries as (
  insert into ledger (lot_id, entry, bid_id, kind, registration_id, paddle, public_amount_minor,
                      code, line, prev_hash, hash, received_at, decided_at)
  select x."lotId", x.entry, coalesce(x."bidId", nextval('ledger_bid_id_seq')), x.kind,
         x."registrationId", x.paddle, x."publicAmountMinor", x.code, x.line,
         decode(x."prevHash", 'hex'), decode(x.hash, 'hex'),
         to_timestamp(x."receivedAtMs" / 1000), to_timestamp(x."decidedAtMs" / 1000)
    from json_to_recordset($2::json) as x("lotId" int, entry int, "bidId" bigint, kind text,
         "registrationId" int, paddle int, "publicAmountMinor" bigint, code text, line text,
         "prevHash" text, hash text, "receivedAtMs" float8, "decidedAtMs" float8)
  returning 1
),
openings as (
  insert into ledger_opening (lot_id, entry, "of", amount_minor, salt)
  select x."lotId", x.entry, x."of", x."amountMinor", decode(x.salt, 'hex')
    from json_to_recordset($3::json) as x("lotId" int, entry int, "of" text,
         "amountMinor" bigint, salt text)
),
keys as (
  insert into bid_key (lot_id, bidder_id, key, body_hash, entry, status, answer)
  select x."lotId", x."bidderId", x.key, decode(x."bodyHash", 'hex'), x.entry, x.status,
         to_jsonb(x.answer)
    from json_to_recordset($4::json) as x("lotId" int, "bidderId" uuid, key text,
         "bodyHash" text, entry int, status int, answer text)
),
changes as (
  insert into "change" (key, version, channel, gone, xid)
  select x.key, x.version, x.channel, x.gone, pg_current_xact_id()::text::bigint
    from json_to_recordset($5::json) as x(key text, version int, channel text, gone boolean)
  on conflict (key) do update
    set version = excluded.version, channel = excluded.channel,
        gone = excluded.gone, xid = excluded.xid
  returning 1
),
audits as (
  insert into audit (actor_id, house_id, action, subject, detail)
  select x."actorId", x."houseId", x.action, x.subject, x.detail
    from json_to_recordset($6::json) as x("actorId" uuid, "houseId" int, action text,
         subject text, detail jsonb)
),
exposures as (
  update exposure e set exposure_minor = x."exposureMinor"
    from json_to_recordset($8::json) as x("registrationId" int, "exposureMinor" bigint)
   where e.registration_id = x."registrationId"
),
concerned as (${concernSql(`select value::int as id from json_array_elements_text($7::json)
    where (select count(*) from lots) + (select count(*) from entries)
          + (select count(*) from changes) >= 0`)}
)
select * from concerned`;

/**
 * The one statement that writes all of a batch (LAN1), under the locks of its lots and
 * registrations. An empty batch writes nothing. @returns the records of whom it concerns (PSH10), to
 * be told after the commit like `rows.changes`.
 */
export async function writeBatch(client: pg.PoolClient, rows: BatchRows): Promise<ChangeRow[]> {
  const parts = [
    rows.lots,
    rows.entries,
    rows.openings,
    rows.keys,
    rows.changes,
    rows.audits,
  ] as const;
  if (parts.every((part) => part.length === 0)) return [];
  const { rows: concerned } = await client.query<ChangeRow>({
    name: 'batch-write',
    text: TEXT,
    values: [...parts, [...rows.concerned], rows.exposures].map((part) => JSON.stringify(part)),
  });
  return concerned;
}
