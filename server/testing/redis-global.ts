import type { TestProject } from 'vitest/node';
import { sharedPerRun } from './shared-per-run';
import { startTestRedis } from './test-redis';

declare module 'vitest' {
  interface ProvidedContext {
    /** `redis://host:port` of the run's Redis; suites share it, so each prefixes its keys and channels. */
    redis: string;
  }
}

/** One Redis for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, release } = await sharedPerRun('redis', async () => {
    const redis = await startTestRedis();
    return { value: redis, stop: () => redis.remove() };
  });
  project.provide('redis', value.url);
  return release;
}
