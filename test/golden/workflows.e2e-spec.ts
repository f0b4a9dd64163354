import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { builtinCatalogue } from '../../src/nodes/catalogue.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';
import { corpusFile } from './corpus.js';

const FOLDER = corpusFile('workflows');
const CLI = join(import.meta.dirname, '../../dist/cli.js');

interface PublishedNode {
  readonly id: string;
  readonly type: string;
}

interface Published {
  readonly name: string;
  readonly graph: { readonly nodes: readonly PublishedNode[]; readonly edges: readonly unknown[] };
  readonly [key: string]: unknown;
}

type Answer = Readonly<Record<string, unknown>>;

/** Keys that the hub gives or works out by itself. */
const OWN_KEYS = [
  'id',
  'created_at',
  'updated_at',
  'input_schema',
  'output_schema',
  'workflow_type',
  'etag',
  'user_id',
];

const files = existsSync(FOLDER) ? (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort() : [];

describe('published NodeTool workflows', () => {
  let server: TestServer;
  let folder: string;
  const ids = new Map<string, string>();

  const command = async (name: string, args: object): Promise<{ readonly status: number; readonly body: Answer }> => {
    const response = await fetch(`${server.url}/api/v1/commands/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    return { status: response.status, body: (await response.json()) as Answer }; // every answer is an object
  };

  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'gateway', 'workflows', ...args], {
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        NODETOOL_HUB_URL: server.url,
        NODETOOL_TOKEN: server.operatorToken,
      },
    });

  const readFileOf = async (file: string): Promise<Published> =>
    JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as Published; // the corpus is known data

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'published-'));
    server = await startServer({ role: 'all' });
    if (files.length === 0) return;
    const { status, stdout, stderr } = cli('import', '--json', ...files.map((file) => join(FOLDER, file)));
    if (status !== 0) throw new Error(stderr);
    const stored = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    for (const [index, file] of files.entries()) ids.set(file, String(stored[index]?.['id']));
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('are all imported', () => {
    expect(new Set(ids.values()).size).toBe(files.length);
  });

  if (files.length === 0) return;

  it.each(files)('%s comes back as it went in', async (file) => {
    const exported = JSON.parse(cli('export', ids.get(file) ?? '').stdout) as Answer;
    const published = await readFileOf(file);
    expect(exported['graph']).toEqual(published.graph);
    const kept = Object.entries(published).filter(([key, value]) => !OWN_KEYS.includes(key) && value !== null);
    for (const [key, value] of kept) expect({ [key]: exported[key] }).toEqual({ [key]: value });
  });

  it.each(files)('%s is checked, with every missing node type named, and refused by these names', async (file) => {
    const { graph } = await readFileOf(file);
    const missing = graph.nodes.filter(({ type }) => !builtinCatalogue.find(type));
    const workflow_id = ids.get(file);
    const { body: report } = await command('validate_workflow', { workflow_id });
    const problems = report['problems'] as readonly Answer[];
    const unknown = problems.filter(({ code }) => code === 'UNKNOWN_NODE_TYPE');
    expect(unknown.map((problem) => problem['node_id'])).toEqual(missing.map(({ id }) => id));
    expect(report['valid']).toBe((report['errors'] as readonly string[]).length === 0);
    if (missing.length === 0) return;
    const { status, body } = await command('run_workflow', { workflow_id });
    expect(status).toBe(422);
    for (const { type } of missing) expect(JSON.stringify(body)).toContain(type);
  });
});
