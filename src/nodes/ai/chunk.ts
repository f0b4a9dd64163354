import type { NodeContext } from '../../engine/node-context.js';

/** A piece of an answer, as it travels between graph nodes. */
export interface Chunk {
  readonly type: 'chunk';
  readonly node_id: string | null;
  readonly thread_id: string | null;
  readonly workflow_id: string | null;
  readonly content_type: 'text' | 'audio';
  readonly content: string;
  readonly content_metadata: Readonly<Record<string, unknown>>;
  readonly done: boolean;
  readonly thinking: boolean;
}

/** What a piece holds besides its text. */
export interface ChunkOptions {
  readonly content_type?: Chunk['content_type'];
  readonly content_metadata?: Chunk['content_metadata'];
  readonly done?: boolean;
  readonly thinking?: boolean;
}

/** Makes a piece of an answer; those who watch the run see it at once, where it is text. */
export const passChunk = (content: string, context: NodeContext, options: ChunkOptions = {}): Chunk => {
  const { content_type = 'text', content_metadata = {}, done = false, thinking = false } = options;
  if (content_type === 'text') context.post({ type: 'chunk', content_type, content, done, thinking });
  return {
    type: 'chunk',
    node_id: context.graphNodeId,
    thread_id: null,
    workflow_id: null,
    content_type,
    content,
    content_metadata,
    done,
    thinking,
  };
};
