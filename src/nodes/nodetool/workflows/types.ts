import { holdsBytes } from '../../../engine/keep-bytes.js';
import { keepPreview } from '../../../engine/keep-preview.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, of, str } from '../../../engine/property.js';
import { Workflow } from './workflow-node.js';

/** Shows what arrives to whoever watches the run. */
export const Preview = defineNodeType({
  type: 'nodetool.workflows.base_node.Preview',
  title: 'Preview',
  description: 'Shows what arrives while the workflow runs, without making it a result.',
  tags: ['preview', 'inspect', 'debug'],
  properties: {
    value: any(null, { description: 'What is shown.' }),
    name: str('', { description: 'Caption.' }),
  },
  outputs: { output: 'any' },
  role: 'preview',
  process: ({ value, name }, context) => {
    if (!holdsBytes(value)) return { output: value };
    const fileName = typeof name === 'string' && name !== '' ? name : 'preview';
    return keepPreview(value, context, fileName).then((output) => ({ output }));
  },
});

/** A note for the reader of the graph; `comment` is an editor's text tree. */
export const Comment = defineNodeType({
  type: 'nodetool.workflows.base_node.Comment',
  title: 'Comment',
  description: 'A note on the canvas for people who read the workflow. It never runs.',
  tags: ['comment', 'note', 'documentation'],
  properties: {
    headline: str('', { description: 'First line of the note.' }),
    comment: of('any', {}, { description: 'The note as a tree of formatted text.' }),
    comment_color: str('#f0f0f0', { description: 'Background colour.' }),
  },
  role: 'annotation',
  process: () => null,
});

/** A frame around graph nodes that belong together. */
export const Group = defineNodeType({
  type: 'nodetool.workflows.base_node.Group',
  title: 'Group',
  description: 'A frame on the canvas around steps that belong together. It never runs.',
  tags: ['group', 'layout'],
  role: 'annotation',
  process: () => null,
});

/** Node types of `nodetool.workflows`. */
export const nodetoolWorkflowsTypes: readonly NodeType[] = [Preview, Comment, Group, Workflow];
