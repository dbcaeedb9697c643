import type { PublicLot } from '../lib/api/public-lot';
import type { Chance } from '../lib/shared/ports';

/** One of the demo's bidders: a paddle of this sale and how keen they are. */
export interface DemoBidder {
  name: string;
  /** Their paddle in the running sale. */
  paddle: number;
  /** Multiplies what they think a lot is worth: 0.6 (careful) to 1.3 (keen). */
  keenness: number;
}

/** What a demo bidder does next. */
export interface DemoBid {
  lotId: number;
  bidder: DemoBidder;
  kind: 'exact' | 'max';
  amountMinor: number;
}

/** Lots ending within this many milliseconds get most of the attention. */
const SOON_MS = 180_000;

/** What a bidder would pay for a lot: drawn once per (bidder, lot), around the middle estimate. */
export function valuationMinor(bidder: DemoBidder, lotId: number, middleMinor: number): number {
  let hash = Math.imul(lotId, 0x9e3779b1) ^ Math.imul(bidder.paddle, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const draw = ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
  return Math.round(middleMinor * bidder.keenness * (0.55 + 0.7 * draw));
}

/**
 * How much of a lot's worth the room is ready to pay by now: half when it opens, all of it when
 * it closes, so that there is bidding all along.
 */
export function readiness(lot: Pick<PublicLot, 'opensAtMs' | 'closesAtMs'>, nowMs: number): number {
  const gone = (nowMs - lot.opensAtMs) / (lot.closesAtMs - lot.opensAtMs);
  return 0.5 + 0.5 * Math.min(1, Math.max(0, gone));
}

/** Weighted draw; null when there is nothing to draw from. */
function draw<T>(items: readonly T[], weightOf: (item: T) => number, chance: Chance): T | null {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  let left = chance() * total;
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return items.at(-1) ?? null;
}

/**
 * The next bid of the room, or null when nobody wants anything at these prices. Lots that end soon
 * and lots without bids draw more attention; nobody bids above what the lot is worth to them, and
 * nobody bids against themselves. `middles`: the middle estimate by lot id, minor units.
 */
export function nextDemoBid(
  room: {
    lots: readonly PublicLot[];
    bidders: readonly DemoBidder[];
    middles: ReadonlyMap<number, number>;
    nowMs: number;
  },
  chance: Chance,
): DemoBid | null {
  const wanted = room.lots.flatMap((lot) => {
    const { askMinor } = lot;
    if (lot.state !== 'open' || askMinor === null || lot.closesAtMs - room.nowMs < 1_500) return [];
    const middleMinor = room.middles.get(lot.id) ?? askMinor;
    const ready = readiness(lot, room.nowMs);
    const keen = room.bidders.filter(
      (bidder) =>
        bidder.paddle !== lot.leaderPaddle &&
        ready * valuationMinor(bidder, lot.id, middleMinor) >= askMinor,
    );
    return keen.length > 0 ? [{ lot, askMinor, middleMinor, keen }] : [];
  });
  const lot = draw(
    wanted,
    ({ lot }) => (lot.closesAtMs - room.nowMs < SOON_MS ? 4 : 1) + (lot.bidCount === 0 ? 3 : 0),
    chance,
  );
  if (!lot) return null;
  const bidder = lot.keen[Math.floor(chance() * lot.keen.length)];
  if (!bidder) return null;
  const worth =
    readiness(lot.lot, room.nowMs) * valuationMinor(bidder, lot.lot.id, lot.middleMinor);
  const maximum = chance() < 0.25;
  return {
    lotId: lot.lot.id,
    bidder,
    kind: maximum ? 'max' : 'exact',
    amountMinor: maximum
      ? Math.max(
          lot.askMinor,
          Math.round((lot.askMinor + (worth - lot.askMinor) * chance()) / 500) * 500,
        )
      : lot.askMinor,
  };
}
