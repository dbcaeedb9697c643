import { z } from 'zod';

/**
 * The record `config` (ANT3) as nodes and pages know it. Every number has a default, so that `{}`
 * in the primary means the defaults of the design.
 */
export const liveConfig = z.strictObject({
  /** Anti-entropy interval (ANT1). */
  antiEntropyMs: z.int().min(200).max(600_000).default(5_000),
  /** Digest comparison interval (ANT2). */
  digestMs: z.int().min(1_000).max(3_600_000).default(60_000),
  /** First resend of an unacknowledged notification, doubling to `resendMaxMs` (NTF4). */
  resendMs: z.int().min(50).max(60_000).default(500),
  resendMaxMs: z.int().min(50).max(600_000).default(8_000),
  /** Most entries in one notification (NTF4). */
  batchMax: z.int().min(1).max(10_000).default(500),
  /** Most keys a sync buffer holds before it becomes one resync (NTF5). */
  bufferMax: z.int().min(100).max(10_000_000).default(100_000),
  /** Beat of nodes to masters and of terminals to pages (PSH7). */
  beatMs: z.int().min(100).max(60_000).default(1_000),
  /** A page is stale after this long without proof (LOOK 6). */
  staleMs: z.int().min(500).max(600_000).default(5_000),
  /** One write per socket and tick (PSH4). */
  tickMs: z.int().min(0).max(1_000).default(25),
  /** Oldest Memcached entry that a read without a demand may take (FET2). */
  ssrMaxAgeMs: z.int().min(0).max(60_000).default(2_000),
  /** Least and most delay of a page's reconnect, full jitter between (PSH7). */
  reconnectMinMs: z.int().min(50).max(60_000).default(250),
  reconnectMaxMs: z.int().min(100).max(600_000).default(10_000),
  /** In the order a page tries them (PSH1). */
  transports: z
    .array(z.enum(['websocket', 'sse', 'poll']))
    .min(1)
    .default(['websocket', 'sse', 'poll']),
  /** Longest a long poll is held before it is answered with the time alone (PSH5). */
  pollMs: z.int().min(1_000).max(120_000).default(25_000),
  /** How often the delivery of a push that failed is tried again (PSH6). */
  retryMs: z.int().min(100).max(60_000).default(1_000),
  /** A push that failed is dropped after this long (PSH6). */
  parkTtlMs: z.int().min(1_000).max(600_000).default(60_000),
  /** What is open after an interruption stays open for at least this long (TIM2). */
  resumeMinMs: z.int().min(1_000).max(86_400_000).default(120_000),
  /** A standby that is behind for this long has stalled, and a bid waits for it no longer (DUR1). */
  syncStallMs: z.int().min(100).max(30_000).default(2_000),
});

/** See `liveConfig`. */
export type LiveConfig = z.infer<typeof liveConfig>;

/** All defaults. */
export const DEFAULT_LIVE_CONFIG: LiveConfig = liveConfig.parse({});

type Settings = typeof liveConfig.shape;
type Bare<F> = F extends z.ZodDefault<infer T> ? T : F;

/** Some of the settings, without defaults: what a change names (ANT3). */
export const liveConfigPatch = z
  .strictObject(
    Object.fromEntries(
      Object.entries(liveConfig.shape).map(([name, field]) => [name, field.unwrap().optional()]),
    ) as { [K in keyof Settings]: z.ZodOptional<Bare<Settings[K]>> },
  )
  .refine((patch) => Object.keys(patch).length > 0, 'name at least one setting');

/** See `liveConfigPatch`. */
export type LiveConfigPatch = z.infer<typeof liveConfigPatch>;

/**
 * Settings that are each possible but not together, and what would be right; empty where all is well.
 */
export function configConflicts(
  config: LiveConfig,
): { setting: keyof LiveConfig; message: string }[] {
  const { beatMs, resendMs, reconnectMinMs } = config;
  const least = [
    { setting: 'resendMaxMs', leastMs: resendMs, because: 'resendMs' },
    { setting: 'reconnectMaxMs', leastMs: reconnectMinMs, because: 'reconnectMinMs' },
    // One beat that comes late must not make every page stale.
    { setting: 'staleMs', leastMs: 2 * beatMs, because: 'two beats (beatMs)' },
  ] as const;
  return least
    .filter(({ setting, leastMs }) => config[setting] < leastMs)
    .map(({ setting, leastMs, because }) => ({
      setting,
      message: `must be at least ${leastMs}, which is ${because}`,
    }));
}
