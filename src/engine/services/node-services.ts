import type { NodeAssets } from './node-assets.js';
import type { NodeCollections } from './node-collections.js';
import type { NodeHttp } from './node-http.js';
import type { NodeModels } from './node-models.js';
import type { NodePrograms } from './node-programs.js';
import type { NodeSecrets } from './node-secrets.js';
import type { NodeWorkflows } from './node-workflows.js';
import type { NodeWorkspace } from './node-workspace.js';

/** The ways of graph nodes to the world outside of their graph; who hosts a run decides what stands behind them. */
export interface NodeServices {
  readonly assets: NodeAssets;
  readonly http: NodeHttp;
  readonly workspace: NodeWorkspace;
  readonly secrets: NodeSecrets;
  readonly models: NodeModels;
  readonly collections: NodeCollections;
  readonly programs: NodePrograms;
  readonly workflows: NodeWorkflows;
}

const refuse = (what: string) => (): Promise<never> => Promise.reject(new Error(`this run has no ${what}`));
const noFiles = refuse('place for files');
const noModels = refuse('AI models');
const noCollections = refuse('collections');
const noPrograms = refuse('other programs');

/** What graph nodes get where nobody serves them. */
export const NO_SERVICES: NodeServices = {
  assets: {
    read: noFiles,
    path: noFiles,
    create: noFiles,
    hold: noFiles,
    // eslint-disable-next-line require-yield -- a list that can't begin
    list: async function* () {
      await noFiles();
    },
  },
  http: { fetch: refuse('way to the network') },
  workspace: { root: refuse('workspace'), resolve: refuse('workspace') },
  secrets: { get: () => Promise.resolve(null) },
  models: {
    // eslint-disable-next-line require-yield -- the stream of an answer that can't begin
    chat: async function* () {
      await noModels();
    },
    embed: noModels,
    generateImage: noModels,
    speak: noModels,
    transcribe: noModels,
    // Nobody counts here.
    book: () => Promise.resolve(),
  },
  collections: {
    list: noCollections,
    get: noCollections,
    ensure: noCollections,
    upsert: noCollections,
    documents: noCollections,
    query: noCollections,
    remove: noCollections,
    embed: noCollections,
  },
  programs: { run: noPrograms, scratch: noPrograms },
  workflows: { load: refuse('stored workflows') },
};
