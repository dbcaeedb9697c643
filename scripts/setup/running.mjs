import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './paths.mjs';

/**
 * The house itself takes its data folder with more care (server/stack/house-lock.ts); this look
 * comes first, because what a start builds would replace the files a running house serves.
 * @param {readonly string[]} args the start's flags
 * @throws SetupError naming address and pid of the house that runs
 */
export function refuseRunningHouse(args) {
  const lock = readLock(path.join(dataFolder(args), 'stack.lock'));
  if (!lock || !runs(lock)) return;
  const where = lock.url ? `is already running at ${lock.url}` : 'is just being started';
  throw new SetupError(
    `The house ${where} (pid ${lock.pid}); end it with Ctrl-C there or "kill ${lock.pid}".`,
  );
}

function dataFolder(args) {
  const index = args.findIndex((arg) => arg === '--data' || arg.startsWith('--data='));
  if (index < 0) return '.data';
  const arg = args[index];
  return arg === '--data' ? (args[index + 1] ?? '.data') : arg.slice('--data='.length);
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function runs({ pid, startedAtTicks }) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[19]) === startedAtTicks;
  } catch {
    // Without /proc the house's own, slower look decides.
    return false;
  }
}
