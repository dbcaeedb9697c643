import { z } from 'zod';
import { UNITS_MAX } from '../../shared/units';
import { amountMinor } from './auctions';

/** Whether a limit below the reserve is the price at once, or normal steps hold (RES3). */
const belowReserve = z.enum(['steps', 'in-full']).default('steps');

/** How many of the same kind a lot holds. */
const units = z.int('must be a whole number').min(1).max(UNITS_MAX);

/** How a lot is sold, and the terms that only this way of selling has. */
export const selling = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('english'),
    belowReserve,
    /** For which it can be bought at once (BUY1). */
    buyNowMinor: amountMinor.nullable().default(null),
  }),
  /** The lowest bid wins; the start and the reserve are the highest that will do (REV1). */
  z.strictObject({ format: z.literal('reverse'), belowReserve }),
  /** A clerk calls it; its times are a plan (LIV1). `tie`: who leads at equal amounts (LIV2). */
  z.strictObject({ format: z.literal('live'), tie: z.enum(['first', 'floor']).default('first') }),
  /** Each bidder's one offer stays secret until the close; the highest wins and pays it (SEA1). */
  z.strictObject({ format: z.literal('sealed') }),
  /** The same, but the winner pays the second highest (VIC1). */
  z.strictObject({ format: z.literal('vickrey') }),
  /** Several units at one price (MUL1); the start is the minimum, and there is no reserve. */
  z.strictObject({ format: z.literal('multi-unit'), units }),
  /** The price falls by a step each interval until somebody takes it (DUT1). */
  z.strictObject({
    format: z.literal('dutch'),
    units: units.default(1),
    stepMinor: amountMinor,
    intervalMs: z.int().min(1_000).max(86_400_000),
  }),
]);

/** See `selling`. */
export type Selling = z.infer<typeof selling>;
