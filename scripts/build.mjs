import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { hashOf, inProject, isMain, readStamp, SetupError } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

/** Every program of the house, by its bundle's name. */
export const ENTRIES = {
  stack: 'server/stack.ts',
  master: 'server/master.ts',
  web: 'server/web.ts',
  terminal: 'server/terminal.ts',
  'cache-agent': 'server/cache-agent.ts',
  demo: 'server/demo.ts',
};

// Not tsconfig.json: Next writes its own wishes into it while it builds.
const STAMP = inProject('dist', '.lotcast');
const INPUTS = [
  ...['app', 'components', 'lib', 'server', 'demo', 'messages', 'public', 'gen/prisma'],
  ...['next.config.js', 'next.config.mjs', 'next.config.ts', 'postcss.config.mjs'],
  ...[
    'package-lock.json',
    'package.json',
    'scripts/build.mjs',
    'scripts/verify',
    'scripts/verify.ts',
    'instrumentation.ts',
    'proxy.ts',
  ],
];
const isTest = (file) => /\.test\.tsx?$/.test(file) || file === 'server/testing';

/**
 * Builds pages and programs, unless what they are made of is unchanged.
 * @param {(line: string) => void} say
 */
export async function build(say) {
  const wanted = `${hashOf(INPUTS, isTest)} node-${process.versions.node}`;
  if (readStamp(STAMP) === wanted && existsSync(inProject('.next', 'BUILD_ID'))) return;
  rmSync(STAMP, { force: true });
  say('building the programs …');
  await bundle();
  say('building the pages (the first time takes a minute) …');
  await buildPages();
  await compressStatic();
  writeFileSync(STAMP, `${wanted}\n`);
}

/** One file a program; packages stay in node_modules. */
export async function bundle() {
  for (const entry of Object.values(ENTRIES)) {
    if (!existsSync(inProject(entry))) throw new SetupError(`${entry} is missing.`);
  }
  rmSync(inProject('dist'), { recursive: true, force: true });
  mkdirSync(inProject('dist'));
  // Not imported at the top: before the first install there is none.
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: inProject(),
    entryPoints: ENTRIES,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    alias: { '@': inProject() },
    sourcemap: true,
    logLevel: 'error',
  });
  // All in one file, so that whoever verifies a ledger can carry it to a machine without the house.
  await esbuild.build({
    absWorkingDir: inProject(),
    entryPoints: { 'lotcast-verify': 'scripts/verify.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    banner: { js: '#!/usr/bin/env node' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  chmodSync(inProject('dist', 'lotcast-verify.cjs'), 0o755);
}

async function buildPages() {
  const next = inProject('node_modules', 'next', 'dist', 'bin', 'next');
  await run('"next build"', process.execPath, [next, 'build'], {
    cwd: inProject(),
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
}

/** The front serves `_next/static` from disk: compressed once here, not at every request. */
async function compressStatic() {
  const brotli = promisify(zlib.brotliCompress);
  const root = inProject('.next', 'static');
  const files = readdirSync(root, { recursive: true }).map((file) => path.join(root, file));
  for (const file of files.filter((name) => /\.(js|css|svg|json|txt|map)$/.test(name))) {
    writeFileSync(`${file}.br`, await brotli(readFileSync(file)));
  }
}

if (isMain(import.meta)) {
  await build(console.log).catch((error) => {
    console.error(`lotcast: ${error instanceof SetupError ? error.message : error.stack}`);
    process.exit(1);
  });
}
