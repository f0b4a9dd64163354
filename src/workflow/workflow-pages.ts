import { decodeCursor, encodeCursor } from '../common/cursor.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { StoredWorkflow } from './stored-workflow.js';

/** Where a page of workflows begins: stored ones come first, then examples. */
export type WorkflowPosition =
  | { readonly part: 'user'; readonly after?: { readonly createdAt: number; readonly workflowId: string } | undefined }
  | { readonly part: 'example'; readonly afterId: string };

/** Reads a `start_key`; the empty one is the beginning. */
export const positionOf = (startKey: string, type: 'user' | 'example' | 'all'): WorkflowPosition => {
  if (startKey === '') return type === 'example' ? { part: 'example', afterId: '' } : { part: 'user' };
  const [part, createdAt, id] = decodeCursor(startKey, 3) ?? [];
  if (typeof id === 'string' && typeof createdAt === 'number') {
    if (part === 'user' && type !== 'example') return { part, after: { createdAt, workflowId: id } };
    if (part === 'example' && type !== 'user') return { part, afterId: id };
  }
  const message = 'start_key must be the next of an earlier page of the same list';
  throw new ProtocolError('INVALID_ARGUMENT', `list_workflows: ${message}`, {
    problems: [{ field: 'start_key', message }],
  });
};

/** Writes the `start_key` of what follows a stored workflow. */
export const keyAfter = ({ createdAt, id }: StoredWorkflow): string => encodeCursor(['user', createdAt, id]);

/** Writes the `start_key` of the examples after one of them; the empty id means all. */
export const keyAfterExample = (id: string): string => encodeCursor(['example', 0, id]);
