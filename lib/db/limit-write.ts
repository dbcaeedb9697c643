import type pg from 'pg';
import { exposureIn } from '../auction/bids/exposure';
import type { LotState } from '../auction/state';
import { lockLots } from './lot-lock';

async function lotsBidOn(client: pg.PoolClient, registrationId: number): Promise<number[]> {
  const { rows } = await client.query<{ lotId: number }>({
    name: 'limit-lots-bid-on',
    text: 'select distinct lot_id as "lotId" from ledger where registration_id = $1',
    values: [registrationId],
  });
  return rows.map(({ lotId }) => lotId);
}

/**
 * Locks all lots in which a bidder may have something at stake, before their registration (LCK1): whose
 * limit begins to count is known to every batch that holds one of them. Once the registration is held
 * too, ask `atStake`. @returns the lots.
 */
export async function lockLotsBidOn(
  client: pg.PoolClient,
  registrationId: number,
): Promise<ReadonlyMap<number, LotState>> {
  const ids = await lotsBidOn(client, registrationId);
  const lots = ids.length === 0 ? [] : await lockLots(client, ids);
  return new Map(lots.map(({ id, state }) => [id, state as LotState]));
}

/**
 * What a bidder has at stake in the sale (REG2), under the locks of their lots and registration. Null:
 * they bid on another lot meanwhile, and its lock comes before theirs: begin again.
 */
export async function atStake(
  client: pg.PoolClient,
  registrationId: number,
  lots: ReadonlyMap<number, LotState>,
): Promise<number | null> {
  const ids = await lotsBidOn(client, registrationId);
  if (ids.some((id) => !lots.has(id))) return null;
  return [...lots.values()].reduce(
    (sum, lot) => sum + (exposureIn(lot).get(registrationId) ?? 0),
    0,
  );
}

/** Begins to count what a bidder has at stake, from what it is now. */
export async function beginExposure(
  client: pg.PoolClient,
  registrationId: number,
  exposureMinor: number,
): Promise<void> {
  await client.query({
    name: 'exposure-begin',
    text: `insert into exposure (registration_id, exposure_minor) values ($1, $2)`,
    values: [registrationId, exposureMinor],
  });
}

/** Stops counting it: there is no limit any more. */
export async function endExposure(client: pg.PoolClient, registrationId: number): Promise<void> {
  await client.query({
    name: 'exposure-end',
    text: 'delete from exposure where registration_id = $1',
    values: [registrationId],
  });
}
