import { describe, expect, it } from '@jest/globals';

import { groupBy } from '../../src/common/group-by.js';
import type { NodeType } from '../../src/engine/node-type.js';
import type { TypeMetadata } from '../../src/engine/type-metadata.js';
import { builtinTypes } from '../../src/nodes/catalogue.js';
import { readCorpus } from './corpus.js';

interface ReferenceType {
  readonly node_type: string;
  readonly properties: readonly ({
    readonly name: string;
    readonly type: TypeMetadata;
    readonly default?: unknown;
  } & Bounds)[];
  readonly outputs: readonly { readonly name: string; readonly type: TypeMetadata }[];
  readonly basic_fields?: readonly string[];
  readonly expose_as_tool?: boolean;
  readonly is_streaming_output?: boolean;
  readonly is_dynamic?: boolean;
  readonly supports_dynamic_outputs?: boolean;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly required?: boolean;
}

/** Types that the reference has in its core, not in the pack that the file lists. */
const CORE_TYPES = new Set(
  ['base_node.Preview', 'base_node.Comment', 'base_node.Group', 'workflow_node.Workflow'].map(
    (name) => `nodetool.workflows.${name}`,
  ),
);

/** Types that only the reference's TypeScript line has. */
const TYPESCRIPT_TYPES = new Set(
  (
    'Chunk Count Cross Distinct Drop DropWhile FilterCode FilterEqual Last Loop RepeatCount RepeatValue Switch Take ' +
    'TakeWhile Tap TryCatch Zip'
  )
    .split(' ')
    .map((name) => `nodetool.control.${name}`),
);

/** Properties that only the reference's TypeScript line has, by type. */
const TYPESCRIPT_PROPERTIES: Readonly<Record<string, readonly string[]>> = { 'nodetool.control.ForEach': ['limit'] };

const corpus = readCorpus<readonly ReferenceType[]>('node-types.json');
const reference = new Map((corpus.data['node_types'] ?? []).map((type) => [type.node_type, type]));

/** Both sides in one form, so that a difference shows as a difference of values. */
const normalReference = (type: ReferenceType) => ({
  properties: type.properties.map(({ name, type: metadata, default: value = null, min, max, required = false }) => ({
    name,
    type: normalType(metadata),
    default: value,
    min,
    max,
    required,
  })),
  outputs: type.outputs.map(({ name, type: metadata }) => ({ name, type: normalType(metadata) })),
  flags: [type.expose_as_tool, type.is_streaming_output, type.is_dynamic, type.supports_dynamic_outputs].map(Boolean),
  basicFields: type.basic_fields ?? [],
});

const normalOurs = (type: NodeType) => ({
  properties: Object.entries(type.properties)
    .filter(([name]) => !isAddition(type, name))
    .map(([name, property]) => ({
      name,
      type: normalType(property.type),
      default: property.default ?? null,
      min: property.min,
      max: property.max,
      required: property.isRequired ?? false,
    })),
  outputs: Object.entries(type.outputs).map(([name, output]) => ({ name, type: normalType(output.type) })),
  flags: [type.exposeAsTool, type.isStreamingOutput, type.isDynamic, type.supportsDynamicOutputs],
  basicFields: type.basicFields.filter((name) => !isAddition(type, name)),
});

const isAddition = ({ type }: NodeType, property: string): boolean =>
  TYPESCRIPT_PROPERTIES[type]?.includes(property) ?? false;

const normalType = ({
  type,
  optional = false,
  values,
  type_args: args = [],
  type_name: name,
}: TypeMetadata): unknown => ({
  type,
  optional,
  ...(type === 'enum' && { values, name }),
  args: args.map(normalType),
});

/** Types per namespace of the reference: those that run everywhere, those that need a program, and those that are listed only. */
const coverageTable = (): string => {
  const types = new Map(builtinTypes.map((type) => [type.type, type]));
  const namespaces = groupBy([...reference.keys()].sort(), (type) => type.slice(0, type.lastIndexOf('.')));
  const rows = [...namespaces].map(([namespace, names]) => {
    const members = names.flatMap((name) => types.get(name) ?? []);
    const listed = members.filter(({ unavailable }) => unavailable !== null).length;
    const program = members.filter(
      ({ unavailable, requiredPrograms }) => unavailable === null && requiredPrograms.length > 0,
    ).length;
    return [namespace, names.length, members.length - listed - program, program, listed].join(' | ');
  });
  return ['namespace | types | whole | with a program | listed', ...rows].join('\n');
};

const compared = builtinTypes
  .filter(({ type }) => !CORE_TYPES.has(type) && !TYPESCRIPT_TYPES.has(type))
  .map((type) => ({ name: type.type, type }));
const block = corpus.isPresent ? describe : describe.skip;

block('node types beside the reference (CORPUS_DIR names its folder)', () => {
  it.each(compared)('$name has the same properties, defaults, bounds, outputs and flags', ({ name, type }) => {
    const counterpart = reference.get(name);
    expect(counterpart && normalReference(counterpart)).toEqual(normalOurs(type));
  });

  it('has every type of the reference, each marked with what it needs', () => {
    process.stderr.write(`${coverageTable()}\n`);
    const known = new Set(builtinTypes.map(({ type }) => type));
    expect([...reference.keys()].filter((type) => !known.has(type))).toEqual([]);
  });
});
