import path from 'node:path';
import type { MasterEnv } from '../lib/config/env';

/**
 * How the program that renders pages is started beside a master: the bundle where the master is one,
 * else the source through the same loader. @param master the file of the running master.
 */
export function renderProgram(master: string): { nodeArgs: string[] } {
  const folder = path.dirname(master);
  return master.endsWith('.ts')
    ? { nodeArgs: ['--import', 'tsx', path.join(folder, 'web.ts')] }
    : { nodeArgs: ['--enable-source-maps', path.join(folder, 'web.mjs')] };
}

/** What of a machine's environment a program needs to run at all. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS'];

/** The environment of the renderer: what pages read with, nothing that speaks to nodes. */
export function renderEnvironment(env: MasterEnv): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: env.NODE_ENV,
    NEXT_TELEMETRY_DISABLED: '1',
    PRIMARY_URL: env.PRIMARY_URL,
    REPLICA_URL: env.REPLICA_URL,
    MEMCACHED: env.MEMCACHED,
    AUTH_SECRET: env.AUTH_SECRET,
    PUBLIC_ORIGIN: env.PUBLIC_ORIGIN,
  };
}
