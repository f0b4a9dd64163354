import { isRecord } from '../../common/json.js';
import { CliError, usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { CommandCaller } from './command-caller.js';
import { textOf } from './run-view.js';

const PAGE_SIZE = 1000;
const MAX_SUGGESTIONS = 5;
/** Ids of workflows: 32 hexadecimal digits, or a UUID. */
const ID = /^[0-9a-f]{32}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** A workflow as a list shows it. */
export interface WorkflowSummary {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Which workflows are listed. */
export interface WorkflowFilter {
  readonly type: 'user' | 'example' | 'all';
  readonly query?: string | undefined;
  readonly userId?: string | undefined;
  readonly limit?: number;
}

/** Lists workflows over as many pages as it takes. */
export const listAllWorkflows = async (client: CommandCaller, filter: WorkflowFilter): Promise<WorkflowSummary[]> => {
  const { type, query, userId, limit = Number.POSITIVE_INFINITY } = filter;
  const found: WorkflowSummary[] = [];
  let startKey: string | null = null;
  do {
    const page = await client.command('list_workflows', {
      workflow_type: type,
      limit: Math.min(PAGE_SIZE, limit - found.length),
      ...(query === undefined ? {} : { query }),
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(startKey === null ? {} : { start_key: startKey }),
    });
    found.push(...readSummaries(page['workflows']));
    startKey = textOf(page['next']);
  } while (startKey !== null && found.length < limit);
  return found.slice(0, limit);
};

const readSummaries = (value: unknown): WorkflowSummary[] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown) =>
    isRecord(item) && typeof item['id'] === 'string'
      ? [{ id: item['id'], name: textOf(item['name']) ?? '', type: textOf(item['workflow_type']) ?? 'user', raw: item }]
      : [],
  );

/** Gets a workflow by its id; null where the hub has none. */
export const findWorkflow = async (
  client: CommandCaller,
  workflowId: string,
  userId?: string,
): Promise<Record<string, unknown> | null> => {
  try {
    return await client.command('get_workflow', {
      workflow_id: workflowId,
      ...(userId === undefined ? {} : { user_id: userId }),
    });
  } catch (error) {
    if (error instanceof CliError && error.exitCode === ExitCode.notFound && error.code !== 'UNKNOWN_COMMAND')
      return null;
    throw error;
  }
};

/**
 * Gets a workflow by id, else by name: the exact name, or one that differs in case only.
 *
 * @throws CliError for an ambiguous name (listing the candidates) or an unknown one (with near names)
 */
export const getWorkflow = async (
  client: CommandCaller,
  target: string,
  userId?: string,
): Promise<Record<string, unknown>> => {
  const byId = await findWorkflow(client, target, userId);
  if (byId?.['id'] === target) return byId;
  const named = await listAllWorkflows(client, { type: 'all', query: target, userId });
  const matches = matchesByName(named, target);
  const [match, ...others] = matches;
  if (others.length > 0) throw ambiguous(target, matches);
  const workflow = match ? await findWorkflow(client, match.id, userId) : byId;
  if (workflow) return workflow;
  throw unknown(target, named);
};

/** Tells whether a text has the form of an id, so that it may name a workflow that only a node has. */
export const looksLikeId = (text: string): boolean => ID.test(text);

const matchesByName = (workflows: readonly WorkflowSummary[], name: string): readonly WorkflowSummary[] => {
  const exact = workflows.filter((workflow) => workflow.name === name);
  return exact.length > 0 ? exact : workflows.filter((workflow) => workflow.name.toLowerCase() === name.toLowerCase());
};

const ambiguous = (name: string, matches: readonly WorkflowSummary[]): CliError =>
  usageError(`${matches.length} workflows are called "${name}"`, {
    lines: matches.map(({ id, type }) => `${id}  (${type})`),
    hint: 'Name one by its id.',
  });

const unknown = (name: string, near: readonly WorkflowSummary[]): CliError =>
  new CliError(`there is no workflow with the id or name "${name}"`, {
    exitCode: ExitCode.notFound,
    code: 'NOT_FOUND',
    lines: near.slice(0, MAX_SUGGESTIONS).map((workflow) => `${workflow.id}  ${workflow.name}`),
    hint: near.length > 0 ? 'The ones above come near.' : 'See what there is with: nodetool gateway workflows list',
  });
