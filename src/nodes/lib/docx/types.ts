import type { NodeType } from '../../../engine/node-type.js';
import { AddHeading, AddImage, AddPageBreak, AddParagraph, AddTable } from './content.js';
import { CreateDocument, LoadWordDocument, SaveDocument, SetDocumentProperties } from './files.js';

/** Node types of `lib.docx`: the value between them is always a whole Word document. */
export const libDocxTypes: readonly NodeType[] = [
  AddHeading,
  AddImage,
  AddPageBreak,
  AddParagraph,
  AddTable,
  CreateDocument,
  LoadWordDocument,
  SaveDocument,
  SetDocumentProperties,
];
