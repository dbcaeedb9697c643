import type { DebianFile } from './debian-install';
import { type LoopbackServer, startLoopbackServer } from './loopback-server';

/**
 * Starts Redis on loopback, without persistence (nothing in it cannot be rebuilt), with 64 MB, under
 * an account without rights when we are root, and waits until it answers.
 * @throws Trouble with its own reason when it ends instead.
 */
export function startRedis(
  program: DebianFile,
  at: { port: number; logFile: string },
): Promise<LoopbackServer> {
  const settings = {
    bind: '127.0.0.1',
    port: String(at.port),
    save: '',
    appendonly: 'no',
    // What expires soonest goes first; nothing of ours is kept without an end.
    maxmemory: '64mb',
    'maxmemory-policy': 'volatile-ttl',
  };
  return startLoopbackServer({
    title: 'Redis',
    program,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    ...at,
    versionFlag: '--version',
    accounts: ['redis'],
    hello: { say: 'PING\r\n', hear: '+PONG' },
  });
}
