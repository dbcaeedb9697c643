import { lotChannel, type RecordKey } from '../lib/api/record-key';
import { publicLot } from '../lib/auction/public-lot';
import { type LotState, PLAIN_ENGLISH } from '../lib/auction/state';
import { HOUSE_GBP } from '../lib/auction/terms/ladder';
import { newLot } from '../lib/auction/terms/terms';
import { clockDueMs } from '../lib/master/lanes/due-commands';
import { invariant } from '../lib/shared/assert';
import { Rows } from './database/rows';
import type { LotPlan } from './doing';
import { bidderIdentity, registrationOf } from './people';
import type { Plan } from './plan';
import { EPOCH_MS } from './world/scheduler';

/** A scheduled lot as the catalogue makes it. */
export function lotState({ id, sale, channel, opensAtMs, closesAtMs }: LotPlan): LotState {
  const made = newLot(
    { lotId: id, auctionId: sale, channel, lotNumber: id, currency: 'GBP' },
    {
      format: 'english',
      selling: PLAIN_ENGLISH,
      startMinor: 10_000,
      reserveMinor: id % 3 === 0 ? 25_000 : null,
      ladder: HOUSE_GBP,
      opensAtMs: EPOCH_MS + Math.round(opensAtMs),
      closesAtMs: EPOCH_MS + Math.round(closesAtMs),
      softClose: id % 2 === 0 ? { windowMs: 2_000, extensionMs: 2_000, mode: 'any' } : null,
      closeGraceMs: 500,
      staleBid: 'accept',
      offLadder: 'keep',
      sellerId: null,
    },
  );
  invariant(made.ok, 'the terms of a simulated lot stand', { made });
  return made.value;
}

/** A lot's row. */
export const lotRow = (state: LotState) => ({
  id: state.lotId,
  auctionId: state.auctionId,
  channel: state.channel,
  phase: state.phase,
  version: state.version,
  entry: state.entry,
  head: null,
  opensAtMs: state.opensAtMs,
  closesAtMs: state.closesAtMs,
  dueAtMs: clockDueMs(state),
  state,
  body: publicLot(state),
});

/** A sale's row. */
export function auctionRow(id: number, version: number, lotsMade: number) {
  const body = { id, version, state: 'published', opensAtMs: null, closesAtMs: null };
  return {
    id,
    houseId: 1,
    state: 'published',
    version,
    lotsMade,
    body: { ...body, lotCount: lotsMade },
  };
}

/** The tables of a house at the start of a plan: published sales with scheduled lots. */
export function firstRows(plan: Plan): Rows {
  const rows = new Rows();
  const change = (key: RecordKey, channel: string) =>
    rows.table('change').set(key, { key, version: 1, channel, gone: false, xid: 50 });
  const installation = `world-${plan.seed.toString(16).padStart(8, '0')}`;
  rows.table('epoch').set('1', { installation, epoch: 1 });
  const noHold = { frozenAtMs: null, heldAtMs: null, floorMs: null, reason: null };
  rows.table('closingHold').set('1', noHold);
  rows.table('setting').set('1', { version: 1, body: { ...plan.config } });
  for (let nth = 0; nth < plan.bidders; nth += 1) {
    const { userId } = bidderIdentity(nth);
    rows.table('person').set(userId, { id: userId, sessionGeneration: 0 });
    for (const sale of plan.sales) {
      const registration = registrationOf(sale, nth);
      const { id } = registration;
      rows.table('registration').set(String(id), registration);
      change(`reg:${id}`, `reg:${id}`);
      change(`me:${id}`, `reg:${id}`);
    }
  }
  for (const sale of plan.sales) {
    const lots = plan.lots.filter((lot) => lot.sale === sale).length;
    rows.table('auction').set(String(sale), auctionRow(sale, 1, lots));
    change(`auction:${sale}`, `auction:${sale}`);
  }
  for (const lot of plan.lots) {
    rows.table('lot').set(String(lot.id), lotRow(lotState(lot)));
    const channel = lotChannel(lot.sale, lot.channel);
    change(`lot:${lot.id}`, channel);
    change(`item:${lot.id}`, channel);
  }
  return rows;
}
