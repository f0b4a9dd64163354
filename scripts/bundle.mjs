/**
 * Folds each entry of `dist` and the packages that it loads into few files: a start then opens a hundred files instead of four
 * thousand and takes half the time. The other files of `dist` stay as they are, for tests, benchmarks and debuggers.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { build } from 'esbuild';

import { ROOT } from './build.mjs';

const DIST = join(ROOT, 'dist');
const BUNDLE = join(DIST, 'bundle');

/** What starts a process or a thread, and what packages of node types import: these share classes with the server. */
const ENTRIES = [
  'main.js',
  'cli.js',
  'nodes.js',
  'workflow/engine.worker.js',
  'workflow/engine.process.js',
  'collection/sqlite/collection.worker.js',
];

/** Native parts and what reads files beside it, what others look up by name and so must be one copy per process, and what Nest would load only if somebody used it. */
const NOT_BUNDLED = [
  'better-sqlite3',
  'class-transformer',
  'class-validator',
  'msgpackr',
  'pino',
  'quickjs-emscripten',
  'reflect-metadata',
  'sharp',
  'sqlite-vec',
  'ws',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/mongoose',
  '@nestjs/platform-express',
  '@nestjs/platform-socket.io',
];

/** Packages in CommonJS call `require`; Nest's decorators need the metadata before anything of it is loaded. */
const BANNER = [
  "import 'reflect-metadata';",
  "import { createRequire as requireFrom } from 'node:module';",
  'const require = requireFrom(import.meta.url);',
].join('\n');

/** Our modules find files by their own address: they keep it when their code moves. */
const ownAddresses = {
  name: 'own-addresses',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (relative(DIST, path).startsWith('..')) return undefined;
      const code = await readFile(path, 'utf8');
      const address = `new URL(${JSON.stringify(relative(BUNDLE, path))}, import.meta.url).href`;
      return { contents: code.replaceAll('import.meta.url', address), loader: 'js' };
    }),
};

const bundle = () =>
  build({
    entryPoints: ENTRIES.map((entry) => join(DIST, entry)),
    outdir: BUNDLE,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    external: NOT_BUNDLED,
    banner: { js: BANNER },
    plugins: [ownAddresses],
    logLevel: 'error',
  });

/** What stood at the entry's path becomes a way to its bundle. */
const pointAtBundle = async (entry) => {
  const path = join(DIST, entry);
  const target = join(BUNDLE, entry.slice(entry.lastIndexOf('/') + 1));
  const from = relative(dirname(path), target);
  const firstLine = (await readFile(path, 'utf8')).split('\n', 1)[0];
  const head = firstLine.startsWith('#!') ? `${firstLine}\n` : '';
  await writeFile(path, `${head}export * from '${from.startsWith('.') ? from : `./${from}`}';\n`);
};

await rm(BUNDLE, { recursive: true, force: true });
await bundle();
await Promise.all(ENTRIES.map(pointAtBundle));
