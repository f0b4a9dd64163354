import Type from 'typebox';

import type { GraphProblem, ProblemCode } from '../engine/graph-problem.js';
import { oneOf } from '../protocol/schema.js';
import type { GraphJson } from './stored-workflow.js';

const text = (description: string) => Type.String({ description });
const time = (description: string) => Type.String({ description, format: 'date-time' });
const texts = (description: string) => Type.Array(Type.String(), { description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const orNull = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const graph = Type.Unsafe<GraphJson>(
  Type.Object(
    { nodes: Type.Array(Type.Object({})), edges: Type.Array(Type.Object({})) },
    { description: 'In NodeTool’s form, with whatever further keys its author’s editor keeps there.' },
  ),
);
const jsonSchema = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}, { description }));

const summary = {
  id: text('Id of the workflow.'),
  name: text('Its name.'),
  description: text('What it does.'),
  tags: texts('Words to find it by.'),
};

/** A workflow of a user in lists. */
const workflowSummary = Type.Object({
  ...summary,
  created_at: time('When it was stored first.'),
  updated_at: time('When it was stored last.'),
  workflow_type: Type.Literal('user', { description: 'Whether a user’s own or an example.' }),
});

/** An example in lists. */
const exampleSummary = Type.Object({
  ...summary,
  package_name: text('Package that it ships with.'),
  path: text('Its file there.'),
  thumbnail_url: Type.Null({ description: 'No example has a picture yet.' }),
  required_providers: texts('Providers of the models that it uses.'),
  required_models: texts('Models that it uses.'),
  workflow_type: Type.Literal('example'),
});

/** Result of `list_workflows`. */
export const ListWorkflowsResult = Type.Object({
  workflows: Type.Array(Type.Union([workflowSummary, exampleSummary]), { description: 'One page.' }),
  next: text('`start_key` of the next page; empty on the last one.'),
  total: count('Workflows on all pages.'),
});

/** Result of the commands that show a whole workflow. */
export const WorkflowResult = Type.Object({
  ...summary,
  access: text('Who may see and run it: `private` or `public`.'),
  graph,
  input_schema: jsonSchema('JSON Schema of its parameters.'),
  output_schema: jsonSchema('JSON Schema of its result.'),
  created_at: time('When it was stored first.'),
  updated_at: time('When it was stored last.'),
  workflow_type: oneOf(['user', 'example']),
});

/** Result of `delete_workflow`. */
export const DeleteWorkflowResult = Type.Object({
  workflow_id: text('The workflow that is gone.'),
  deleted: Type.Literal(true),
});

const problem = Type.Unsafe<GraphProblem>(
  Type.Object({
    code: Type.Unsafe<ProblemCode>(text('Kind of the finding.')),
    severity: oneOf(['error', 'warning', 'suggestion']),
    message: text('The finding as a sentence.'),
    node_id: Type.Optional(text('Graph node that it is about.')),
    edge_id: Type.Optional(text('Edge that it is about.')),
    handle: Type.Optional(text('Input or output that it is about.')),
  }),
);

/** Result of `validate_workflow`. */
export const ValidateWorkflowResult = Type.Object({
  valid: Type.Boolean({ description: 'True when it can run.' }),
  workflow_id: orNull(Type.String(), 'Null for an inline graph.'),
  workflow_name: orNull(Type.String(), 'Null for an inline graph.'),
  summary: Type.Object({
    total_nodes: count('Graph nodes.'),
    total_edges: count('Edges.'),
    errors: count('Findings that keep it from running.'),
    warnings: count('Findings that are probably mistakes.'),
    suggestions: count('Findings that could be better.'),
  }),
  errors: texts('Sentences.'),
  warnings: texts('Sentences.'),
  suggestions: texts('Sentences.'),
  problems: Type.Array(problem, { description: 'The same findings with their places.' }),
  message: text('The outcome in a sentence.'),
});

/** Result of `export_workflow_digraph`. */
export const ExportDigraphResult = Type.Object({ dot: text('The workflow in Graphviz’s DOT language.') });

const version = {
  id: text('Id of the version.'),
  workflow_id: text('Its workflow.'),
  version: Type.Integer({ minimum: 1, description: 'Its number.' }),
  name: text('Name of the workflow then.'),
  description: text('Description of the workflow then.'),
  save_type: text('Why it was kept: `manual`, because its owner saved the workflow.'),
  created_at: time('When it was saved.'),
};

/** Result of `list_workflow_versions`. */
export const ListWorkflowVersionsResult = Type.Object({
  versions: Type.Array(Type.Object(version), { description: 'One page, newest first.' }),
  next: text('`start_key` of the next page; empty on the last one.'),
});

/** Result of `get_workflow_version`. */
export const WorkflowVersionResult = Type.Object({ ...version, graph });
