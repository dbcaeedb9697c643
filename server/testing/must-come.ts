import { waitUntil } from '../stack/wait';

/**
 * Waits as `waitUntil` does for what the rest of a test builds on.
 * @returns the answer. @throws Error that names what never came, where `waitUntil` would say null.
 */
export async function mustCome<T>(
  what: string,
  ...[probe, options]: Parameters<typeof waitUntil<T>>
): Promise<T> {
  const answer = await waitUntil(probe, options);
  if (answer === null) throw new Error(`never: ${what}`);
  return answer;
}
