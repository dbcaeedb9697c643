import type { CreateLot } from '../../api/v1/lots';
import { type LockedAuction, lockAuction } from '../../db/auction-lock';
import { setAuctionLive } from '../../db/auction-update';
import { insertAudit } from '../../db/audit-insert';
import {
  insertLots,
  lastLotNumber,
  lotsByClientKey,
  type NewLotRow,
  takeLotIds,
} from '../../db/item-insert';
import { personIdsByEmail } from '../../db/read/people';
import type { Queryable } from '../../db/read/queryable';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { invariant } from '../../shared/assert';
import { ok, type Result } from '../../shared/result';
import { type ChangedRecord, recordChanges } from '../record-change';
import { type FieldFault, refuse, type Trouble } from '../trouble';
import { type Actor, auctionRecord, type Catalogue, lotRecords } from './catalogue';
import { newLotRow } from './new-lot';

/** Lots for one sale; `one` when the request held a single lot and pointers start at the root. */
export interface LotsWanted {
  auctionId: number;
  lots: readonly CreateLot[];
  one: boolean;
}

interface Made {
  lotIds: number[];
  records: ChangedRecord[];
}

/**
 * Adds lots to a sale, all or none, in one transaction (EDT1: a client key that made a lot already
 * answers with that lot). @returns the ids in the order of the request.
 */
export async function createLots(
  catalogue: Catalogue,
  actor: Actor,
  wanted: LotsWanted,
): Promise<Result<number[], Trouble>> {
  const nowMs = catalogue.clock.now().ms;
  const made = await inRefusableTransaction<Made, Trouble>(catalogue.primary, async (client) => {
    const sale = await lockAuction(client, wanted.auctionId);
    if (!sale) return refuse('not-found');
    if (sale.houseId !== actor.houseId) return refuse('not-allowed');
    if (sale.state === 'ended') {
      return refuse('wrong-state', { detail: 'The sale has ended; it takes no more lots.' });
    }
    const known = await lotsByClientKey(client, sale.id, clientKeys(wanted.lots));
    const rows = await rowsFor(client, { sale, wanted, known, nowMs });
    if (!rows.ok) return rows;
    const records = await store(client, sale, rows.value.fresh);
    await insertAudit(client, {
      actorId: actor.userId,
      houseId: actor.houseId,
      action: 'create-lots',
      subject: `auction:${sale.id}`,
      detail: { lots: rows.value.fresh.length },
    });
    return ok({ lotIds: rows.value.lotIds, records });
  });
  if (!made.ok) return made;
  catalogue.changed(made.value.records);
  return ok(made.value.lotIds);
}

const keyOf = (lot: CreateLot) => lot.clientKey?.toLowerCase();
const clientKeys = (lots: readonly CreateLot[]) => lots.flatMap((lot) => keyOf(lot) ?? []);

async function rowsFor(
  client: Queryable,
  input: { sale: LockedAuction; wanted: LotsWanted; known: Map<string, number>; nowMs: number },
): Promise<Result<{ fresh: NewLotRow[]; lotIds: number[] }, Trouble>> {
  const { sale, wanted, known } = input;
  const emails = wanted.lots.flatMap((lot) => lot.sellerEmail?.toLowerCase() ?? []);
  const sellers = await personIdsByEmail(client, emails);
  const errors = faults(input, sellers);
  if (errors.length > 0) return refuse('invalid-request', { errors: errors.slice(0, 100) });
  const ids = await takeLotIds(client, wanted.lots.length);
  const last = await lastLotNumber(client, sale.id);
  const made = new Map(known);
  const fresh: NewLotRow[] = [];
  const lotIds: number[] = [];
  for (const [position, lot] of wanted.lots.entries()) {
    const key = keyOf(lot);
    const there = key === undefined ? undefined : made.get(key);
    const id = there ?? ids[position];
    invariant(id !== undefined, 'an id was taken for every lot');
    lotIds.push(id);
    if (there !== undefined) continue;
    const place = {
      id,
      lotNumber: last + fresh.length + 1,
      index: sale.lotsMade + fresh.length,
      sellerId: sellers.get(lot.sellerEmail?.toLowerCase() ?? '') ?? null,
    };
    const row = newLotRow(sale, place, lot, pointerOf(wanted, position));
    if (!row.ok) return row;
    fresh.push(row.value);
    if (key !== undefined) made.set(key, id);
  }
  return ok({ fresh, lotIds });
}

const pointerOf = (wanted: LotsWanted, position: number) => (wanted.one ? '' : `/lots/${position}`);

function faults(
  { wanted, nowMs }: { wanted: LotsWanted; nowMs: number },
  sellers: ReadonlyMap<string, string>,
): FieldFault[] {
  return wanted.lots.flatMap((lot, position) => {
    const at = pointerOf(wanted, position);
    const found: FieldFault[] = [];
    if (lot.closesAt !== undefined && Date.parse(lot.closesAt) <= nowMs) {
      found.push({ pointer: `${at}/closesAt`, message: 'must be in the future' });
    }
    if (lot.sellerEmail && !sellers.has(lot.sellerEmail.toLowerCase())) {
      found.push({ pointer: `${at}/sellerEmail`, message: 'must be of somebody with an account' });
    }
    return found;
  });
}

async function store(
  client: Queryable,
  sale: LockedAuction,
  fresh: readonly NewLotRow[],
): Promise<ChangedRecord[]> {
  if (fresh.length === 0) return [];
  await insertLots(client, { auctionId: sale.id, ladderId: sale.ladderId }, fresh);
  const { version } = await setAuctionLive(client, sale.id, {
    lotsMade: sale.lotsMade + fresh.length,
    times: timesWith(sale, fresh),
  });
  if (sale.state === 'draft') return [];
  const records = [
    auctionRecord(sale.id, version),
    ...fresh.flatMap((lot) => lotRecords(sale.id, { ...lot, lotVersion: 1, itemVersion: 1 })),
  ];
  await recordChanges(client, records);
  return records;
}

/** A sale lasts from its first lot's opening to its last lot's close, or longer where it says so. */
function timesWith(sale: LockedAuction, fresh: readonly NewLotRow[]) {
  const opens = fresh.map((lot) => lot.opensAtMs);
  const closes = fresh.map((lot) => lot.closesAtMs);
  if (sale.opensAt) opens.push(sale.opensAt.getTime());
  if (sale.closesAt) closes.push(sale.closesAt.getTime());
  const first = opens.reduce((a, b) => Math.min(a, b));
  const last = closes.reduce((a, b) => Math.max(a, b));
  return { opensAt: new Date(first), closesAt: new Date(last) };
}
