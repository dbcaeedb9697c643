import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hashOf, inProject, isMain, readStamp, SetupError } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const OUTPUT = inProject('gen', 'prisma');
const STAMP = inProject('gen', 'prisma', '.lotcast');
const INPUTS = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];

/**
 * Generates Prisma's client into `gen/prisma`, offline, unless it is up to date.
 * @param {(line: string) => void} say
 */
export async function generate(say) {
  const wanted = hashOf(INPUTS);
  if (readStamp(STAMP) === wanted) return;
  say('generating the database client …');
  rmSync(OUTPUT, { recursive: true, force: true });
  // The command asks for a native engine it would download, and then never runs it: naming any
  // program there is keeps it off the network.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const prisma = inProject('node_modules', 'prisma', 'build', 'index.js');
  await run('"prisma generate"', process.execPath, [prisma, 'generate'], {
    cwd: inProject(),
    env: { ...env, CHECKPOINT_DISABLE: '1' },
  });
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(STAMP, `${wanted}\n`);
}

if (isMain(import.meta)) {
  await generate(console.log).catch((error) => {
    console.error(`lotcast: ${error instanceof SetupError ? error.message : error.stack}`);
    process.exit(1);
  });
}
