import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { strip } from '../../python/text.js';
import { markdown } from './markdown-property.js';

/** Finds the bulleted lists of a Markdown text. */
export const ExtractBulletLists: NodeType = defineNodeType({
  type: 'lib.markdown.ExtractBulletLists',
  title: 'Extract Bullet Lists',
  description: 'Finds runs of lines with a bullet in a Markdown text, and gives each run as a list of items.',
  tags: ['markdown', 'list', 'bullets'],
  properties: { markdown },
  outputs: { output: 'list[dict[str,any]]' },
  exposeAsTool: true,
  process: ({ markdown: text }) => ({
    output: runsOf(text, /^\s*[-*+]\s+(.+)$/).map((run) => run.map((item) => ({ text: item }))),
  }),
});

/** Finds the numbered lists of a Markdown text. */
export const ExtractNumberedLists: NodeType = defineNodeType({
  type: 'lib.markdown.ExtractNumberedLists',
  title: 'Extract Numbered Lists',
  description: 'Finds runs of numbered lines in a Markdown text, and gives each run as a list of texts.',
  tags: ['markdown', 'list', 'numbers'],
  properties: { markdown },
  outputs: { output: 'list[str]' },
  exposeAsTool: true,
  process: ({ markdown: text }) => ({ output: runsOf(text, /^\s*\p{Nd}+\.\s+(.+)$/u) }),
});

/** What the pattern's group catches in neighbouring lines that match it, one list per run of lines. */
const runsOf = (text: string, pattern: RegExp): string[][] => {
  const runs: string[][] = [];
  let isInRun = false;
  for (const line of text.split('\n')) {
    const item = pattern.exec(line)?.[1];
    if (item === undefined) isInRun = false;
    else if (isInRun) runs.at(-1)?.push(strip(item));
    else {
      runs.push([strip(item)]);
      isInRun = true;
    }
  }
  return runs;
};
