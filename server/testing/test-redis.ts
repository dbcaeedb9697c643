import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDebian } from '../stack/debian-install';
import { freePort } from '../stack/ports';
import { projectRoot } from '../stack/project-root';
import { startRedis } from '../stack/redis';
import { Trouble } from '../stack/trouble';

/** A Redis of a test's own, always at the same address. */
export interface TestRedis {
  /** `redis://127.0.0.1:port`. */
  url: string;
  port: number;
  /** Starts it again, empty, where it was; nothing while it runs. */
  start(): Promise<void>;
  /** Ends it as an operator would; whoever was connected is told. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Stops its time: it keeps its connections and answers nobody, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a Redis of a test's own: to stop, kill or freeze and start again at the same port. */
export async function startTestRedis(): Promise<TestRedis> {
  const toolsDir = path.join(projectRoot(), '.data', 'tools');
  const { program, ...none } = ensureDebian('redis-server', { toolsDir, say: () => {} });
  if (program === null) throw new Trouble('why' in none ? none.why : 'redis-server is missing');
  const folder = mkdtempSync(path.join(tmpdir(), 'lotcast-redis-'));
  const at = { port: await freePort(), logFile: path.join(folder, 'redis.log') };
  let { child } = await startRedis(program, at);
  const signal = (name: NodeJS.Signals) => {
    if (!child.hasExited()) child.process.kill(name);
  };
  const end = async (graceMs: number) => {
    signal('SIGCONT'); // A frozen process hears nothing else.
    await child.stop(graceMs);
  };
  return {
    url: `redis://127.0.0.1:${at.port}`,
    port: at.port,
    async start() {
      if (child.hasExited()) ({ child } = await startRedis(program, at));
    },
    stop: () => end(2_000),
    async kill() {
      signal('SIGKILL');
      await child.exited;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async remove() {
      await end(2_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
