// `npm run nightly`: every generated property with 10,000 cases each, and the simulated house with 1,000
// seeds. Says what ran and how long it took; runs on after a failure, and fails at the end.
import { spawnSync } from 'node:child_process';

const CASES = process.env.PROPERTY_RUNS ?? '10000';
const SEEDS = process.env.SIM_SEEDS ?? '1000';
const results = [];

function step(name, args, env = {}) {
  const from = Date.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync('npx', ['--no-install', ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const seconds = ((Date.now() - from) / 1000).toFixed(0);
  results.push({ line: `${status === 0 ? 'held' : 'FAILED'}  ${name}, ${seconds} s`, status });
}

const properties = ['vitest', 'run', '--project', 'property', '--reporter', 'verbose'];
step(`every property on ${CASES} generated cases`, properties, { PROPERTY_RUNS: CASES });
step(`the simulated house on ${SEEDS} seeds`, ['tsx', 'sim/main.ts', '--seeds', SEEDS]);

console.log(`\n── what ran\n${results.map(({ line }) => line).join('\n')}`);
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
