import type { NodeContext } from '../../../engine/node-context.js';
import type { InputsOf, NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { of } from '../../../engine/property.js';
import type { DataFrame } from '../../dataframe/dataframe.js';
import { readTable } from '../../dataframe/read-table.js';
import type { Table } from '../../dataframe/table.js';
import { toDataFrame } from '../../dataframe/table.js';
import { emptyValue } from '../empty-values.js';

/** A property that takes a table. */
export const frame = (description: string): Property => of('dataframe', emptyValue('dataframe'), { description });

interface FrameDeclaration<P extends Readonly<Record<string, Property>>> {
  /** Last part of the dotted type name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: P;
  readonly exposeAsTool?: boolean;
  /** Makes the resulting table; `read` gives the table that a property holds. */
  readonly change: (inputs: InputsOf<P>, read: (value: unknown) => Promise<Table>) => Table | Promise<Table>;
}

/** Declares a node type that makes a table of what it is given. */
export const defineFrameType = <const P extends Readonly<Record<string, Property>>>({
  name,
  change,
  tags,
  exposeAsTool = true,
  ...declaration
}: FrameDeclaration<P>): NodeType =>
  defineNodeType({
    ...declaration,
    type: `nodetool.data.${name}`,
    tags: ['dataframe', 'table', ...tags],
    outputs: { output: 'dataframe' },
    exposeAsTool,
    process: async (inputs: InputsOf<P>, context: NodeContext): Promise<{ readonly output: DataFrame }> => ({
      output: toDataFrame(await change(inputs, (value) => readTable(value, context))),
    }),
  });
