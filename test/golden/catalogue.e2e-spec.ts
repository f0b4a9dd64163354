import { describe, expect, it } from '@jest/globals';

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
const CORE_TYPES = new Set(['Preview', 'Comment', 'Group'].map((name) => `nodetool.workflows.base_node.${name}`));

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
  properties: Object.entries(type.properties).map(([name, property]) => ({
    name,
    type: normalType(property.type),
    default: property.default ?? null,
    min: property.min,
    max: property.max,
    required: property.isRequired ?? false,
  })),
  outputs: Object.entries(type.outputs).map(([name, output]) => ({ name, type: normalType(output.type) })),
  flags: [type.exposeAsTool, type.isStreamingOutput, type.isDynamic, type.supportsDynamicOutputs],
  basicFields: type.basicFields,
});

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

const compared = builtinTypes.filter(({ type }) => !CORE_TYPES.has(type)).map((type) => ({ name: type.type, type }));
const block = corpus.isPresent ? describe : describe.skip;

block('node types beside the reference (CORPUS_DIR names its folder)', () => {
  it.each(compared)('$name has the same properties, defaults, bounds, outputs and flags', ({ name, type }) => {
    const counterpart = reference.get(name);
    expect(counterpart && normalReference(counterpart)).toEqual(normalOurs(type));
  });

  it('covers at least 150 types', () => {
    expect(compared.length).toBeGreaterThanOrEqual(150);
  });
});
