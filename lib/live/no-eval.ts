import { config } from 'zod';

/**
 * The pages' policy forbids `eval`; zod would try it once and have the attempt reported. Import this
 * before any schema runs in a browser.
 */
config({ jitless: true });
