import { readdirSync, readFileSync } from 'node:fs';

/** Whether each thread of a process is stopped, by its state in /proc (Linux, as SIGSTOP is in these tests). */
function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    // The state follows the name, which stands in parentheses and may hold any.
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  });
}

/**
 * Stops a process (SIGSTOP) and waits until it is: the signal alone only asks for it, and a thread on another core may
 * answer once more.
 */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!isStopped(pid)) await new Promise((resolve) => setImmediate(resolve));
}
