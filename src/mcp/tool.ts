import type { Tool } from '@modelcontextprotocol/sdk/types.js';

import type { CommandDeclaration } from '../dispatch/command.decorator.js';
import type { ObjectSchema } from '../dispatch/command-schema.js';
import { argumentsSchema, resultSchema } from '../dispatch/command-schema.js';

/** The argument that names a machine of a hub. */
export const NODE_ID = 'node_id';

/** Where a command is answered: by this process, by machines that joined it, or by both. */
export interface ToolPlace {
  readonly isHere: boolean;
  readonly isRemote: boolean;
}

/** Makes a command a tool: everything about it follows from the declaration. */
export const toolOf = (command: CommandDeclaration, place: ToolPlace): Tool => {
  const { name, summary, effect } = command;
  return {
    name,
    title: titleOf(name),
    description: effect === 'destroys' ? `${summary} This can not be undone.` : summary,
    inputSchema: inputOf(argumentsSchema(command.args), place),
    outputSchema: outputOf(resultSchema(command)),
    annotations: {
      readOnlyHint: effect === 'reads',
      destructiveHint: effect !== 'reads' && effect !== 'writes',
      // Reading changes nothing, and what is gone can't go again.
      idempotentHint: effect === 'reads' || effect === 'destroys',
    },
  };
};

/** Makes a tool of a command that this program doesn't know: another one has listed its name, and nothing else. */
export const unknownTool = (name: string): Tool => ({
  name,
  title: titleOf(name),
  description:
    'A command of a connected machine that runs another version or program; its arguments are not known here.',
  inputSchema: inputOf({ type: 'object' }, { isHere: false, isRemote: true }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
});

const titleOf = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const inputOf = (schema: ObjectSchema, { isHere, isRemote }: ToolPlace): Tool['inputSchema'] => ({
  ...schema,
  properties: { ...schema.properties, ...(isRemote && { [NODE_ID]: nodeIdSchema(isHere) }) },
  required: [...(schema.required ?? [])],
});

const outputOf = (schema: ObjectSchema): NonNullable<Tool['outputSchema']> => ({
  ...schema,
  required: [...(schema.required ?? [])],
});

const nodeIdSchema = (isHere: boolean): object => ({
  type: 'string',
  description: isHere
    ? 'Machine that shall execute it, or any. Left out: the process that answers here.'
    : 'Machine that shall execute it; any lets the hub choose. Each machine has rows of its own.',
  ...(!isHere && { default: 'any' }),
});
