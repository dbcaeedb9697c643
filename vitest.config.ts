import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = fileURLToPath(new URL('.', import.meta.url));
const POSTGRES = './server/testing/postgres-global.ts';
const MEMCACHED = './server/testing/memcached-global.ts';
const REDIS = './server/testing/redis-global.ts';
/** `npm run nightly` asks for many more generated cases than a test waits for. */
const PROPERTY_MS = process.env.PROPERTY_RUNS ? 7_200_000 : 60_000;

/** Suites are named by what they need: pure, generated, real PostgreSQL, real Memcached, real
 * Redis, real processes, or the whole machine: those run one by one, beside nothing else. */
const suite = (
  name: string,
  include: string[],
  needs: {
    testTimeout: number;
    globalSetup?: string[];
    setupFiles?: string[];
  },
) => ({
  extends: true as const,
  test: { name, include, hookTimeout: 120_000, passWithNoTests: false, ...needs },
});

export default defineConfig({
  resolve: { alias: { '@': here } },
  test: {
    exclude: ['node_modules/**', 'dist/**', '.next/**'],
    // Vitest would leave one core to itself, which of two is half of the machine; it needs next to none of it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      suite(
        'pure',
        [
          '{lib,components,scripts,server,demo}/**/*.test.ts',
          '!**/*.{db,cache,redis,property,process,alone}.test.ts',
        ],
        // Some start real terminals on loopback; on a busy machine only one that hangs takes so long.
        { testTimeout: 30_000 },
      ),
      suite('property', ['lib/**/*.property.test.ts'], {
        testTimeout: PROPERTY_MS,
        setupFiles: ['./server/testing/property-setup.ts'],
      }),
      suite('cache', ['lib/**/*.cache.test.ts'], { testTimeout: 60_000, globalSetup: [MEMCACHED] }),
      suite('redis', ['{lib,server}/**/*.redis.test.ts'], {
        testTimeout: 60_000,
        globalSetup: [REDIS],
      }),
      suite('db', ['{lib,server,scripts,sim}/**/*.db.test.ts'], {
        testTimeout: 60_000,
        globalSetup: [POSTGRES, MEMCACHED, REDIS],
      }),
      suite('sim', ['sim/**/*.sim.test.ts'], { testTimeout: 60_000 }),
      suite('process', ['{lib,server,scripts}/**/*.process.test.ts'], {
        testTimeout: 180_000,
        globalSetup: [POSTGRES, MEMCACHED, REDIS],
      }),
      suite('alone', ['server/**/*.alone.test.ts'], {
        testTimeout: 180_000,
        globalSetup: [POSTGRES, MEMCACHED, REDIS],
      }),
    ],
  },
});
