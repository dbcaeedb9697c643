// Fails on an import that crosses a wall of .dependency-cruiser.cjs, on a cycle, and when the
// cruiser silently read too little; then on time, chance or I/O in a pure room.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = ['lib', 'server', 'scripts', 'app', 'components', 'demo', 'bench', 'sim'].filter(
  (place) => existsSync(place),
);
const LEAST_MODULES = 100;
/** Packages that few files may import; a cruise that does not see them holds nobody to that. */
const FENCED = ['redis', 'memjs'];
const PURE = ['lib/shared', 'lib/auction', 'lib/sync'];
const IMPURE =
  /\b(?:Date\b(?!\.UTC)|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|process\.|fetch\(|performance\.|crypto\.|console\.)/;

const run = spawnSync(
  'npx',
  ['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...PLACES],
  { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 },
);
if (!run.stdout.startsWith('{')) {
  console.error(run.stderr || run.stdout || String(run.error));
  process.exit(1);
}
const { summary, modules } = JSON.parse(run.stdout);
const faults = summary.violations
  .filter((violation) => violation.rule.severity === 'error')
  .map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
if (summary.totalCruised < LEAST_MODULES)
  faults.push(`only ${summary.totalCruised} modules were read; expected ${LEAST_MODULES} or more`);
for (const name of FENCED)
  if (!modules.some(({ source }) => source.startsWith(`node_modules/${name}/`)))
    faults.push(`no import of ${name} was seen: its wall would hold nobody`);

const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sources(path);
    return /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
  });
const withoutComments = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:])\/\/.*$/gm, '$1');
for (const path of PURE.flatMap(sources))
  withoutComments(readFileSync(path, 'utf8'))
    .split('\n')
    .forEach((line, index) => {
      const found = IMPURE.exec(line);
      if (found)
        faults.push(
          `pure rooms take time and chance as arguments: ${path}:${index + 1} ${found[0]}`,
        );
    });

if (faults.length > 0) {
  console.error(faults.join('\n'));
  console.error(`${faults.length} boundary faults`);
  process.exit(1);
}
console.log(
  `boundaries hold: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports`,
);
