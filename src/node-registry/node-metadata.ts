import type { NodeType } from '../engine/node-type.js';
import type { TypeMetadata } from '../engine/type-metadata.js';

/** A type with every key that NodeTool's metadata has. */
export interface TypeView {
  readonly type: string;
  readonly optional: boolean;
  readonly values: readonly (string | number)[] | null;
  readonly type_args: readonly TypeView[];
  readonly type_name: string | null;
}

/** An input of a node type as callers read it. */
export interface PropertyView {
  readonly name: string;
  readonly type: TypeView;
  readonly default: unknown;
  readonly title: string | null;
  readonly description: string | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly required: boolean;
}

/** An output of a node type as callers read it. */
export interface OutputView {
  readonly name: string;
  readonly type: TypeView;
  readonly stream: boolean;
}

/** Everything that NodeTool's metadata says about a node type. */
export interface NodeMetadata {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly namespace: string;
  readonly node_type: string;
  readonly layout: string;
  readonly properties: readonly PropertyView[];
  readonly outputs: readonly OutputView[];
  readonly the_model_info: Readonly<Record<string, never>>;
  readonly recommended_models: readonly never[];
  readonly basic_fields: readonly string[];
  readonly required_settings: readonly string[];
  readonly required_programs: readonly string[];
  /** False when nothing of this type can run on this machine. */
  readonly is_available: boolean;
  /** Why not; null when it can. */
  readonly unavailable_reason: string | null;
  readonly is_dynamic: boolean;
  readonly is_streaming_output: boolean;
  readonly expose_as_tool: boolean;
  readonly supports_dynamic_outputs: boolean;
  readonly model_packs: readonly never[];
}

/** The short form that lists show. */
export interface NodeSummary {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly namespace: string;
}

/** The part of a type string before the last dot. */
export const namespaceOf = (type: string): string => type.slice(0, Math.max(0, type.lastIndexOf('.')));

/** Shows a node type in short. */
export const summarize = ({ type, title, description }: NodeType): NodeSummary => ({
  type,
  title,
  description,
  namespace: namespaceOf(type),
});

/** Shows a node type in full, with why it can't run on this machine, if it can't. */
export const describeNodeType = (nodeType: NodeType, obstacle: string | null): NodeMetadata => ({
  title: nodeType.title,
  description: nodeType.description,
  tags: nodeType.tags,
  namespace: namespaceOf(nodeType.type),
  node_type: nodeType.type,
  layout: nodeType.layout,
  properties: Object.entries(nodeType.properties).map(([name, property]) => ({
    name,
    type: viewType(property.type),
    default: property.default,
    title: property.title ?? null,
    description: property.description ?? null,
    min: property.min ?? null,
    max: property.max ?? null,
    required: property.isRequired ?? false,
  })),
  outputs: Object.entries(nodeType.outputs).map(([name, { type, kind }]) => ({
    name,
    type: viewType(type),
    stream: kind === 'iteration',
  })),
  the_model_info: {},
  recommended_models: [],
  basic_fields: nodeType.basicFields,
  required_settings: nodeType.requiredSettings,
  required_programs: nodeType.requiredPrograms,
  is_available: obstacle === null,
  unavailable_reason: obstacle,
  is_dynamic: nodeType.isDynamic,
  is_streaming_output: nodeType.isStreamingOutput,
  expose_as_tool: nodeType.exposeAsTool,
  supports_dynamic_outputs: nodeType.supportsDynamicOutputs,
  model_packs: [],
});

const viewType = (type: TypeMetadata): TypeView => ({
  type: type.type,
  optional: type.optional ?? false,
  values: type.values ?? null,
  type_args: (type.type_args ?? []).map(viewType),
  type_name: type.type_name ?? null,
});
