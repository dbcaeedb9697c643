// `npm test`: sets up what the tests need (dependencies, generated client, a browser, Memcached, a
// production build) and runs every suite. What cannot be had is skipped by name, and CI fails on it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const inCi = process.env.CI === 'true' || process.env.CI === '1';
const started = Date.now();
const results = [];

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

const npx = (name, ...args) => step(name, 'npx', ['--no-install', ...args]);

if (!existsSync('node_modules')) step('dependencies', 'npm', ['ci']);
step('generated client', 'node', ['scripts/generate.mjs']);
step('what tests need', 'npx', ['--no-install', 'tsx', 'scripts/test-needs.ts']);
npx('lint', 'biome', 'check', '--error-on-warnings', '.');
step('boundaries', 'node', ['scripts/check-boundaries.mjs']);
step('rules and their tests', 'node', ['scripts/check-spec.mjs']);
npx('types', 'tsc', '--noEmit');
npx('unit tests', 'vitest', 'run', '--project', 'pure', '--project', 'property');
npx('real PostgreSQL and Memcached', 'vitest', 'run', '--project', 'db', '--project', 'cache');
npx('real processes', 'vitest', 'run', '--project', 'process');
step('production build', 'node', ['scripts/build.mjs']);
npx('real browser', 'playwright', 'test');
console.log(`\n${results.join('\n')}`);
console.log(
  `all suites passed in ${((Date.now() - started) / 60_000).toFixed(1)} min${inCi ? ' (CI)' : ''}`,
);
