import type { NodeType } from '../../../engine/node-type.js';
import { ListDocuments, LoadDocumentFile, SaveDocumentFile } from './files.js';
import { SplitDocument } from './split-meaning.js';
import { SplitHTML, SplitJSON } from './split-structure.js';
import { SplitMarkdown, SplitRecursively } from './split-text.js';

/** Node types of `nodetool.document`. */
export const nodetoolDocumentTypes: readonly NodeType[] = [
  ListDocuments,
  LoadDocumentFile,
  SaveDocumentFile,
  SplitDocument,
  SplitHTML,
  SplitJSON,
  SplitMarkdown,
  SplitRecursively,
];
