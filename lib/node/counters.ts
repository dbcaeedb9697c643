/** What a node counted since its start; read by metrics and sent as gauges with each beat. */
export interface NodeCounters {
  /** Notices received and the entries in them. */
  notices: number;
  noticeEntries: number;
  /** Messages heard on the bus, and times when one before them had been missed (BUS1). */
  busMessages: number;
  busGaps: number;
  /** Entries nobody here watches: no fetch (CHN1). */
  entriesUnwatched: number;
  /** Records by where they came from (FET1); replica and primary as the master says. */
  fetchedMemcached: number;
  fetchedReplica: number;
  fetchedPrimary: number;
  /** Fetches that had to be tried again. */
  fetchFailures: number;
  /** Anti-entropy rounds and channel comparisons that ended well (ANT1, ANT2). */
  antiEntropyRounds: number;
  comparisons: number;
  /** Records that an anti-entropy round found and no notice had brought yet. */
  mended: number;
  /** Register and beat answers, and failures. */
  beats: number;
  beatFailures: number;
  /** Entries of masters' messages that name no record (WIR5). */
  entriesLeftOut: number;
  /** Records refused because they were not the public shape (AUT1). */
  refusedRecords: number;
}

/** All zero. */
export const newCounters = (): NodeCounters => ({
  notices: 0,
  noticeEntries: 0,
  busMessages: 0,
  busGaps: 0,
  entriesUnwatched: 0,
  fetchedMemcached: 0,
  fetchedReplica: 0,
  fetchedPrimary: 0,
  fetchFailures: 0,
  antiEntropyRounds: 0,
  comparisons: 0,
  mended: 0,
  beats: 0,
  beatFailures: 0,
  entriesLeftOut: 0,
  refusedRecords: 0,
});
