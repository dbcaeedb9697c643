import fc from 'fast-check';
import { runs } from '../../lib/auction/testing/runs';

// Properties that name no number of their own.
fc.configureGlobal({ numRuns: runs(100) });
