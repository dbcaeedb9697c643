// `npm test`: sets up what the tests need (dependencies, generated client, a browser, Memcached,
// Redis, a production build) and runs every suite. What cannot be had is skipped by name, and CI
// fails on it.
import { spawn, spawnSync } from 'node:child_process';
import { install } from './setup/install.mjs';

const inCi = process.env.CI === 'true' || process.env.CI === '1';
const started = Date.now();
const results = [];
const skipped = [];

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/** Notes what a step took; stops the whole test on a failure. */
function done(name, from, status) {
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`\n${name} failed after ${seconds} s`);
    process.exit(status ?? 1);
  }
  results.push(`${name}: ${seconds} s`);
}

/** Runs a step to its end. */
function step(name, command, args) {
  const from = Date.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: environment });
  done(name, from, status);
}

/** Runs a step beside others: what it says comes whole, at its end. */
function besideOthers(name, command, args) {
  const from = Date.now();
  return new Promise((resolve) => {
    const run = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
    // It is not to outlive a failure beside it.
    process.once('exit', () => run.kill());
    const said = [];
    for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk) => said.push(chunk));
    run.on('close', (status) => {
      console.log(`\n── ${name}\n${Buffer.concat(said).toString().trim()}`);
      done(name, from, status);
      resolve();
    });
  });
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
// The compiler keeps one core busy for longer than all the others do.
await Promise.all([
  besideOthers('types', 'npx', ['--no-install', 'tsc', '--noEmit']),
  (async () => {
    const lint = ['--no-install', 'biome', 'check', '--error-on-warnings', '.'];
    await besideOthers('lint', 'npx', lint);
    await besideOthers('boundaries', 'node', ['scripts/check-boundaries.mjs']);
    await besideOthers('rules and their tests', 'node', ['scripts/check-spec.mjs']);
    await besideOthers('nothing dead', 'npx', ['--no-install', 'knip', '--no-progress']);
  })(),
]);
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
