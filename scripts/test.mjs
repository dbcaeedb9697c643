// `npm test`: sets up what the tests need (dependencies, generated client, a browser, Memcached,
// Redis, a production build) and runs every suite. What cannot be had is skipped by name, and CI
// fails on it.
import { spawnSync } from 'node:child_process';
import { install } from './setup/install.mjs';

const inCi = process.env.CI === 'true' || process.env.CI === '1';
const started = Date.now();
const results = [];
const skipped = [];

/** Runs a step to its end; stops the whole test on a failure. */
function step(name, command, args, env = {}) {
  const from = Date.now();
  console.log(`\n── ${name}`);
  const run = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  if (run.status !== 0) {
    console.error(`\n${name} failed after ${seconds} s`);
    process.exit(run.status ?? 1);
  }
  results.push(`${name}: ${seconds} s`);
}

/** What this machine cannot run is named, never passed over in silence. */
function skip(name, why) {
  console.error(`\nSKIPPED ${name}: ${why}`);
  skipped.push(`SKIPPED ${name}: ${why}`);
}

/** What the suites need and this machine has. */
function needs() {
  const run = spawnSync('npx', ['--no-install', 'tsx', 'scripts/test-needs.ts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = (run.stdout ?? '').trim().split('\n');
  console.log(`\n── what tests need\n${lines.slice(0, -1).join('\n')}`);
  if (run.status !== 0) process.exit(run.status ?? 1);
  return JSON.parse(lines.at(-1) ?? '');
}

const projects = (...names) => names.flatMap((name) => ['--project', name]);
const npx = (name, ...args) => step(name, 'npx', ['--no-install', ...args]);

await install((line) => console.log(`  ${line}`));
step('generated client', 'node', ['scripts/generate.mjs']);
const has = needs();
npx('lint', 'biome', 'check', '--error-on-warnings', '.');
step('boundaries', 'node', ['scripts/check-boundaries.mjs']);
step('rules and their tests', 'node', ['scripts/check-spec.mjs']);
npx('nothing dead', 'knip', '--no-progress');
npx('types', 'tsc', '--noEmit');
npx('unit tests', 'vitest', 'run', '--project', 'pure', '--project', 'property');
npx('simulated house', 'vitest', 'run', '--project', 'sim');
const missing = ['memcached', 'redis-server'].filter((name) => !has[name]);
if (missing.length === 0) {
  npx('real PostgreSQL, Memcached and Redis', 'vitest', 'run', ...projects('db', 'cache', 'redis'));
  npx('real processes', 'vitest', 'run', ...projects('process'));
  const oneByOne = ['--no-file-parallelism', ...projects('alone')];
  npx('real processes and the whole machine', 'vitest', 'run', ...oneByOne);
  if (!has.libfaketime) skip('tests of a clock that is set', 'libfaketime cannot be had here');
  if (process.getuid?.() !== 0)
    skip('tests of full disks, closed homes and other accounts', 'they need root');
} else {
  const suites = 'real PostgreSQL, Memcached and Redis, real processes';
  skip(suites, `${missing.join(' and ')} cannot be had here`);
}
step('production build', 'node', ['scripts/build.mjs']);
if (has.chromium) npx('real browser', 'playwright', 'test');
else skip('real browser', 'no Chromium runs here');
console.log(`\n${results.join('\n')}`);
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
if (skipped.length > 0) {
  console.error(`passed in ${minutes} min, but ${skipped.join('; ')}`);
  process.exit(inCi ? 1 : 0);
}
console.log(`all suites passed in ${minutes} min`);
