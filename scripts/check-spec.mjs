// Fails on a rule of a SPEC.md that no test title cites, and on a citation of a rule that no SPEC
// states. Rules are stated in bold (**PRX1**); titles cite them in brackets: `[PRX1] …`, `[NTF1, NTF2] …`.
// Also on a test that is switched off in a way that Biome does not see: it would prove its rule to nobody.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const specs = files.filter((path) => path.endsWith('SPEC.md'));
const tests = files.filter((path) => /\.(test|spec)\.tsx?$/.test(path));
const SWITCHED_OFF =
  /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|only|todo|fails)(?:\.\w+|\(\s*['"`])|,\s*\{\s*(?:skip|only|todo|fails)\b/g;
const RULE = /[A-Z]{3}\d{1,2}|INC\d?|G[1-6]/g;

const stated = new Map();
for (const path of specs)
  for (const [, id] of readFileSync(path, 'utf8').matchAll(/\*\*((?:[A-Z]{3}\d{0,2}|G[1-6]))\*\*/g))
    stated.set(id, path);

const cited = new Map();
const switchedOff = [];
for (const path of tests) {
  const text = readFileSync(path, 'utf8');
  for (const [, list] of text.matchAll(/['"`]\[([A-Z][A-Z0-9, –-]*)\]/g))
    for (const [id] of list.matchAll(RULE)) if (!cited.has(id)) cited.set(id, path);
  for (const { index } of text.matchAll(SWITCHED_OFF))
    switchedOff.push(`${path}:${text.slice(0, index).split('\n').length}`);
}

const faults = [
  ...(specs.length === 0 ? ['no SPEC.md was found'] : []),
  ...[...stated]
    .filter(([id]) => !cited.has(id))
    .map(([id, path]) => `${path}: no test title cites [${id}]`),
  ...[...cited]
    .filter(([id]) => !stated.has(id))
    .map(([id, path]) => `${path}: cites [${id}], which no SPEC.md states`),
  ...switchedOff.map((place) => `${place}: a test is switched off, or all others are`),
];
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(
  `every rule is tested: ${stated.size} rules in ${specs.length} specifications, ${tests.length} test files`,
);
