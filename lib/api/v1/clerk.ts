import { z } from 'zod';
import { publicLot, version } from '../public-lot';
import { amountMinor } from './auctions';

/** What the clerk was looking at: an order that depends on it is refused when it is no longer so (LIV1). */
const seenLot = z.strictObject({
  version,
  /** Of who led; null where the room did, or nobody. */
  paddle: z.int().positive().nullable(),
  priceMinor: z.int().positive().nullable(),
});

const plain = <K extends string>(order: K) =>
  z.strictObject({ order: z.literal(order), seen: seenLot });

/** A paddle of the sale, or null: somebody of the room who was not named. */
const paddle = z.int().positive().max(0x7fffffff).nullable();

/** `POST /api/v1/lots/:id/clerk`: one order for a lot that a clerk calls. */
export const clerkOrder = z.discriminatedUnion('order', [
  plain('put-on-the-block'),
  plain('fair-warning'),
  plain('final-call'),
  plain('hold'),
  plain('take-up'),
  plain('pass'),
  plain('undo'),
  z.strictObject({ order: z.literal('floor-bid'), seen: seenLot, amountMinor, paddle }),
  /** Who of the room it goes to is named where the room leads, and only there. */
  z.strictObject({ order: z.literal('hammer'), seen: seenLot, buyerPaddle: paddle }),
  /** Null: as the ladder says. */
  z.strictObject({
    order: z.literal('increment'),
    seen: seenLot,
    stepMinor: amountMinor.nullable(),
  }),
]);

/** The lot after an order, or as it is, with what its clerk alone is told. */
export const clerkAnswer = z.strictObject({
  lot: publicLot,
  /** What `undo` would take back, and its ledger entry; null: nothing. */
  lastStep: z
    .strictObject({
      kind: z.enum([
        'opened',
        'bidAccepted',
        'floorBidTaken',
        'fairWarningGiven',
        'finalCallGiven',
        'held',
        'takenUp',
        'incrementSet',
      ]),
      entry: z.int(),
    })
    .nullable(),
});

/** See `clerkOrder`. */
export type ClerkOrder = z.infer<typeof clerkOrder>;
/** See `clerkAnswer`. */
export type ClerkAnswer = z.infer<typeof clerkAnswer>;
