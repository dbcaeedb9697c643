import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Suites are named by what they need: pure, generated, real PostgreSQL, real Memcached, real processes. */
const suite = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: 120_000, passWithNoTests: false },
});

export default defineConfig({
  resolve: { alias: { '@': here } },
  test: {
    exclude: ['node_modules/**', 'dist/**', '.next/**'],
    projects: [
      suite(
        'pure',
        ['{lib,components,scripts,server}/**/*.test.ts', '!**/*.{db,cache,property,process}.test.ts'],
        10_000,
      ),
      suite('property', ['lib/**/*.property.test.ts'], 60_000),
      suite('cache', ['lib/**/*.cache.test.ts'], 60_000),
      suite('db', ['{lib,server,scripts}/**/*.db.test.ts'], 60_000),
      suite('process', ['{lib,server,scripts}/**/*.process.test.ts'], 180_000),
    ],
  },
});
