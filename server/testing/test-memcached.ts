import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDebian } from '../stack/debian-install';
import type { LoopbackServer } from '../stack/loopback-server';
import { startMemcached } from '../stack/memcached';
import { freePort } from '../stack/ports';
import { projectRoot } from '../stack/project-root';
import { Trouble } from '../stack/trouble';

/**
 * Starts a Memcached of a test's own: to kill, freeze or flush. At `port` when it replaces one that
 * was killed, else at any free one.
 */
export async function startTestMemcached(
  port?: number,
): Promise<LoopbackServer & { stop(): Promise<void> }> {
  const toolsDir = path.join(projectRoot(), '.data', 'tools');
  const found = ensureDebian('memcached', { toolsDir, say: () => {} });
  if (found.program === null) throw new Trouble(found.why);
  const folder = mkdtempSync(path.join(tmpdir(), 'lotcast-memcached-'));
  const memcached = await startMemcached(found.program, {
    port: port ?? (await freePort()),
    logFile: path.join(folder, 'memcached.log'),
  });
  return {
    ...memcached,
    async stop() {
      await memcached.child.stop(2_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
