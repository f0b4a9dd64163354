import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { of } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { decodeText } from '../../web/charset.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

/** The document that a splitter works on. */
export const document = of('document', emptyValue('document'), { description: 'The document, as text.' });

/** What every splitter sends: the piece, where it comes from, and where it begins or its number. */
export const CHUNK_OUTPUTS = { text: 'str', source_id: 'str', start_index: 'int' } as const;

/** Reads a document as text, in the encoding that it has. */
export const textOfDocument = async (document: unknown, context: NodeContext): Promise<string> => {
  if (isEmptyAsset(document)) throw new ValueError('document is not connected: give the document to split');
  const bytes = await context.assets.read(document);
  const contentType = isRecord(document) ? document['content_type'] : null;
  return decodeText(bytes, typeof contentType === 'string' ? contentType : null);
};

/** What names a document in the pieces that are cut from it. */
export const sourceOf = (document: unknown): string => {
  if (!isRecord(document)) return '';
  const { uri, asset_id: id, metadata } = document;
  // What was read of the workspace lies at another address in every run; its path stays.
  if (isRecord(metadata) && typeof metadata['path'] === 'string') return metadata['path'];
  // A document that carries its content inside of its address isn't named by it.
  if (typeof uri === 'string' && uri !== '' && !uri.startsWith('data:')) return uri;
  return typeof id === 'string' && id !== '' ? `asset://${id}` : '';
};
