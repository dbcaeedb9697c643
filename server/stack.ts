import { runHouse } from './stack/run-house';

/** `npm start` ends up here, in the same process: see scripts/start.mjs. */
process.exit(await runHouse(process.argv.slice(2)));
