import Type from 'typebox';

import type { TypeView } from './node-metadata.js';

const text = (description: string) => Type.String({ description });
const orNull = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const typeView = Type.Unsafe<TypeView>(
  Type.Object(
    {
      type: text('Its name.'),
      optional: Type.Boolean({ description: 'True when null is allowed.' }),
      values: orNull(Type.Array(Type.Unknown()), 'The choices of an enum.'),
      type_args: Type.Array(Type.Object({}), { description: 'The types within, each of this form.' }),
      type_name: orNull(Type.String(), 'Name of an enum.'),
    },
    { description: 'A type in NodeTool’s form.' },
  ),
);

const summary = Type.Object({
  type: text('Type string of a graph node.'),
  title: text('Its title.'),
  description: text('What it does.'),
  namespace: text('The type string up to its last dot.'),
});

const property = Type.Object({
  name: text('Name of the input.'),
  type: typeView,
  default: Type.Unknown({ description: 'Value when nothing is given.' }),
  title: orNull(Type.String(), 'Name for people.'),
  description: orNull(Type.String(), 'What it means.'),
  min: orNull(Type.Number(), 'Least value.'),
  max: orNull(Type.Number(), 'Greatest value.'),
  required: Type.Boolean({ description: 'True when it must be given.' }),
});

const output = Type.Object({
  name: text('Name of the output.'),
  type: typeView,
  stream: Type.Boolean({ description: 'True when it gives values one by one.' }),
});

const flag = (description: string) => Type.Boolean({ description });
const list = (description: string) => Type.Array(Type.Unknown(), { description });
const texts = (description: string) => Type.Array(Type.String(), { description });

/** Result of `get_node_info`. */
export const NodeInfoResult = Type.Object({
  title: text('Its title.'),
  description: text('What it does.'),
  tags: texts('Words to find it by.'),
  namespace: text('The type string up to its last dot.'),
  node_type: text('Type string of a graph node.'),
  layout: text('How editors draw it.'),
  properties: Type.Array(property, { description: 'Its inputs.' }),
  outputs: Type.Array(output, { description: 'Its outputs.' }),
  the_model_info: Type.Object({}),
  recommended_models: list('Models that work well with it.'),
  basic_fields: texts('Inputs that editors show first.'),
  required_settings: texts('Settings without which it can’t run.'),
  required_programs: texts('Programs that must be on the machine.'),
  is_available: flag('False when it can’t run on this machine, whoever asks.'),
  unavailable_reason: orNull(Type.String(), 'Why not.'),
  is_dynamic: flag('True when a graph may add inputs.'),
  is_streaming_output: flag('True when it gives values while it runs.'),
  expose_as_tool: flag('True when agents may use it.'),
  supports_dynamic_outputs: flag('True when a graph may add outputs.'),
  model_packs: list('Bundles of models that it needs.'),
});

/** Result of `list_nodes`. */
export const ListNodesResult = Type.Object({
  nodes: Type.Array(summary, { description: 'One page, by type string.' }),
  next: text('`start_key` of the next page; empty on the last one.'),
  total: Type.Integer({ minimum: 0, description: 'Node types on all pages.' }),
});

/** Result of `search_nodes`. */
export const SearchNodesResult = Type.Object({
  nodes: Type.Array(Type.Union([summary, NodeInfoResult]), {
    description: 'Best first; with `include_metadata` as get_node_info shows them.',
  }),
});
