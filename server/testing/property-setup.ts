import fc from 'fast-check';
import { runs } from '../../lib/auction/testing/runs';

/** What `npm test` draws is drawn again tomorrow, so that how often a case came up is no matter of luck. */
const SEED = 20_261_122;

// Properties that name no number of their own. The nightly run draws anew each time; a failure names its seed.
fc.configureGlobal({
  numRuns: runs(100),
  ...(process.env.PROPERTY_RUNS === undefined && { seed: SEED }),
});
