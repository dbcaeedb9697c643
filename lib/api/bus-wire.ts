import { z } from 'zod';
import { epoch, PROTOCOL } from './frames';
import { incarnation, noticeEntry } from './node-wire';

/**
 * A name on the bus (BUS1): what pages watch (`auction:7`, `auction:7/3`, `lot:42`), `all` (every
 * record, for nodes that want everything) or `control` (settings, resyncs, beats; every node).
 */
export type BusName = string;

/** Where every node listens. */
export const CONTROL: BusName = 'control';

/** Where a node listens that wants every record. */
export const EVERYTHING: BusName = 'all';

/**
 * Who speaks, and what came before it: `n` grows with every message of that life; `after` is the
 * number of its last one under the same name, null where it does not know one.
 */
const envelope = {
  protocol: z.literal(PROTOCOL),
  epoch,
  master: z.string(),
  incarnation,
  n: z.int().min(1),
  after: z.int().min(1).nullable(),
};

/** Master → nodes under a name: what changed (as in `notice`, but acknowledged by nobody). */
export const busNotice = z.strictObject({
  t: z.literal('notice'),
  ...envelope,
  entries: z.array(noticeEntry.omit({ seq: true })).min(1),
});

/** Master → nodes under `control`: what of it has been said, so that a node knows what it missed. */
export const busBeat = z.strictObject({
  t: z.literal('beat'),
  ...envelope,
  /** All that this life changed before then, by its own monotonic clock, was said before this. */
  saidUntilMs: z.number(),
  /** The number of the last message under each name that was spoken under since the last beat. */
  lasts: z.record(z.string().max(64), z.int().min(1)),
});

/** Whatever masters say on the bus. */
export const busMessage = z.discriminatedUnion('t', [busNotice, busBeat]);

/** See `busNotice`. */
export type BusNotice = z.infer<typeof busNotice>;
/** See `busBeat`. */
export type BusBeat = z.infer<typeof busBeat>;
/** See `busMessage`. */
export type BusMessage = z.infer<typeof busMessage>;
