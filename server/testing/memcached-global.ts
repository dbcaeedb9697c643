import type { TestProject } from 'vitest/node';
import { sharedPerRun } from './shared-per-run';
import { startTestMemcached } from './test-memcached';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the run's Memcached; suites share it, so each prefixes its keys. */
    memcached: string;
  }
}

/** One Memcached for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, release } = await sharedPerRun('memcached', async () => {
    const memcached = await startTestMemcached();
    return { value: memcached, stop: () => memcached.stop() };
  });
  project.provide('memcached', value.address);
  return release;
}
