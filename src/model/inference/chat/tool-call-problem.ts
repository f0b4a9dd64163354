import type { ChatTool } from '../../../engine/services/node-models.js';
import { fitsSchema } from './fits-schema.js';

/** Tells why a call of a tool can't be run as the model wrote it; null when it can. */
export const toolCallProblem = (
  { toolName, input }: { readonly toolName: string; readonly input: unknown },
  tools: readonly ChatTool[],
): string | null => {
  const tool = tools.find(({ name }) => name === toolName);
  if (!tool) return `there is no tool ${toolName}; there are: ${tools.map(({ name }) => name).join(', ') || 'none'}`;
  if (typeof input !== 'object' || input === null) return `the arguments of ${toolName} are not a JSON object`;
  return fitsSchema(input, tool.parameters, `tool ${toolName}`)
    ? null
    : `the arguments of ${toolName} don't fit its schema`;
};
