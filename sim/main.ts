/**
 * `npm run sim`: runs seeds of the simulated house, says what happened in them and how fast, and of the
 * first one that breaks a promise the shortest trace that still breaks it.
 */
import { Command } from 'commander';
import { planOf } from './plan';
import { PLANTED } from './planted/bugs';
import { describe, runPlan } from './run-plan';
import { runSeeds } from './run-seeds';
import { shrink } from './shrink';

const program = new Command('sim')
  .description('runs a whole house on simulated time, network and databases, from a seed')
  .option('--seeds <n>', 'how many seeds', Number, 100)
  .option('--from <n>', 'the first seed', Number, 1)
  .option('--seed <n>', 'this one seed, in this thread', Number)
  .option('--trace', 'print every line of that seed')
  .option('--planted <rule>', 'with the planted bug of that rule, until it is found')
  .parse();
const options = program.opts<{
  seeds: number;
  from: number;
  seed?: number;
  trace?: boolean;
  planted?: string;
}>();

/** Why a seed failed, as short as it can be told. */
async function explain(seed: number): Promise<void> {
  const plan = planOf(seed);
  const broken = await runPlan(plan);
  if (!broken.violation) return console.log(`seed ${seed} holds in this thread`);
  const { plan: smaller, outcome, runs } = await shrink(plan, broken);
  const { rule, line, atMs } = outcome.violation ?? broken.violation;
  console.log(`\nseed ${seed} breaks ${rule} at ${atMs.toFixed(0)} ms: ${line}`);
  console.log(describe(smaller));
  console.log(`what still breaks it (${runs} runs):`);
  for (const doing of smaller.doings) console.log(`  ${JSON.stringify(doing)}`);
  console.log('the last that happened:');
  for (const each of outcome.tail.slice(-60)) console.log(`  ${each.slice(0, 240)}`);
  console.log(`again: npm run sim -- --seed ${seed} --trace`);
}

async function one(seed: number): Promise<void> {
  const outcome = await runPlan(planOf(seed), options.trace ? (line) => console.log(line) : null);
  const { violation, steps, virtualMs, convergedInMs } = outcome;
  if (violation) {
    process.exitCode = 1;
    await explain(seed);
  } else {
    const end = `${(virtualMs / 1_000).toFixed(1)} s, ${steps} steps`;
    console.log(`seed ${seed} holds: ${end}, all true ${convergedInMs} ms after the last fault`);
  }
}

async function many(): Promise<void> {
  const bug = PLANTED.find(({ rule }) => rule === options.planted);
  if (options.planted && !bug) program.error(`no bug is planted for ${options.planted}`);
  const work = { from: options.from, count: options.seeds, untilBroken: true };
  let done = 0;
  const each = () => {
    done += 1;
    if (done % 100 === 0) console.log(`${done} seeds`);
  };
  const batch = await runSeeds(work, bug ? { bug, each } : { each });
  const counts = Object.entries(batch.happened).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [what, count] of counts) console.log(`${String(count).padStart(9)}  ${what}`);
  console.log(
    `${batch.outcomes.length} seeds, ${batch.seedsPerMinute.toFixed(0)} seeds per minute`,
  );
  const { broken } = batch;
  if (!broken?.violation) return console.log('every promise was kept');
  process.exitCode = 1;
  const { rule, line } = broken.violation;
  if (bug)
    console.log(`found after ${batch.outcomes.length} seeds, in ${broken.seed}: ${rule}: ${line}`);
  else await explain(broken.seed);
}

await (options.seed === undefined ? many() : one(options.seed));
