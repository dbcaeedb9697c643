import type pg from 'pg';
import type { LotCommand } from '../../auction/command';
import type { LotFact } from '../../auction/fact';
import { formatOf } from '../../auction/formats/formats';
import type { LotState } from '../../auction/state';
import { keptOpenUntil } from '../../auction/terms/soft-close';
import type { BatchFacts } from '../../db/batch-facts-read';
import { lockQuietGroups, readCascadeFloors } from '../../db/cascade-read';
import type { KeptOpenRow } from '../../db/kept-open-upsert';
import type { LockedLot } from '../../db/lot-lock';
import { dueClose } from './due-commands';

/** What the other lots of a sale ask of the lots of a batch (SFT6). */
export interface Cascading {
  /** When a lot has to close at the earliest, where that is later than it does. */
  floorOf(lotId: number): number | null;
  /** Whether the clock may close lots of a sale now: nobody is at a bid that may keep its group open. */
  isQuiet(auctionId: number): boolean;
  /** Until when bids of this batch keep groups open. */
  readonly keptOpen: KeptOpenRow[];
}

/** Whether a bid of now is neither late nor extends the lot, so that a later close would change nothing for it. */
function isFarFromClose(lot: LotState, nowMs: number): boolean {
  const closeMs = Math.min(lot.closesAtMs, formatOf(lot).closeMs(lot));
  return nowMs + (lot.softClose?.windowMs ?? 0) <= closeMs;
}

/**
 * Reads it once the locks are had; sales whose lots close each for itself cost nothing, nor does an order that
 * comes long before a lot's close: others' closes are then the clock's to follow.
 */
export async function readCascading(
  client: pg.PoolClient,
  batch: readonly { readonly lot: LockedLot; readonly orders: readonly unknown[] }[],
  { auctions, nowMs }: BatchFacts,
): Promise<Cascading> {
  const modes = new Map(auctions.map(({ id, cascade }) => [id, cascade?.mode]));
  const lots = batch.map(({ lot }) => lot);
  const lotIds = lots.map(({ id }) => id);
  const asked = batch.filter(
    ({ lot, orders }) =>
      modes.get(lot.auctionId) &&
      (orders.length === 0 || !isFarFromClose(lot.state as LotState, nowMs)),
  );
  const floors = await readCascadeFloors(client, {
    auctionIds: [...new Set(asked.map(({ lot }) => lot.auctionId))],
    lotIds: asked.map(({ lot }) => lot.id),
  });
  const closing = lots.filter(({ state }) => dueClose(state as LotState, nowMs).length > 0);
  const groups = new Set(
    closing.flatMap(({ auctionId }) => (modes.get(auctionId) === 'group' ? [auctionId] : [])),
  );
  const quiet = groups.size ? await lockQuietGroups(client, [...groups], lotIds) : [];
  const byLot = new Map(floors.map(({ lotId, floorMs }) => [lotId, floorMs]));
  return {
    floorOf: (lotId) => byLot.get(lotId) ?? null,
    isQuiet: (auctionId) => !groups.has(auctionId) || quiet.includes(auctionId),
    keptOpen: [],
  };
}

/** Moves a lot's close because of the others (SFT6), before the orders of a batch. */
export function dueCascade(state: LotState, floorMs: number | null): LotCommand[] {
  const isToCome = state.phase === 'scheduled' || state.phase === 'open';
  if (floorMs === null || !isToCome || floorMs <= state.closesAtMs) return [];
  return [{ kind: 'cascadeLot', closesAtMs: floorMs }];
}

/** Until when an accepted bid keeps the lots of its group open (SFT6); null: it does not. */
export function keptOpenBy(
  before: LotState,
  command: LotCommand,
  facts: readonly LotFact[],
): number | null {
  const fact = facts.find((one) => one.kind === 'bidAccepted');
  if (command.kind !== 'placeBid' || !fact?.public) return null;
  return keptOpenUntil(before, Math.floor(command.receivedAtMs), fact.outcome === 'leading');
}
