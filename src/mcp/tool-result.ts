import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

import { ProtocolError } from '../protocol/protocol-error.js';

/** Largest result in characters of JSON; a larger one would only fill the reader's context. */
export const MAX_RESULT_LENGTH = 4_194_304;

/**
 * Makes a command's result a tool's: as text and as structure.
 *
 * @throws ProtocolError `TOO_LARGE`
 */
export const toolResult = (result: object, nodeId: string | null): CallToolResult => {
  const text = JSON.stringify(result);
  if (text.length > MAX_RESULT_LENGTH) {
    throw new ProtocolError(
      'TOO_LARGE',
      `The result is larger than the ${MAX_RESULT_LENGTH} characters that a tool gives`,
      {
        hint: 'Ask for less, or read it over REST.',
      },
    );
  }
  return {
    content: [
      { type: 'text', text },
      ...(nodeId === null ? [] : [{ type: 'text' as const, text: `Answered by node ${nodeId}.` }]),
    ],
    structuredContent: JSON.parse(text) as Record<string, unknown>, // an object, written above
    ...(nodeId !== null && { _meta: { 'nodetool/node_id': nodeId } }),
  };
};

/** Tells about a failure in words for the model, and in `_meta` for programs. */
export const toolFailure = ({ code, message, hint, problems, details }: ProtocolError): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text: [`${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n') }],
  _meta: {
    'nodetool/error': {
      code,
      message,
      ...(hint !== undefined && { hint }),
      ...(problems.length > 0 && { problems }),
      details,
    },
  },
});
