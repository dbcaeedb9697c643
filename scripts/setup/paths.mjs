import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project's folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path below the project's folder. */
export const inProject = (...parts) => path.join(ROOT, ...parts);

/** A reason a person can mend, in one line. */
export class SetupError extends Error {}

/** Whether that module is the program that was started, not an import of it. */
export const isMain = (meta) =>
  process.argv[1] !== undefined && meta.url === pathToFileURL(process.argv[1]).href;

/** The text of a stamp file, or null. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * One hash over files and folders (recursively, by name and content), so that a step runs again
 * exactly when something it reads has changed; times of files say nothing after a clone.
 * @param {readonly string[]} paths relative to the project; missing ones count as missing
 * @param {(path: string) => boolean} skip paths that do not count
 */
export function hashOf(paths, skip = () => false) {
  const hash = createHash('sha256');
  for (const relative of paths) addTo(hash, relative, skip);
  return hash.digest('hex');
}

function addTo(hash, relative, skip) {
  const full = inProject(relative);
  if (skip(relative) || !existsSync(full)) return;
  const entries = folderEntries(full);
  if (entries === null) {
    const content = readFileSync(full);
    hash.update(`${relative}\0${content.length}\0`).update(content);
    return;
  }
  for (const name of entries) addTo(hash, `${relative}/${name}`, skip);
}

function folderEntries(full) {
  try {
    return readdirSync(full).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  }
}
