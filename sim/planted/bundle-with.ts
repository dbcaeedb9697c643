import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Edit } from './bugs';

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/**
 * Bundles a module of the project with edits in it that only the bundle has: no source file is touched.
 * It lies inside the project, so that packages are found.
 * @param module what is bundled, and the files of edits, are paths from the project's root.
 * @param name tells this bundle from others of the process.
 * @returns the bundle's path.
 * @throws Error where the text to be replaced does not stand exactly once in its file.
 */
export async function bundleWith(
  module: string,
  edits: readonly Edit[],
  name: string,
): Promise<string> {
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${process.pid}.mjs`;
  const outfile = path.join(ROOT, 'dist', 'sim', file);
  await mkdir(path.dirname(outfile), { recursive: true });
  const planted = new Set<string>();
  await build({
    entryPoints: [path.join(ROOT, module)],
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
          builder.onLoad({ filter: /\.ts$/ }, async ({ path: source }) => {
            const place = path.relative(ROOT, source);
            const due = edits.filter((edit) => edit.file === place);
            if (due.length === 0) return undefined;
            planted.add(place);
            let contents = await readFile(source, 'utf8');
            for (const edit of due) contents = replaceOnce(contents, edit);
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  for (const { file: place } of edits) {
    if (!planted.has(place)) throw new Error(`${place} is no part of ${module}`);
  }
  return outfile;
}

function replaceOnce(text: string, { file, from, to }: Edit): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} does not hold exactly one: ${from}`);
  }
  return before + to + after;
}
