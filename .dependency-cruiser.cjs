/**
 * Who may import whom (docs/ARCHITECTURE.md). Every room lists what it may reach; everything else is
 * forbidden. `scripts/check-boundaries.mjs` runs it and fails when too few modules were read.
 */
const ROOMS = {
  'lib/shared': [],
  'lib/auction': ['lib/shared'],
  'lib/sync': ['lib/shared'],
  'lib/api': ['lib/shared'],
  'lib/config': ['lib/shared'],
  'lib/node-token': ['lib/shared'],
  'lib/db': ['lib/api', 'lib/shared', 'lib/config', 'lib/auction', 'lib/sync', 'gen'],
  'lib/accounts': ['lib/db', 'lib/api', 'lib/config', 'lib/shared', 'gen'],
  'lib/master': [
    'lib/accounts',
    'lib/db',
    'lib/api',
    'lib/auction',
    'lib/sync',
    'lib/config',
    'lib/node-token',
    'lib/page',
    'lib/shared',
    'gen',
  ],
  'lib/page': ['lib/sync', 'lib/api', 'lib/shared', 'messages'],
  'lib/bus': ['lib/api', 'lib/config', 'lib/shared'],
  'lib/cache': ['lib/api', 'lib/config', 'lib/sync', 'lib/shared'],
  'lib/node': ['lib/cache', 'lib/sync', 'lib/api', 'lib/config', 'lib/node-token', 'lib/shared'],
  'lib/terminal': [
    'lib/node',
    'lib/cache',
    'lib/sync',
    'lib/api',
    'lib/config',
    'lib/node-token',
    'lib/shared',
  ],
  'lib/agent': [
    'lib/node',
    'lib/cache',
    'lib/sync',
    'lib/api',
    'lib/config',
    'lib/node-token',
    'lib/shared',
  ],
  'lib/live': ['lib/sync', 'lib/api', 'lib/shared'],
  'lib/offline': ['lib/sync', 'lib/api', 'lib/shared'],
  components: ['lib/offline', 'lib/live', 'lib/page', 'lib/sync', 'lib/api', 'lib/shared'],
  app: [
    'components',
    'lib/page',
    'lib/db/read',
    'lib/db/pools',
    'lib/db/prisma',
    'lib/db/database-servers',
    'lib/cache',
    'lib/accounts',
    'lib/live',
    'lib/api',
    'lib/config',
    'lib/shared',
  ],
};

const asPattern = (path) => path.replace(/[/.]/g, '\\$&');
const TESTS = '\\.(test|spec)\\.tsx?$|/testing/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { pathNot: '^gen/' }, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { pathNot: TESTS },
      // What is built is not there on a clean checkout.
      to: { couldNotResolve: true, pathNot: '^(\\.\\./)?dist/' },
    },
    ...Object.entries(ROOMS).map(([room, reach]) => ({
      name: `${room.replace('/', '-')}-reach`,
      comment: `${room} may import only ${reach.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^${asPattern(room)}/`, pathNot: TESTS },
      to: {
        path: '^(lib|components|app|server|scripts|demo|bench|e2e|gen|messages)/',
        pathNot: `^(${[room, ...reach].map(asPattern).join('|')})(/|\\.|$)`,
      },
    })),
    {
      name: 'pure-rooms-use-no-node',
      severity: 'error',
      from: { path: '^lib/(shared|auction|sync)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'browser-rooms-use-no-node',
      severity: 'error',
      from: { path: '^(lib/(live|offline|api|page)|components)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'two-files-import-redis',
      comment: 'the bus connects with a fresh client each time; parking keeps one that reconnects',
      severity: 'error',
      from: {
        pathNot: '^lib/(bus/redis-connection|terminal/parked/parked-in-redis)\\.ts$|\\.test\\.ts$',
      },
      to: { path: 'node_modules/(@redis|redis)/' },
    },
    {
      name: 'one-file-imports-memjs',
      severity: 'error',
      from: { pathNot: '^lib/cache/memcached\\.ts$|\\.test\\.ts$' },
      to: { path: 'node_modules/memjs/' },
    },
  ],
  options: {
    // Packages are seen, for some may be imported in few places, and not read.
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
