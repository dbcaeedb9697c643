import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A whole house that a test run started: real processes, real database, real cache. */
export interface TestHouse {
  dataDir: string;
  /** Where a browser opens it. */
  origin: string;
  stop(): Promise<void>;
}

/**
 * Starts the built house (`dist/stack.mjs`) on free ports and an empty data folder, as `npm start`
 * would, and waits until it says where to open it.
 */
export async function startTestHouse(flags: readonly string[] = []): Promise<TestHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lotcast-e2e-'));
  // As root PostgreSQL runs under another account: where it may not enter, its data goes elsewhere.
  chmodSync(dataDir, 0o755);
  const args = ['--data', dataDir, '--port', '0', '--terminal-port', '0', '--no-demo', ...flags];
  const house = spawn(process.execPath, ['dist/stack.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => house.once('exit', resolve));
  const said: string[] = [];
  const opened = new Promise<string>((resolve) => {
    createInterface({ input: house.stdout }).on('line', (line) => {
      said.push(line);
      const origin = /Open (http:\/\/\S+)/.exec(line)?.[1];
      if (origin) resolve(origin);
    });
  });
  const origin = await Promise.race([
    opened,
    exited.then((code) => {
      throw new Error(`the house ended with ${code} before it opened:\n${said.join('\n')}`);
    }),
  ]);
  return {
    dataDir,
    origin,
    async stop() {
      house.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
