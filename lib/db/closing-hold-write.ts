import type pg from 'pg';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';

/** The setting `resumeMinMs` as an interval, read where it is kept. */
export const RESUME_MIN_SQL = `(coalesce((select (body ->> 'resumeMinMs')::float8 from setting
  where id = 1), ${DEFAULT_LIVE_CONFIG.resumeMinMs}) * interval '1 ms')`;

/** Several masters see the same jump; what they write within this is one. */
const SAME_JUMP_SECONDS = 5;

/**
 * The primary's clock was moved (TIM2): what is open now does not close before `resumeMinMs` from now.
 * @returns false when another master had just done it.
 */
export async function holdAfterClockMoved(primary: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const { rowCount } = await primary.query({
    name: 'closing-hold-clock',
    text: `update closing_hold
              set held_at = clock_timestamp(), floor_at = clock_timestamp() + ${RESUME_MIN_SQL},
                  reason = 'clock'
            where id = 1 and (reason is distinct from 'clock' or held_at is null
              or abs(extract(epoch from clock_timestamp() - held_at)) > ${SAME_JUMP_SECONDS})`,
  });
  return rowCount === 1;
}

/** Closing stands still from now on (DUR1: the standby stalled). @returns whether it moved before. */
export async function freezeClosing(primary: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const { rowCount } = await primary.query({
    name: 'closing-hold-freeze',
    text: `update closing_hold set frozen_at = clock_timestamp(), reason = 'standby'
            where id = 1 and frozen_at is null`,
  });
  return rowCount === 1;
}

/**
 * Closing goes on; what is open has `resumeMinMs` from now. @returns whether it stood still before.
 */
export async function releaseClosing(primary: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const { rowCount } = await primary.query({
    name: 'closing-hold-release',
    text: `update closing_hold
              set frozen_at = null, held_at = clock_timestamp(),
                  floor_at = clock_timestamp() + ${RESUME_MIN_SQL}, reason = 'standby'
            where id = 1 and frozen_at is not null`,
  });
  return rowCount === 1;
}
