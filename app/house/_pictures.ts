import 'server-only';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The house's pictures, as lots name them: `/art/lot-01.webp`. None where the folder is missing. */
export async function listPictures(): Promise<string[]> {
  const names = await readdir(path.join(process.cwd(), 'public', 'art')).catch(() => []);
  return names
    .filter((name) => /^[a-z0-9-]+\.webp$/.test(name))
    .sort()
    .map((name) => `/art/${name}`);
}
