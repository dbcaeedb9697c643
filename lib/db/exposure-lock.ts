import type pg from 'pg';

/** What a bidder who has a limit leads or has won in all lots of the sale (REG2). */
export interface ExposureRow {
  readonly registrationId: number;
  readonly exposureMinor: number;
}

/**
 * Locks what bidders with a limit have at stake, by registration, after lots and registrations (LCK1):
 * of their bids on several lots at the same moment one is decided after the other, by whichever master.
 */
export async function lockExposures(
  client: pg.PoolClient,
  registrationIds: readonly number[],
): Promise<ExposureRow[]> {
  if (registrationIds.length === 0) return [];
  const { rows } = await client.query<ExposureRow>({
    name: 'exposure-lock',
    // The locked row is as it was left by whoever held it last, whatever the statement's snapshot says.
    text: `select registration_id as "registrationId", exposure_minor as "exposureMinor"
             from exposure where registration_id = any($1::int[])
            order by registration_id for no key update`,
    values: [registrationIds],
  });
  return rows;
}
