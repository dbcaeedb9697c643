import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject, readStamp, SetupError } from './paths.mjs';
import { run } from './run.mjs';

const STAMP = inProject('node_modules', '.lotcast');

/**
 * Installs what package-lock.json names, unless exactly that is installed.
 * @param {(line: string) => void} say
 */
export async function install(say) {
  const lock = readFileSync(inProject('package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (readStamp(STAMP) === wanted) return;
  if (!alreadyThere(JSON.parse(lock.toString('utf8')))) {
    say('installing dependencies (the first time takes a minute or two) …');
    const { command, args } = npm();
    // NODE_ENV=production in the environment would leave out what the build needs.
    const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
    await run('"npm ci"', command, [...args, ...flags], { cwd: inProject() });
  }
  try {
    writeFileSync(STAMP, `${wanted}\n`);
  } catch (error) {
    throw new SetupError(`node_modules cannot be written: ${error.message}`);
  }
}

/** The npm that runs us, else the one on the PATH. */
function npm() {
  const cli = process.env.npm_execpath;
  return cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli)
    ? { command: process.execPath, args: [cli] }
    : { command: 'npm', args: [] };
}

/** Whether somebody ran `npm ci` or `npm install` by hand: npm's own record equals the lock. */
function alreadyThere(lock) {
  const record = inProject('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(lock.packages).every(
    ([name, { version, optional }]) =>
      name === '' || optional || installed[name]?.version === version,
  );
}
