import type { DebianFile } from './debian-install';
import { type LoopbackServer, startLoopbackServer } from './loopback-server';

/**
 * Starts Memcached on loopback, without UDP, with 64 MB, under an account without rights when we
 * are root, and waits until it answers.
 * @throws Trouble with its own reason when it ends instead.
 */
export function startMemcached(
  program: DebianFile,
  at: { port: number; logFile: string; memoryMb?: number },
): Promise<LoopbackServer> {
  const args = ['-l', '127.0.0.1', '-p', String(at.port), '-U', '0'];
  args.push('-m', String(at.memoryMb ?? 64), '-c', '1024');
  return startLoopbackServer({
    title: 'Memcached',
    program,
    args,
    ...at,
    versionFlag: '-V',
    accounts: ['memcache', 'memcached'],
    leaveRoot: (account) => ['-u', account.name],
    hello: { say: 'version\r\n', hear: 'VERSION' },
  });
}
