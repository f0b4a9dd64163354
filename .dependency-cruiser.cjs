/**
 * The layers of ARCHITECTURE.md as rules. `test/architecture/layers.spec.ts` proves each of them with a violation.
 *
 * 7  app, main, cli, client                            -> anything
 * 6  hub gateway rest mcp health metrics dashboard     -> 0-5, features by their service, contract and module; never each other
 * 5  workflow                                          -> 0-4
 * 4  auth asset model collection node-registry job     -> 0-3, never each other
 * 3  dispatch                                          -> 0-2
 * 2  config logging database network outbound audit    -> common, each other
 * 1  protocol -> common; engine -> common; nodes -> engine, common
 * 0  common                                            -> nothing of ours
 */
const LAYER_1 = ['protocol', 'engine', 'nodes'];
const LAYER_2 = ['config', 'logging', 'database', 'network', 'outbound', 'audit'];
const FEATURES = ['auth', 'asset', 'model', 'collection', 'node-registry', 'job'];
const DOORS = ['hub', 'gateway', 'rest', 'mcp', 'health', 'metrics', 'dashboard'];

const BELOW_3 = ['common', ...LAYER_1, ...LAYER_2];
const BELOW_4 = [...BELOW_3, 'dispatch'];
const BELOW_5 = [...BELOW_4, ...FEATURES];
const BELOW_6 = [...BELOW_5, 'workflow'];

/** For each folder the other folders of ours that it may import. */
const ALLOWED = {
  common: [],
  protocol: ['common'],
  engine: ['common'],
  nodes: ['engine', 'common'],
  ...Object.fromEntries(LAYER_2.map((folder) => [folder, ['common', ...LAYER_2]])),
  dispatch: BELOW_3,
  ...Object.fromEntries(FEATURES.map((folder) => [folder, BELOW_4])),
  workflow: BELOW_5,
  ...Object.fromEntries(DOORS.map((folder) => [folder, BELOW_6])),
};

const anyOf = (names) => `(${names.join('|')})`;
const SPECS = String.raw`\.(e2e-)?spec\.ts$`;
const PURE = '^src/(common|protocol|engine|nodes)/';

const layers = Object.entries(ALLOWED).map(([folder, allowed]) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} may import ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: SPECS },
  to: { path: '^src/', pathNot: `^src/${anyOf([folder, ...allowed])}/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'doors-use-features-by-contract',
      comment:
        'hub, gateway, rest and the like see services, contracts, modules and decorators of a feature, not its inside',
      severity: 'error',
      from: { path: `^src/${anyOf(DOORS)}/`, pathNot: SPECS },
      to: {
        path: `^src/${anyOf([...FEATURES, 'workflow'])}/`,
        pathNot: String.raw`\.(service|contract|module|decorators?)\.ts$`,
      },
    },
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one file, or a third is missing',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-without-framework',
      comment:
        'common, protocol, engine and nodes run alone: no Nest, no database, no socket; lib.sqlite opens files of the workspace',
      severity: 'error',
      from: { path: PURE, pathNot: [SPECS, String.raw`^src/nodes/lib/sqlite/database\.ts$`] },
      to: {
        path: String.raw`(^|node_modules/)(@nestjs/|@fastify/|(fastify|typeorm|pg|better-sqlite3|ws|pino|rxjs|commander|undici)(/|$))`,
      },
    },
    {
      name: 'pure-without-system',
      comment: 'common, protocol and engine touch no file, process, network or environment',
      severity: 'error',
      from: { path: PURE, pathNot: `${SPECS}|^src/nodes/` },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads|process|os)$',
      },
    },
    {
      name: 'nodes-by-services',
      comment:
        'node types read and write only files that a service has named; programs, network and settings are services',
      severity: 'error',
      from: { path: '^src/nodes/', pathNot: SPECS },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads|process|os)$',
      },
    },
    {
      name: 'client-without-nest',
      comment: 'GatewayClient is usable without Nest and without a database',
      severity: 'error',
      from: { path: String.raw`^src/(gateway/client/|client\.ts$)`, pathNot: SPECS },
      to: { path: String.raw`(^|node_modules/)(@nestjs/|typeorm(/|$))|^src/(database|config|logging)/` },
    },
    {
      name: 'cli-without-nest',
      comment: 'commands of the client answer fast: only the two that start a server load it, and only when they run',
      severity: 'error',
      from: { path: String.raw`^src/cli(/|\.ts$)`, pathNot: SPECS },
      to: { path: String.raw`(^|node_modules/)(@nestjs/|typeorm(/|$))|^src/(app|hub|database)/`, dynamic: false },
    },
    {
      name: 'mcp-sdk-stays-in-mcp',
      comment:
        'the SDK is loaded by the first client of /mcp, not by a start; the command line carries messages as they are',
      severity: 'error',
      from: { path: '^src/', pathNot: [String.raw`^src/mcp/mcp-server\.ts$`, SPECS] },
      to: {
        path: String.raw`(^|node_modules/)@modelcontextprotocol/`,
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-tests-in-product',
      comment: 'what ships never imports tests, scripts or benchmarks',
      severity: 'error',
      from: { path: '^src/', pathNot: SPECS },
      to: { path: String.raw`^(test|bench|scripts)/|\.(e2e-)?spec\.ts$` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
