import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RecordCache } from '../cache/record-cache';
import type { SyncNode } from './node';

/**
 * The Prometheus metrics every node has; values are read when they are scraped. Node counts the
 * fetches Memcached answered, masters those of replica and primary (FET1).
 */
export function nodeMetrics(options: { node: SyncNode; cache: RecordCache | null }): Registry {
  const { node, cache } = options;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'lotcast_process_' });
  const counted = (name: string, help: string, read: () => number) =>
    countWhenRead(registry, { name, help, read });
  const { counters } = node;
  new Counter({
    name: 'lotcast_fetch_total',
    help: 'Records fetched by their source',
    labelNames: ['source'],
    registers: [registry],
    collect() {
      this.reset();
      this.inc({ source: 'memcached' }, counters.fetchedMemcached);
    },
  });
  counted('lotcast_notices_total', 'Notices received', () => counters.notices);
  counted('lotcast_notice_entries_total', 'Entries in notices', () => counters.noticeEntries);
  counted(
    'lotcast_notice_unwatched_total',
    'Entries of no interest',
    () => counters.entriesUnwatched,
  );
  counted(
    'lotcast_entries_left_out_total',
    'Entries that name no record',
    () => counters.entriesLeftOut,
  );
  counted('lotcast_bus_heard_total', 'Messages heard on the bus', () => counters.busMessages);
  counted(
    'lotcast_bus_gaps_total',
    'Times a message on the bus was missed',
    () => counters.busGaps,
  );
  counted(
    'lotcast_bus_refused_total',
    'Messages on the bus refused',
    () => node.bus()?.refused ?? 0,
  );
  counted(
    'lotcast_fetch_failures_total',
    'Fetches to be tried again',
    () => counters.fetchFailures,
  );
  counted(
    'lotcast_anti_entropy_rounds_total',
    'Rounds that ended well',
    () => counters.antiEntropyRounds,
  );
  counted('lotcast_anti_entropy_mended_total', 'Records a round found', () => counters.mended);
  counted(
    'lotcast_comparisons_total',
    'Channel comparisons that ended well',
    () => counters.comparisons,
  );
  counted(
    'lotcast_refused_records_total',
    'Records not of the public shape',
    () => counters.refusedRecords,
  );
  counted('lotcast_beat_failures_total', 'Beats no master answered', () => counters.beatFailures);
  if (cache) {
    counted('lotcast_cache_hits_total', 'Reads Memcached answered', () => cache.stats().hits);
    counted('lotcast_cache_misses_total', 'Reads it could not answer', () => cache.stats().misses);
    counted('lotcast_cache_corrupt_total', 'Damaged or foreign bytes', () => cache.stats().corrupt);
    counted('lotcast_cache_sets_total', 'Records stored', () => cache.stats().sets);
    counted(
      'lotcast_cache_failed_sets_total',
      'Records not stored',
      () => cache.stats().failedSets,
    );
  }
  const gauge = (name: string, help: string, read: () => number) =>
    gaugeWhenRead(registry, { name, help, read });
  gauge('lotcast_node_ready', '1 when in touch with a master', () => (node.isReady() ? 1 : 0));
  gauge('lotcast_epoch', 'The epoch, 0 while unknown', () => node.epoch() ?? 0);
  gauge('lotcast_fetching', 'Keys being fetched', () => node.fetching());
  return registry;
}

/** One number and where it is read. */
export interface ReadMetric {
  name: string;
  help: string;
  read: () => number;
}

/** A counter that is read when it is scraped. */
export function countWhenRead(registry: Registry, { name, help, read }: ReadMetric): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

/** A gauge that is read when it is scraped. */
export function gaugeWhenRead(registry: Registry, { name, help, read }: ReadMetric): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
