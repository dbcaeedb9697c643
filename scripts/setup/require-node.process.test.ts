import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';

const GUARD = fileURLToPath(new URL('../require-node.cjs', import.meta.url));

/** Runs the guard as if by that Node. */
function guardOf(version: string): { status: number | null; stderr: string } {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`;
  const code = `${pretend} require(${JSON.stringify(GUARD)})`;
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
}

test.each(['8.17.0', '18.20.4', '20.8.1'])(
  'Node %s is told in one line what it lacks',
  (version) => {
    const { status, stderr } = guardOf(version);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `lotcast: Node ${version} is too old: install Node 20.9 or newer (https://nodejs.org).\n`,
    );
  },
);

test.each(['20.9.0', '22.0.0', '24.1.0'])('Node %s goes on', (version) => {
  expect(guardOf(version)).toMatchObject({ status: 0, stderr: '' });
});

test('the guard is written in the oldest language there is', async () => {
  // `const`, arrows or templates cannot be said in ES3; the transform would refuse or rewrite them.
  const source = readFileSync(GUARD, 'utf8');
  const { code } = await transform(source, { target: 'es5', legalComments: 'inline' });
  expect(source).not.toMatch(/\b(const|let|import|async)\b.*[={(]|=>|`|\?\?|\?\./);
  expect(code).toContain('var parts');
});
