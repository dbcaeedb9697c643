import { z } from 'zod';

/** One process of the house as the machine's own list of processes knows it. */
export const processView = z.strictObject({
  /** `master`, `terminal`, `cache-agent`, `primary`, `replica`, `memcached`, `stack`, … */
  role: z.string(),
  name: z.string(),
  url: z.string().nullable(),
  port: z.int().nullable(),
  pid: z.int().nullable(),
  /** Whether a process of that number runs; null where the number is not known. */
  alive: z.boolean().nullable(),
});

/** What a master knows of one node it notifies (NTF1–4). Counts are since this master started. */
export const nodeView = z.strictObject({
  name: z.string(),
  kind: z.enum(['terminal', 'cache-agent']),
  incarnation: z.string(),
  publicUrl: z.string().nullable(),
  /** False after three missed beats. */
  alive: z.boolean(),
  lastSeenAt: z.string(),
  /** Notifications sent, acknowledged, sent again, and keys waiting in its sync buffer. */
  sent: z.int(),
  acknowledged: z.int(),
  resent: z.int(),
  waiting: z.int(),
  /** Age of the oldest waiting notification; 0 when none waits. */
  lagMs: z.number(),
  /** How it is told of what changes from now on (BUS1). */
  via: z.enum(['bus', 'direct']),
  /** What the node said of itself with its last beat: connections, watchedLots, cacheHits, … */
  gauges: z.record(z.string(), z.number()),
});

/** The read replica as the primary and the replica see it. */
export const replicaView = z.strictObject({
  reachable: z.boolean(),
  /** `streaming`, `catchup`, … as the primary says; null when the primary knows no standby. */
  state: z.string().nullable(),
  /** Written on the primary, not yet replayed on the replica. */
  lagBytes: z.int().nullable(),
  /** Age of the newest replayed change while bytes are missing; 0 when none are. */
  lagMs: z.number().nullable(),
});

/** One second of the house, for charts; counts are of that second. */
export const operationsSample = z.strictObject({
  atMs: z.number(),
  bids: z.int(),
  refused: z.int(),
  errors: z.int(),
  /** Connections of pages on all live terminals. */
  connections: z.int(),
  /** Keys waiting in all sync buffers. */
  waiting: z.int(),
  replicaLagMs: z.number().nullable(),
  /** How long bids of that second waited for their answer; null without bids. */
  bidP50Ms: z.number().nullable(),
  bidP99Ms: z.number().nullable(),
});

/** `GET /api/v1/operations` (clerk and above): what the operations page shows. */
export const operations = z.strictObject({
  at: z.string(),
  epoch: z.int(),
  master: z.strictObject({ name: z.string(), incarnation: z.string(), startedAt: z.string() }),
  /** Empty outside a house on one machine. */
  processes: z.array(processView),
  primary: z.strictObject({ reachable: z.boolean() }),
  replica: replicaView,
  /** `address` null: the house runs without Memcached, reads go to the replica. */
  memcached: z.strictObject({ address: z.string().nullable() }),
  /** Null: masters tell nodes directly. Counts are of this master, since it started (BUS1). */
  bus: z
    .strictObject({
      isUp: z.boolean(),
      published: z.int(),
      /** Keys that wait to be said there, and the age of the oldest. */
      waiting: z.int(),
      lagMs: z.number(),
    })
    .nullable(),
  nodes: z.array(nodeView),
  /** Records fetched since start, by what answered (FET1); `memcached` is the sum of the nodes'. */
  fetches: z.strictObject({ memcached: z.int(), replica: z.int(), primary: z.int() }),
  lanes: z.strictObject({
    lanes: z.int(),
    waiting: z.int(),
    batches: z.int(),
    /** Bids and actions in those batches. */
    orders: z.int(),
    largestBatch: z.int(),
  }),
  clock: z.strictObject({ healthy: z.boolean(), errorMs: z.number().nullable() }),
  pages: z.strictObject({
    /** `off` where this master renders no pages. */
    state: z.enum(['off', 'starting', 'ready', 'down']),
    restarts: z.int(),
  }),
  /** Oldest first, at most the last five minutes. */
  history: z.array(operationsSample),
});

/** See `operations`. */
export type Operations = z.infer<typeof operations>;
/** See `operationsSample`. */
export type OperationsSample = z.infer<typeof operationsSample>;
/** See `processView`. */
export type ProcessView = z.infer<typeof processView>;
/** See `nodeView`. */
export type NodeView = z.infer<typeof nodeView>;
/** See `replicaView`. */
export type ReplicaView = z.infer<typeof replicaView>;
