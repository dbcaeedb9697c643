interface Shared<T> {
  starting: Promise<{ value: T; stop(): Promise<void> }>;
  users: number;
}

/**
 * Vitest sets up each project by itself, in one process; a server is started by the first that
 * needs it and ended with the last. Kept on `globalThis`, since each project loads its own copy of
 * this module.
 */
export async function sharedPerRun<T>(
  name: string,
  start: () => Promise<{ value: T; stop(): Promise<void> }>,
): Promise<{ value: T; release(): Promise<void> }> {
  const key = Symbol.for(`lotcast.shared.${name}`);
  const registry = globalThis as unknown as Record<symbol, Shared<T> | undefined>;
  const shared = registry[key] ?? { starting: start(), users: 0 };
  registry[key] = shared;
  shared.users += 1;
  const { value, stop } = await shared.starting;
  return {
    value,
    async release() {
      shared.users -= 1;
      if (shared.users > 0) return;
      delete registry[key];
      await stop();
    },
  };
}
