import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { str } from '../../../engine/property.js';
import { completeValue } from '../empty-values.js';

interface InputDeclaration {
  /** Last part of the dotted type name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly value: Property;
  /** Spelling of the output's type. */
  readonly output: string;
  /** Properties after the three that every input has. */
  readonly more?: Readonly<Record<string, Property>>;
  readonly basicFields?: readonly string[];
}

/**
 * Declares a node type through which a run's parameter enters the graph: `name` says which parameter, `value` holds
 * when the run doesn't give it.
 */
export const defineInputType = (declaration: InputDeclaration): NodeType =>
  defineNodeType({
    type: `nodetool.input.${declaration.name}`,
    title: declaration.title,
    description: declaration.description,
    tags: ['input', 'parameter', ...declaration.tags],
    properties: inputProperties(declaration.value, declaration.more),
    outputs: { output: declaration.output },
    role: 'input',
    basicFields: declaration.basicFields ?? ['name', 'value'],
    process: ({ value }) => ({ output: completeValue(value) }),
  });

/** The properties of an input in their order: its name, its value, what it's for, and whatever else it has. */
export const inputProperties = (
  value: Property,
  more: Readonly<Record<string, Property>> = {},
): Readonly<Record<string, Property>> => ({
  name: str('', { description: 'Name of the parameter that a run gives.' }),
  value: { ...value, description: 'Used when a run gives no such parameter.' },
  description: str('', { description: 'Tells the person who starts a run what to enter.' }),
  ...more,
});
