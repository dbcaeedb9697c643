/**
 * Every seed that ever failed, and what it found. They stay: a seed whose plan has changed since costs
 * a second, one that has not keeps a mistake from coming back.
 */
export const FAILED_SEEDS: readonly { seed: number; found: string }[] = [
  {
    seed: 15,
    found:
      'a page long open turned stale for good when the page it went to was drawn by a clock a little ahead (lib/live)',
  },
  {
    seed: 132,
    found:
      'a master that had just started took a replica paused long before for near, and its round missed a change (lib/master/sync-endpoints)',
  },
  {
    seed: 26,
    found:
      'a page that polls was told of the same tombstone with every answer, and asked without end (lib/sync/catch-up)',
  },
  ...[430, 918].map((seed) => ({
    seed,
    found:
      'a node whose registration was lost by a promotion called itself current before it was registered anew (lib/sync/node-currency)',
  })),
  {
    seed: 383,
    found:
      'a bid decided within the last millisecond of the grace was undecided, and by its ledger line accepted (lib/auction)',
  },
  ...[2, 11].map((seed) => ({
    seed,
    found:
      'a page with two registrations, over event streams or polls, asked for tickets without end once one stream had ended (lib/live/own-tickets)',
  })),
  {
    seed: 743,
    found:
      'a terminal rightly forgot a lot of the new epoch that was told under the old one and is unknown there (the oracle)',
  },
  {
    seed: 837,
    found:
      'of two private streams one whose end was said and lost was never missed while the other stood (lib/live/own)',
  },
  {
    seed: 679,
    found:
      'a page whose hello was lost went on by beats alone, and never opened the private streams of its reader (lib/live/connection)',
  },
  {
    seed: 787,
    found:
      'a terminal that knew the time to half a second only told it as if it were exact, and pages kept that for good (lib/live/server-clock, lib/node/primary-time)',
  },
  {
    seed: 342,
    found:
      'a page that was told of a promotion without a hello went on by the clock of the primary that was (lib/live/live)',
  },
  {
    seed: 655,
    found:
      'pages over event streams took the time of a master that had not found the new primary (lib/live/live)',
  },
  {
    seed: 110,
    found:
      'a master that could not ask the primary for a while took a replica that was behind since for a near one (lib/master/sync-endpoints/replica-lag; with another build of the pages)',
  },
];
