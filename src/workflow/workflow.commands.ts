import { Injectable } from '@nestjs/common';

import { Command } from '../dispatch/command.decorator.js';
import { prepareGraph } from '../engine/engine.js';
import type { GraphProblem, ProblemSeverity } from '../engine/graph-problem.js';
import { graphSchemas } from '../engine/graph-schemas.js';
import type { ProgramName } from '../engine/services/node-programs.js';
import { NodeRegistryService } from '../node-registry/node-registry.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { assertOneGraph, readGraphArgument } from './graph-argument.js';
import { graphOf } from './graph-json.js';
import { GraphSecrets } from './graph-secrets.js';
import type { GraphJson, StoredWorkflow } from './stored-workflow.js';
import { keyAfter, keyAfterExample, positionOf } from './workflow-pages.js';
import {
  CreateWorkflowArgs,
  ExampleArgs,
  GraphArgs,
  ListWorkflowsArgs,
  UpdateWorkflowArgs,
  WorkflowArgs,
} from './workflow.args.js';
import {
  DeleteWorkflowResult,
  ListWorkflowsResult,
  ValidateWorkflowResult,
  WorkflowResult,
} from './workflow.results.js';
import { WorkflowService } from './workflow.service.js';
import type { ExampleSummary, WorkflowSummary, WorkflowView } from './workflow.view.js';
import { summarizeExample, summarizeWorkflow, viewWorkflow } from './workflow.view.js';

export interface WorkflowList {
  readonly workflows: readonly (WorkflowSummary | ExampleSummary)[];
  /** `start_key` of the next page; empty on the last one. */
  readonly next: string;
  readonly total: number;
}

export interface ValidationReport {
  readonly valid: boolean;
  readonly workflow_id: string | null;
  readonly workflow_name: string | null;
  readonly summary: {
    readonly total_nodes: number;
    readonly total_edges: number;
    readonly errors: number;
    readonly warnings: number;
    readonly suggestions: number;
  };
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly suggestions: readonly string[];
  /** The same findings with their places. */
  readonly problems: readonly GraphProblem[];
  readonly message: string;
}

/** The smallest graph that gives something. */
const GREETING = {
  nodes: [{ id: 'out', type: 'nodetool.output.Output', data: { name: 'greeting', value: 'Hello' } }],
  edges: [],
};

