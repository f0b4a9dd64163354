import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { isRecord } from '../../src/common/json.js';
import { builtinCatalogue } from '../../src/nodes/catalogue.js';
import type { AiServer } from '../support/ai-servers/ai-server.js';
import { startAiServer } from '../support/ai-servers/ai-server.js';
import { improvise } from '../support/ai-servers/improvise.js';
import { describeWithFfmpeg } from '../support/media.js';
import { callCommand, untilJob } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';
import type { WebFixtures } from '../support/web-fixtures.js';
import { startWebFixtures } from '../support/web-fixtures.js';
import { corpusFile } from './corpus.js';

const FOLDER = corpusFile('workflows');
const KEY = 'sk-key-of-the-tests';
const ENDED = ['completed', 'failed', 'cancelled', 'suspended'];
const MAX_MS = 90_000;

/** Models that stand in for those that no published workflow names. */
const MODELS: Readonly<Record<string, object>> = {
  language_model: { type: 'language_model', provider: 'openai', id: 'gpt-4o-mini' },
  image_model: { type: 'image_model', provider: 'openai', id: 'gpt-image-1' },
  asr_model: { type: 'asr_model', provider: 'openai', id: 'whisper-1' },
  tts_model: { type: 'tts_model', provider: 'openai', id: 'tts-1', selected_voice: 'alloy' },
};

interface PublishedNode {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Published {
  readonly name: string;
  readonly graph: { readonly nodes: readonly PublishedNode[]; readonly edges: readonly unknown[] };
}

const files = existsSync(FOLDER) ? (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort() : [];

const readPublished = async (file: string): Promise<Published> =>
  JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as Published; // the corpus is known data

/** The graph as a person would complete it: with models, files and addresses that are at hand. */
const completed = ({ graph }: Published, web: WebFixtures): Published['graph'] => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({ ...node, data: completedData(node, web) })),
});

const completedData = ({ data, type }: PublishedNode, web: WebFixtures): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries({ ...data, ...unsetOf(type, data) }).map(([name, value]) => [name, completedValue(value, web)]),
  );

const MEDIA: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'document']);

/** Media and models that a graph node leaves unset. */
const unsetOf = (type: string, data: PublishedNode['data']): Readonly<Record<string, unknown>> => {
  const isSource = /^nodetool\.(?:input|constant)\./.test(type);
  const properties = Object.entries(builtinCatalogue.find(type)?.properties ?? {});
  return Object.fromEntries(
    properties
      .map(([name, property]) => [name, property.type.type] as const)
      .filter(([name, kind]) => !isTyped(data[name]) && (kind in MODELS || (isSource && MEDIA.has(kind))))
      .map(([name, kind]) => [name, { type: kind }]),
  );
};

const isTyped = (value: unknown): boolean => isRecord(value) && typeof value['type'] === 'string';

const completedValue = (value: unknown, web: WebFixtures): unknown => {
  if (typeof value === 'string') return value.replace(/^https?:\/\//, `${web.url}/`);
  if (!isRecord(value)) return value;
  const type = String(value['type']);
  if (type in MODELS) return value['provider'] === 'anthropic' ? value : MODELS[type];
  return MEDIA.has(type) ? { type, uri: `${web.url}/media/${type}` } : value;
};

/** What a model says that was asked for a chart of the table that the web has. */
const CHART = {
  kind: 'answer',
  text: [
    JSON.stringify({
      title: 'Value over years',
      x_title: null,
      y_title: null,
      traces: [{ kind: 'line', name: null, x: 'Year', y: 'Value', z: null, group_by: null }],
    }),
  ],
} as const;

/** Files that fail as they are published, with what they say. */
const FAULTY: Readonly<Record<string, string>> = {
  'base--music-video-visualizer.json': 'Give the agent a prompt', // its texts have no template
  'base--youtube-thumbnail-pipeline.json': 'Give the generator a prompt', // nor have these
};

/** Files that are refused as they are published, with what is said. */
const INVALID: Readonly<Record<string, string>> = {
  'base--story-to-video-generator.json': 'an input needs a name',
};

const block =
  files.length > 0
    ? describeWithFfmpeg
    : (title: string): void =>
        // oxlint-disable-next-line jest/no-disabled-tests -- the report must show that these tests did not run
        describe.skip(`${title} (no corpus at ${FOLDER})`, () => {});

block('published workflows', () => {
  let server: TestServer;
  let ai: AiServer;
  let web: WebFixtures;
  const table: string[] = [];

  beforeAll(async () => {
    ai = await startAiServer({
      improvise: (body) => (JSON.stringify(body).includes('group_by') ? CHART : improvise(body)),
    });
    web = await startWebFixtures();
    server = await startServer({
      role: 'all',
      env: {
        PATH: process.env['PATH'] ?? '',
        OUTBOUND_ALLOW: new URL(web.url).host,
        OPENAI_BASE_URL: `${ai.url}/v1`,
        OPENAI_API_KEY: KEY,
        ANTHROPIC_BASE_URL: `${ai.url}/v1`,
        ANTHROPIC_API_KEY: KEY,
      },
    });
    await callCommand(server, 'set_secret', { name: 'SERPAPI_API_KEY', value: KEY });
    await callCommand(server, 'set_secret', { name: 'SERPAPI_URL', value: `${web.url}/search.json` });
    for (const name of ['test', 'test-papers', 'papers']) {
      await callCommand(server, 'create_collection', { name });
      await callCommand(server, 'add_documents', {
        name,
        ids: ['a'],
        documents: ['Transformers attend to long contexts.'],
      });
    }
  }, MAX_MS);

  afterAll(async () => {
    process.stderr.write(`${table.join('\n')}\n`);
    await server.stop();
    await ai.close();
    await web.close();
  });

  it.each(files)(
    '%s runs to its end, or is refused by what is missing',
    async (file) => {
      const published = await readPublished(file);
      const graph = completed(published, web);
      const types = [...new Set(graph.nodes.map(({ type }) => type))];
      const missing = types.filter((type) => builtinCatalogue.find(type)?.unavailable !== null);
      const { id: workflow_id } = await callCommand(server, 'create_workflow', { name: published.name, graph });
      const { errors } = await callCommand(server, 'validate_workflow', { workflow_id });
      if (missing.length > 0) {
        const refusal = JSON.stringify(await callCommand(server, 'run_workflow', { workflow_id }));
        table.push(`${file} | refused: ${missing.join(', ')}`);
        for (const type of missing) expect(refusal).toContain(type);
        return;
      }
      const invalid = INVALID[file];
      if (invalid !== undefined) {
        table.push(`${file} | refused: ${invalid}`);
        expect(JSON.stringify(errors)).toContain(invalid);
        return;
      }
      expect(errors).toEqual([]);
      const { job_id: jobId } = await callCommand(server, 'start_background_job', { workflow_id });
      const { status, error } = await untilJob(server, String(jobId), ...ENDED);
      table.push(`${file} | ${status}${error === null ? '' : `: ${error}`}`);
      const fault = FAULTY[file];
      expect({ status, error }).toEqual(
        fault === undefined
          ? { status: 'completed', error: null }
          : { status: 'failed', error: expect.stringContaining(fault) },
      );
    },
    MAX_MS,
  );
});
