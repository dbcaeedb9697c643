import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SCRIPT = resolve('scripts/check-spec.mjs');
// Put together here, or the script would find them in this file.
const RULE = 'ABC1';
const TITLE = `'[${RULE}] holds'`;

/** What the script says of a project of one specification and one test file. */
function checked(test: string): { status: number | null; said: string } {
  const project = mkdtempSync(join(tmpdir(), 'check-spec-'));
  try {
    writeFileSync(join(project, 'SPEC.md'), `- **${RULE}** It holds.\n`);
    writeFileSync(join(project, 'one.test.ts'), `${test}\n`);
    spawnSync('git', ['init', '-q'], { cwd: project });
    const run = spawnSync(process.execPath, [SCRIPT], { cwd: project, encoding: 'utf8' });
    return { status: run.status, said: `${run.stdout}${run.stderr}` };
  } finally {
    rmSync(project, { recursive: true });
  }
}

describe('the check of rules and tests', () => {
  it.each([
    `it(${TITLE}, () => {});`,
    `it.each([1])(${TITLE}, () => {});`,
    `describe.skipIf(noServer)(${TITLE}, () => {});`,
    // Playwright's own way to leave out a test where it cannot run, from within it.
    `it(${TITLE}, () => test.skip(server === null, 'no server'));`,
  ])('is content with %s', (test) => {
    expect(checked(test)).toMatchObject({ status: 0 });
  });

  it.each(['skip', 'only', 'todo', 'fails'])('finds a test that is set to %s', (way) => {
    for (const test of [
      `it.${way}(${TITLE}, () => {});`,
      `test.concurrent.${way}(\n  ${TITLE},\n);`,
      `describe.${way}.each([1])(${TITLE}, () => {});`,
      `it(${TITLE}, { ${way}: true }, () => {});`,
    ]) {
      const { status, said } = checked(test);
      expect([status, said]).toEqual([1, expect.stringContaining('one.test.ts:1: a test is')]);
    }
  });

  it('finds a rule that no test cites, and a citation of none', () => {
    const { status, said } = checked("it('holds', () => {});");
    expect([status, said]).toEqual([1, expect.stringContaining(`no test title cites [${RULE}]`)]);
    const other = checked(`it(${TITLE}, () => {});\nit(${TITLE.replace('1', '2')}, () => {});`);
    expect([other.status, other.said]).toEqual([1, expect.stringContaining('cites [ABC2]')]);
  });
});
