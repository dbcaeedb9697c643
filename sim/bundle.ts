import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { PlantedBug } from './planted/bugs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Bundles the simulator for a thread of its own, with a bug planted in it where one is given. Only the
 * bundle has it: no source file is touched. It lies inside the project, so that packages are found.
 * @returns the bundle's path.
 * @throws Error where the text to be replaced does not stand exactly once in its file.
 */
export async function bundleSimulator(bug: PlantedBug | null): Promise<string> {
  const name = bug ? bug.name.replaceAll(/[^a-z0-9]+/gi, '-') : 'sound';
  const outfile = path.join(ROOT, 'dist', 'sim', `${name}-${process.pid}.mjs`);
  await mkdir(path.dirname(outfile), { recursive: true });
  const planted = new Set<string>();
  await build({
    entryPoints: [path.join(ROOT, 'sim', 'thread.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [
      {
        name: 'plant',
        setup(builder) {
          builder.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
            const place = path.relative(ROOT, file);
            const edits = bug?.edits.filter((edit) => edit.file === place) ?? [];
            if (edits.length === 0) return undefined;
            planted.add(place);
            let contents = await readFile(file, 'utf8');
            for (const edit of edits) contents = replaceOnce(contents, edit.from, edit.to, place);
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  for (const { file } of bug?.edits ?? []) {
    if (!planted.has(file)) throw new Error(`${file} is no part of the simulator`);
  }
  return outfile;
}

function replaceOnce(text: string, from: string, to: string, place: string): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${place} does not hold exactly one: ${from}`);
  }
  return before + to + after;
}
