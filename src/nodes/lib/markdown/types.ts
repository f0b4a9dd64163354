import type { NodeType } from '../../../engine/node-type.js';
import { ExtractCodeBlocks, ExtractTables } from './blocks.js';
import { ExtractHeaders } from './headers.js';
import { ExtractLinks } from './links.js';
import { ExtractBulletLists, ExtractNumberedLists } from './lists.js';

/** Node types of `lib.markdown`. */
export const libMarkdownTypes: readonly NodeType[] = [
  ExtractBulletLists,
  ExtractCodeBlocks,
  ExtractHeaders,
  ExtractLinks,
  ExtractNumberedLists,
  ExtractTables,
];
