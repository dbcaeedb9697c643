import { z } from 'zod';
import { epoch, PROTOCOL } from './frames';
import { liveConfig } from './live-config';
import { syncRecord, version } from './public-lot';
import { channelName, recordKey } from './record-key';

/** Unsigned 32-bit, wrapping; compared for equality only (NTF1). */
export const seq = z.int().min(0).max(0xffffffff);

/** Which database masters are of, drawn once at its making (EPO1). */
export const installation = z.string().min(8).max(64);

/** One process's life: a new one at every start. */
export const incarnation = z.string().min(8).max(64);

/** One thing that changed (not the change itself). `resync` replaces the whole buffer (NTF5). */
export const noticeEntry = z.strictObject({
  op: z.enum(['put', 'gone', 'resync']),
  key: recordKey,
  version,
  channel: channelName,
  seq,
});

/** Master → node (NTF1–6): `POST /internal/notify`. `key` and `version` of a resync entry are `config`, 1. */
export const notice = z.strictObject({
  protocol: z.literal(PROTOCOL),
  epoch,
  master: z.string(),
  incarnation,
  /** The incarnation of the node that the master believes it talks to. */
  to: incarnation,
  entries: z.array(noticeEntry),
});

/** Node → master, as the answer to a notice: entries of exactly these seqs may be deleted (NTF3). */
export const ack = z.strictObject({
  master: z.string(),
  masterIncarnation: incarnation,
  nodeIncarnation: incarnation,
  seqs: z.array(seq),
});

/** Node → master: `POST /internal/register`, at start, each `beatMs`, and after any 409 (NOD1). */
export const registerRequest = z.strictObject({
  protocol: z.number(),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  incarnation,
  kind: z.enum(['terminal', 'cache-agent']),
  url: z.url(),
  publicUrl: z.url().nullable(),
  /** Shown on the operations page; numbers only. */
  gauges: z.record(z.string(), z.number()),
  /** The history that the node is in; not there before any master answered it (EPO1). */
  history: z.strictObject({ installation, epoch }).optional(),
  /**
   * There where the node listens on a bus (BUS1): the incarnation of this master if all it says
   * there is heard, else null, and then the node wants to be told directly.
   */
  bus: z.strictObject({ hears: incarnation.nullable() }).optional(),
});

/** Master → node, the answer to `registerRequest`. */
export const registerAnswer = z.strictObject({
  protocol: z.literal(PROTOCOL),
  installation,
  epoch,
  master: z.string(),
  incarnation,
  /** The primary's time at answering, and how far this may be off (TIM1). */
  nowMs: z.number(),
  errorMs: z.number().min(0),
  config: liveConfig,
  configVersion: version,
  /** Public origins of all terminals alive. */
  terminals: z.array(z.string()),
  /** With which this master's tickets are checked: an Ed25519 public key, base64url (AUT1). */
  ticketKey: z.string().regex(/^[\w-]{43}$/),
  /** Age of the oldest notice of this master that the node has not acknowledged; 0 when none waits. */
  lagMs: z.number().min(0),
  /** There where this master speaks on a bus (BUS1). */
  bus: z
    .strictObject({
      /** How this node is told of what changes from now on. */
      via: z.enum(['bus', 'direct']),
      /** This master's monotonic clock at answering, to compare with `saidUntilMs`. */
      clockMs: z.number(),
    })
    .optional(),
});

/** Most keys in one fetch (FET1). */
export const FETCH_MAX_KEYS = 64;

/** Node → master: `POST /internal/fetch`. Demands of another epoch are answered with 409. */
export const fetchRequest = z.strictObject({
  epoch,
  wants: z
    .array(z.strictObject({ key: recordKey, minVersion: z.int().min(0) }))
    .min(1)
    .max(FETCH_MAX_KEYS),
});

/** Master → node: what was found. `unknown` keys never existed, says the primary (FET5). */
export const fetchAnswer = z.strictObject({
  epoch,
  records: z.array(syncRecord),
  unknown: z.array(recordKey),
  /** How many came from where, for the node's metrics. */
  source: z.strictObject({ replica: z.int(), primary: z.int() }),
});

/** Most changes that one answer lists (ANT1). */
export const CHANGES_MAX = 10_000;

/**
 * Node → master: `POST /internal/changes` (ANT1). `token` null: from now on, which lists nothing;
 * what was before is compared (ANT2).
 */
export const changesRequest = z.strictObject({
  epoch,
  token: z.string().regex(/^\d+$/).nullable(),
});

/**
 * Master → node: keys with `xid >= token`; ask next with `token`. `changes` null: more than
 * `CHANGES_MAX`, compare everything instead.
 */
export const changesAnswer = z.strictObject({
  epoch,
  token: z.string().regex(/^\d+$/),
  changes: z
    .array(z.strictObject({ key: recordKey, version, channel: channelName, gone: z.boolean() }))
    .max(CHANGES_MAX)
    .nullable(),
  source: z.enum(['replica', 'primary']),
});

/** Node → master: `POST /internal/heads` (ANT2): digests of the channels the node holds. */
export const headsRequest = z.strictObject({
  epoch,
  /** `auction:7` stands for all of its channels and its own record. */
  channels: z
    .array(z.strictObject({ name: channelName, digest: z.string().nullable() }))
    .max(1_000),
});

/** Master → node: for each channel whose digest differs, every key and version in it. */
export const headsAnswer = z.strictObject({
  epoch,
  channels: z.array(
    z.strictObject({
      name: channelName,
      digest: z.string(),
      /** Absent when the digests agree. `item:` heads travel too but do not count in the digest. */
      heads: z.array(z.strictObject({ key: recordKey, version, gone: z.boolean() })).optional(),
    }),
  ),
});

/** Most pushes in one `parkedRequest`. */
export const PARKED_MAX = 1_000;

/** Random, chosen by a client that polls, the same at every terminal while its page stands. */
export const clientToken = z.string().regex(/^[\w-]{16,64}$/);

/**
 * Terminal → terminal: `POST /internal/parked` (PSH6): what a client was not delivered, for whichever
 * terminal meets it next.
 */
export const parkedRequest = z.strictObject({
  protocol: z.literal(PROTOCOL),
  pushes: z
    .array(
      z.strictObject({ client: clientToken, epoch, key: recordKey, version, channel: channelName }),
    )
    .max(PARKED_MAX),
});

/** See `parkedRequest`. */
export type ParkedRequest = z.infer<typeof parkedRequest>;
/** See `noticeEntry`. */
export type NoticeEntry = z.infer<typeof noticeEntry>;
/** See `notice`. */
export type Notice = z.infer<typeof notice>;
/** See `ack`. */
export type Ack = z.infer<typeof ack>;
/** See `registerRequest`. */
export type RegisterRequest = z.infer<typeof registerRequest>;
/** See `registerAnswer`. */
export type RegisterAnswer = z.infer<typeof registerAnswer>;
/** See `fetchRequest`. */
export type FetchRequest = z.infer<typeof fetchRequest>;
/** See `fetchAnswer`. */
export type FetchAnswer = z.infer<typeof fetchAnswer>;
/** See `changesAnswer`. */
export type ChangesAnswer = z.infer<typeof changesAnswer>;
/** See `headsAnswer`. */
export type HeadsAnswer = z.infer<typeof headsAnswer>;
