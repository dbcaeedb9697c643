import './require-node.cjs';
import { build } from './build.mjs';
import { generate } from './generate.mjs';
import { install } from './setup/install.mjs';
import { SetupError } from './setup/paths.mjs';
import { refuseRunningHouse } from './setup/running.mjs';

/**
 * `npm start`: brings the machine from a fresh clone to a running house. Needs nothing but Node
 * until the dependencies are in; then hands over to the bundled house in this same process, so that
 * signals and exit code are the house's own.
 */
const say = (line) => console.log(`  ${line}`);

try {
  const args = process.argv.slice(2);
  // Before anything is built: a build would pull the pages from under a running house.
  refuseRunningHouse(args);
  await install(say);
  await generate(say);
  await build(say);
} catch (error) {
  console.error(`lotcast: ${error instanceof SetupError ? error.message : error.stack}`);
  process.exit(1);
}
await import('../dist/stack.mjs');
