import { setImmediate as nextTurn } from 'node:timers/promises';

import { countGraph, sumGraph, vertex } from './graphs.js';

type Values = Readonly<Record<string, unknown>>;

/** What a fixture may use: commands on the node under test, for one user. */
export interface FixtureContext {
  readonly userId: string;
  /** A text that stands in every name, so that a test can see whose rows it got. */
  readonly mark: string;
  call(command: string, args: Values): Promise<Record<string, unknown>>;
}

/** Makes what a command needs and gives its arguments; `user_id` is added where the command takes one. */
export type CommandFixture = (context: FixtureContext) => Promise<Values>;

/** One fixture per command: a command without one fails the tests of the doors by its name. */
export const COMMAND_FIXTURES: Readonly<Record<string, CommandFixture>> = {
  list_workflows: async (context) => {
    await makeWorkflow(context);
    return { limit: 1 };
  },
  get_workflow: async (context) => ({ workflow_id: await makeWorkflow(context) }),
  get_example_workflow: async () => Promise.resolve({ example_name: 'word-statistics' }),
  validate_workflow: async (context) => ({ workflow_id: await makeWorkflow(context) }),
  create_workflow: async ({ mark }) => Promise.resolve({ name: mark, graph: sumGraph, tags: ['a', 'b'] }),
  update_workflow: async (context) => ({ workflow_id: await makeWorkflow(context), name: `${context.mark} again` }),
  delete_workflow: async (context) => ({ workflow_id: await makeWorkflow(context) }),
  export_workflow_digraph: async (context) => ({ workflow_id: await makeWorkflow(context) }),
  list_workflow_versions: async (context) => ({ workflow_id: await makeWorkflow(context) }),
  get_workflow_version: async (context) => ({ workflow_id: await makeWorkflow(context), version: 1 }),
  restore_workflow_version: async (context) => ({ workflow_id: await makeWorkflow(context), version: 1 }),
  run_workflow: async (context) => ({ workflow_id: await makeWorkflow(context), params: { a: 40 } }),
  start_background_job: async (context) => ({ workflow_id: await makeWorkflow(context), params: { a: 1 } }),
  list_jobs: async (context) => {
    await makeJob(context);
    return { limit: 1 };
  },
  get_job: async (context) => ({ job_id: await makeJob(context) }),
  get_job_logs: async (context) => ({ job_id: await makeJob(context) }),
  resume_job: async (context) => ({ job_id: await makeSuspendedJob(context), values: { answer: 'yes' } }),
  cancel_job: async (context) => ({ job_id: await makeJob(context) }),
  start_trigger: async (context) => ({ workflow_id: await makeTriggered(context) }),
  stop_trigger: async (context) => ({ workflow_id: await makeStarted(context) }),
  list_triggers: async (context) => {
    await makeStarted(context);
    return {};
  },
  fire_trigger: async (context) => ({ workflow_id: await makeStarted(context), data: { mark: context.mark } }),
  list_nodes: async () => Promise.resolve({ namespace: 'lib.math', limit: 3 }),
  search_nodes: async () => Promise.resolve({ query: ['split', 'text'], n_results: 3 }),
  get_node_info: async () => Promise.resolve({ node_type: 'lib.math.Add' }),
  list_models: async () => Promise.resolve({ limit: 5 }),
  list_secrets: async (context) => {
    await makeSecret(context);
    return {};
  },
  set_secret: async ({ mark }) => Promise.resolve({ name: 'OPENAI_API_KEY', value: mark }),
  delete_secret: async (context) => ({ name: await makeSecret(context) }),
  list_assets: async (context) => {
    await makeAsset(context);
    return { limit: 1 };
  },
  search_assets: async (context) => {
    await makeAsset(context);
    return { query: context.mark };
  },
  read_asset: async (context) => ({ asset_id: await makeAsset(context) }),
  get_asset: async (context) => ({ asset_id: await makeAsset(context) }),
  create_asset: async ({ mark }) => Promise.resolve({ name: `${mark}.txt`, content: 'Buy milk.' }),
  delete_asset: async (context) => ({ asset_id: await makeAsset(context) }),
  list_collections: async (context) => {
    await makeCollection(context);
    return {};
  },
  get_collection: async (context) => ({ name: await makeCollection(context) }),
  create_collection: async ({ mark }) => Promise.resolve({ name: `new-${mark}`, metadata: { topic: 'cats' } }),
  delete_collection: async (context) => ({ name: await makeCollection(context) }),
  add_documents: async (context) => ({ name: await makeCollection(context), ids: ['new'], documents: ['a new text'] }),
  delete_documents: async (context) => ({ name: await makeCollection(context), ids: ['one'] }),
  get_documents_from_collection: async (context) => ({ name: await makeCollection(context) }),
  query_collection: async (context) => ({ name: await makeCollection(context), query_texts: ['cats'] }),
};

/** Stores a workflow of the user with one version. */
const makeWorkflow = async ({ call, mark }: FixtureContext): Promise<string> =>
  String((await call('create_workflow', { name: mark, description: mark, graph: sumGraph }))['id']);

/** Runs a workflow to its end, so that its job stands still. */
/** A job that waits for somebody. */
const makeSuspendedJob = async ({ mark, call }: FixtureContext): Promise<string> => {
  const graph = { nodes: [vertex('wait', 'nodetool.triggers.Wait')], edges: [] };
  const { id } = await call('create_workflow', { name: mark, graph });
  const { job_id } = await call('start_background_job', { workflow_id: id });
  while ((await call('get_job', { job_id }))['status'] !== 'suspended') await nextTurn();
  return String(job_id);
};

const makeJob = async (context: FixtureContext): Promise<string> => {
  const { id } = await context.call('create_workflow', { name: context.mark, graph: countGraph(2) });
  return String((await context.call('run_workflow', { workflow_id: id }))['job_id']);
};

/** A workflow that begins when somebody asks for it. */
const makeTriggered = async ({ call, mark }: FixtureContext): Promise<string> => {
  const graph = { nodes: [vertex('trigger', 'nodetool.triggers.ManualTrigger')], edges: [] };
  return String((await call('create_workflow', { name: mark, graph }))['id']);
};

const makeStarted = async (context: FixtureContext): Promise<string> => {
  const workflow_id = await makeTriggered(context);
  await context.call('start_trigger', { workflow_id });
  return workflow_id;
};

const makeSecret = async ({ call, mark }: FixtureContext): Promise<string> => {
  await call('set_secret', { name: 'OPENAI_API_KEY', value: mark });
  return 'OPENAI_API_KEY';
};

const makeAsset = async ({ call, mark }: FixtureContext): Promise<string> =>
  String((await call('create_asset', { name: `${mark}.txt`, content: 'Buy milk.' }))['id']);

let collectionCount = 0;

const makeCollection = async ({ call, mark }: FixtureContext): Promise<string> => {
  const name = `${mark}-${++collectionCount}`;
  await call('create_collection', { name });
  await call('add_documents', { name, ids: ['one', 'two'], documents: ['cats purr', 'dogs bark'] });
  return name;
};
