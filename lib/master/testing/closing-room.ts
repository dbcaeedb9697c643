import type pg from 'pg';
import { createTestDatabase } from '../../../server/testing/test-database';
import { systemTimers } from '../../config/system';
import { createPool } from '../../db/pools';
import { type ClosingClock, type ClosingClockParts, createClosingClock } from '../closing-clock';
import { readLotState, recordingNotifier, testSalt } from './test-sale';

/** A sale as its row has it. */
export interface SaleRow {
  readonly state: string;
  readonly version: number;
  readonly body: unknown;
}

/** A database of a test's own, with closing clocks that it stops. */
export interface ClosingRoom {
  readonly primaryUrl: string;
  readonly pool: pg.Pool;
  startClock(
    notifier?: ReturnType<typeof recordingNotifier>,
    more?: Partial<ClosingClockParts>,
  ): ClosingClock;
  /** Waits until a lot is in this phase. */
  phaseIs(lotId: number, phase: string): Promise<true>;
  /** Waits until a sale is in this state. */
  saleIs(auctionId: number, state: string): Promise<SaleRow>;
  /** Makes a lot's times lie in the past, as if no master had been up. */
  moveBack(lotId: number, times: { opensAtMs?: number; closesAtMs: number }): Promise<void>;
  stopClocks(): Promise<void>;
  close(): Promise<void>;
}

/** Asks until the answer is something. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Opens it; needs the PostgreSQL set-up. */
export async function openClosingRoom(): Promise<ClosingRoom> {
  const database = await createTestDatabase();
  const { primaryUrl } = database;
  const pool = createPool(primaryUrl, { max: 8, name: 'clock' });
  let clocks: ClosingClock[] = [];
  return {
    primaryUrl,
    pool,
    startClock(notifier = recordingNotifier(), more = {}) {
      const clock = createClosingClock({
        ...{ pool, notifier, timers: systemTimers, salt: testSalt },
        ...more,
      });
      clocks.push(clock);
      clock.start();
      return clock;
    },
    phaseIs: (lotId, phase) =>
      until<true>(async () => (await readLotState(pool, lotId)).phase === phase),
    saleIs: (auctionId, state) =>
      until(async () => {
        const { rows } = await pool.query<SaleRow>(
          'select state, version, body from auction where id = $1',
          [auctionId],
        );
        return rows[0]?.state === state && rows[0];
      }),
    async moveBack(lotId, times) {
      const { opensAtMs = (await readLotState(pool, lotId)).opensAtMs, closesAtMs } = times;
      await pool.query(
        `update lot set opens_at = to_timestamp($2::float8 / 1000),
                closes_at = to_timestamp($3::float8 / 1000),
                due_at = to_timestamp(($3::float8 + (state ->> 'closeGraceMs')::int) / 1000),
                state = state || jsonb_build_object('opensAtMs', $2::bigint, 'closesAtMs', $3::bigint)
          where id = $1`,
        [lotId, opensAtMs, closesAtMs],
      );
    },
    async stopClocks() {
      await Promise.all(clocks.map((clock) => clock.stop()));
      clocks = [];
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}
