import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { completeValue } from '../empty-values.js';

interface ConstantDeclaration {
  /** Last part of the dotted type name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly value: Property;
  /** Spelling of the output's type. */
  readonly output: string;
  /** What leaves when no value was ever set, where the property itself has no default. */
  readonly unset?: unknown;
  readonly exposeAsTool?: boolean;
}

/** Declares a node type that hands on one fixed value. */
export const defineConstantType = (declaration: ConstantDeclaration): NodeType =>
  defineNodeType({
    type: `nodetool.constant.${declaration.name}`,
    title: declaration.title,
    description: declaration.description,
    tags: ['constant', ...declaration.tags],
    properties: { value: declaration.value },
    outputs: { output: declaration.output },
    exposeAsTool: declaration.exposeAsTool ?? true,
    process: ({ value }) => ({ output: completeValue(value ?? declaration.unset) }),
  });
