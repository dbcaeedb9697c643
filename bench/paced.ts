/** Runs `count` pieces of work, `perSecond` of them a second, never waiting for the one before. */
export async function paced<T>(
  count: number,
  perSecond: number,
  work: (index: number) => Promise<T>,
): Promise<T[]> {
  const begin = performance.now();
  const running: Promise<T>[] = [];
  for (let index = 0; index < count; index++) {
    const dueMs = begin + (index * 1_000) / perSecond - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    running.push(work(index));
  }
  return Promise.all(running);
}