/** The commands that keep, show and check workflows; they need no engine to run anything. */
@Injectable()
export class WorkflowCommands {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly registry: NodeRegistryService,
    private readonly secrets: GraphSecrets,
  ) {}

  @Command('list_workflows', {
    args: ListWorkflowsArgs,
    summary: 'Lists workflows: own ones, examples, or both.',
    result: ListWorkflowsResult,
    effect: 'reads',
    example: { workflow_type: 'all', query: 'text', limit: 10 },
  })
  async listWorkflows({
    workflow_type: type,
    query,
    limit,
    start_key,
    user_id,
  }: ListWorkflowsArgs): Promise<WorkflowList> {
    const position = positionOf(start_key, type);
    const ownCount = type === 'example' ? 0 : await this.workflows.count(user_id, query);
    const examples = type === 'user' ? [] : await this.workflows.listExamples(query, type === 'all' ? user_id : null);
    const total = ownCount + examples.length;
    const own =
      position.part === 'user'
        ? await this.workflows.list({ userId: user_id, query, after: position.after, limit: limit + 1 })
        : [];
    const page = own.slice(0, limit);
    const last = page.at(-1);
    if (own.length > limit && last) return { workflows: page.map(summarizeWorkflow), next: keyAfter(last), total };
    const rest = examples.filter(({ id }) => position.part === 'user' || id > position.afterId);
    const shown = rest.slice(0, limit - page.length);
    return {
      workflows: [...page.map(summarizeWorkflow), ...shown.map(summarizeExample)],
      next: rest.length > shown.length ? keyAfterExample(shown.at(-1)?.id ?? '') : '',
      total,
    };
  }

  @Command('get_workflow', {
    args: WorkflowArgs,
    summary: 'Shows a workflow with its graph and its schemas.',
    result: WorkflowResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { workflow_id: 'word-statistics' },
  })
  async getWorkflow({ workflow_id, user_id }: WorkflowArgs): Promise<WorkflowView> {
    return this.view(await this.workflows.get(workflow_id, user_id));
  }

  @Command('get_example_workflow', {
    args: ExampleArgs,
    summary: 'Shows an example workflow with its graph.',
    result: WorkflowResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { example_name: 'word-statistics' },
  })
  async getExampleWorkflow({ example_name, package_name }: ExampleArgs): Promise<WorkflowView> {
    const example = this.workflows.findExample(example_name);
    if (!example || (package_name !== undefined && package_name !== example.packageName)) {
      throw new ProtocolError('NOT_FOUND', `Example ${example_name} not found`);
    }
    return Promise.resolve(this.view(example));
  }

  @Command('validate_workflow', {
    args: GraphArgs,
    summary: 'Finds everything that is wrong or odd about a workflow, without running it.',
    result: ValidateWorkflowResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { workflow_id: 'word-statistics' },
  })
  async validateWorkflow({ workflow_id, graph, user_id }: GraphArgs): Promise<ValidationReport> {
    assertOneGraph('validate_workflow', { workflow_id, graph });
    const workflow = workflow_id === undefined ? null : await this.workflows.get(workflow_id, user_id);
    const checked = workflow?.graph ?? graph;
    const { catalogue, machine } = this.registry;
    const secrets = await this.secrets.namesFor(checked, user_id);
    const surroundings = {
      hasProgram: (program: ProgramName) => machine.hasProgram(program),
      ...(secrets && { hasSecret: (name: string) => secrets.includes(name) }),
    };
    return report(workflow, graphOf(checked), prepareGraph(checked, catalogue, surroundings).problems);
  }

  @Command('create_workflow', {
    args: CreateWorkflowArgs,
    summary: 'Stores a new workflow.',
    result: WorkflowResult,
    effect: 'writes',
    example: { name: 'Greeting', graph: GREETING },
  })
  async createWorkflow({ graph, user_id, ...rest }: CreateWorkflowArgs): Promise<WorkflowView> {
    const content = { ...rest, graph: readGraphArgument('create_workflow', graph) };
    return this.view(await this.workflows.create(user_id, content));
  }

  @Command('update_workflow', {
    args: UpdateWorkflowArgs,
    summary: 'Changes the given parts of a workflow.',
    result: WorkflowResult,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CONFLICT'],
    example: { workflow_id: '019f0c9e2b7a7c3e8d5f1a2b3c4d5e6f', name: 'Greeting for guests' },
  })
  async updateWorkflow({ workflow_id, user_id, graph, ...changes }: UpdateWorkflowArgs): Promise<WorkflowView> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const newGraph = graph && { graph: readGraphArgument('update_workflow', graph) };
    return this.view(await this.workflows.update(workflow_id, user_id, { ...given, ...newGraph }));
  }

  @Command('delete_workflow', {
    args: WorkflowArgs,
    summary: 'Removes a workflow for good.',
    result: DeleteWorkflowResult,
    effect: 'destroys',
    errors: ['NOT_FOUND'],
    example: { workflow_id: '019f0c9e2b7a7c3e8d5f1a2b3c4d5e6f' },
  })
  async deleteWorkflow({
    workflow_id,
    user_id,
  }: WorkflowArgs): Promise<{ readonly workflow_id: string; readonly deleted: true }> {
    await this.workflows.delete(workflow_id, user_id);
    return { workflow_id, deleted: true };
  }

  private view(workflow: StoredWorkflow): WorkflowView {
    return viewWorkflow(workflow, graphSchemas(workflow.graph, this.registry.catalogue));
  }
}

const report = (
  workflow: StoredWorkflow | null,
  graph: GraphJson | null,
  problems: readonly GraphProblem[],
): ValidationReport => {
  const textsOf = (wanted: ProblemSeverity): readonly string[] =>
    problems.filter(({ severity }) => severity === wanted).map(({ message }) => message);
  const [errors, warnings, suggestions] = [textsOf('error'), textsOf('warning'), textsOf('suggestion')];
  return {
    valid: errors.length === 0,
    workflow_id: workflow?.id ?? null,
    workflow_name: workflow?.name ?? null,
    summary: {
      total_nodes: graph?.nodes.length ?? 0,
      total_edges: graph?.edges.length ?? 0,
      errors: errors.length,
      warnings: warnings.length,
      suggestions: suggestions.length,
    },
    errors,
    warnings,
    suggestions,
    problems,
    message: errors.length === 0 ? 'The workflow can run' : 'The workflow can’t run until its errors are mended',
  };
};
