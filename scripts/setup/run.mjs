import { spawn } from 'node:child_process';
import { SetupError } from './paths.mjs';

/**
 * Runs a program of the setup quietly; what it says is shown only when it fails.
 * @param {string} what for the line that says it failed
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd: string, env?: Record<string, string>}} options
 * @throws SetupError with the last lines it said
 */
export async function run(what, command, args, options) {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (signal) => child.kill(signal);
  process.once('SIGTERM', end).once('SIGINT', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-20_000);
    });
  }
  const how = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit ${code}`)));
  });
  process.off('SIGTERM', end).off('SIGINT', end);
  if (how === null) return said;
  if (how === 'SIGTERM' || how === 'SIGINT') process.exit(how === 'SIGINT' ? 130 : 143);
  process.stderr.write(said.trim() === '' ? '' : `${said.trimEnd()}\n`);
  throw new SetupError(`${what} failed (${how}).`);
}
