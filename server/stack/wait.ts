import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks `probe` again and again until it answers something other than null or false.
 * @returns that answer, or null after `deadlineMs`.
 */
export async function waitUntil<T>(
  probe: () => Promise<T | null | false> | T | null | false,
  options: { deadlineMs: number; everyMs?: number },
): Promise<T | null> {
  const endMs = performance.now() + options.deadlineMs;
  for (;;) {
    const answer = await probe();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() >= endMs) return null;
    await pause(options.everyMs ?? 25);
  }
}
