import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Flags without which a headless Chromium calls home or needs a GPU. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A browser to test with, and what it needs in its environment. */
export interface FoundChromium {
  executablePath: string;
  env: Record<string, string>;
}

const runs = (executablePath: string, env: Record<string, string> = {}) =>
  spawnSync(executablePath, ['--version', '--no-sandbox'], { env: { ...process.env, ...env } })
    .status === 0;

/**
 * A Chromium to test with: `CHROMIUM_PATH`, Debian's, or the one inside an npm package, which also
 * brings the libraries that a bare machine lacks. Null when none of them runs here.
 */
export async function findChromium(): Promise<FoundChromium | null> {
  for (const executablePath of [process.env.CHROMIUM_PATH, '/usr/bin/chromium'])
    if (executablePath && existsSync(executablePath) && runs(executablePath))
      return { executablePath, env: {} };
  return packedChromium();
}

async function packedChromium(): Promise<FoundChromium | null> {
  // The package unpacks into the temporary folder, where another account's copy may lie.
  const folder = resolve('node_modules', '.cache', 'chromium');
  mkdirSync(folder, { recursive: true });
  const { TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH } = process.env;
  // This is how the package is asked for its libraries; they are used only if ours do not do.
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    const withLibraries = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
    for (const env of [{}, withLibraries]) {
      const clean = { LD_LIBRARY_PATH: LD_LIBRARY_PATH ?? '', ...env };
      if (runs(executablePath, clean)) return { executablePath, env: clean };
    }
    return null;
  } finally {
    restore({ TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH });
  }
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
}
