import { z } from 'zod';
import { liveConfig } from './live-config';
import { publicAuction, publicLot, version } from './public-lot';
import { digestName, privateChannel } from './record-key';

/** The version of the wire to pages and of the wire between masters and nodes. */
export const PROTOCOL = 1;

/**
 * Kind of the `error` frame by which a terminal says that it speaks another version than the page
 * (WIR4). The shape of that frame is the same in every version.
 */
export const OTHER_PROTOCOL = 'other-protocol';

/** The order of histories (EPO1): +1 with each promotion or restore. */
export const epoch = z.int().min(1);

/** An order-free sum of two seeded 32-bit hashes of `key.version` (CHN1), 16 hex digits. */
export const digest = z.string().regex(/^[0-9a-f]{16}$/);

const channelDigests = z.record(digestName, digest);
const idVersion = z.strictObject({ id: z.int().positive(), version });

/** The frames a terminal sends to a page; see the design's "Wire to the pages". */
export const terminalOut = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    protocol: z.literal(PROTOCOL),
    epoch,
    /** The primary's time at sending, and how far this may be off (TIM1). */
    nowMs: z.number(),
    errorMs: z.number().min(0),
    channels: channelDigests,
    config: z.strictObject({
      ...liveConfig.shape,
      /** Origins of all terminals, for pages to move to. */
      terminals: z.array(z.string()),
    }),
  }),
  z.strictObject({ t: z.literal('lots'), lots: z.array(publicLot) }),
  z.strictObject({ t: z.literal('items'), items: z.array(idVersion) }),
  z.strictObject({ t: z.literal('auction'), auction: publicAuction }),
  z.strictObject({ t: z.literal('gone'), gone: z.array(idVersion) }),
  z.strictObject({
    t: z.literal('beat'),
    nowMs: z.number(),
    errorMs: z.number().min(0),
    channels: channelDigests,
  }),
  /** Something concerns the owner of registration `id`: ask the master what (PSH10). */
  z.strictObject({ t: z.literal('me'), ...idVersion.shape }),
  z.strictObject({ t: z.literal('reset'), epoch }),
  z.strictObject({
    t: z.literal('error'),
    kind: z.string(),
    retry: z.enum(['never', 'after-resync', 'after-backoff']),
    minBackoffMs: z.int().optional(),
    /** This private channel ended, and nothing else: the connection stands (AUT1). */
    channel: privateChannel.optional(),
  }),
]);

/** See `terminalOut`. */
export type TerminalOut = z.infer<typeof terminalOut>;

/** Private channels of one page at most. */
export const TICKETS_MAX = 12;

const tickets = z.array(z.string().max(400)).max(TICKETS_MAX);

/** What a page sends over a WebSocket. SSE sends the same in its query string. */
export const clientIn = z.discriminatedUnion('t', [
  /** Digests per channel replace `have` above 4 KB (PSH2). */
  z.strictObject({
    t: z.literal('sync'),
    epoch: z.int().min(0),
    /** `42.17,43.2`: lot.version held. */
    have: z
      .string()
      .max(4_096)
      .regex(/^(?:\d{1,10}\.\d{1,10}(?:,\d{1,10}\.\d{1,10})*)?$/),
    digests: channelDigests.optional(),
    /** Opens private channels (AUT1); those that are open stay so. */
    tickets: tickets.optional(),
  }),
  /** Opens private channels, or keeps them open for longer (AUT1). */
  z.strictObject({ t: z.literal('tickets'), tickets }),
  /** Round-trip and clock probe; answered at once by `beat`. */
  z.strictObject({ t: z.literal('ping') }),
]);

/** See `clientIn`. */
export type ClientIn = z.infer<typeof clientIn>;
