import type { NodeContext } from '../../../engine/node-context.js';
import { of } from '../../../engine/property.js';
import type { MediaReference } from '../../../engine/services/node-assets.js';
import { emptyValue, isEmptyAsset } from '../../nodetool/empty-values.js';
import { ValueError } from '../../python/errors.js';
import { WORD_TYPE, WordFile } from './word-file.js';

/** The document that a type works on. */
export const document = of('document', emptyValue('document'), { description: 'The Word document.' });

/** Opens the document that arrived. */
export const openDocument = async (value: unknown, context: NodeContext): Promise<WordFile> => {
  if (isEmptyAsset(value)) throw new ValueError('Document is not connected');
  return WordFile.open(await context.assets.read(value));
};

/** Hands a document on. */
export const passOn = (bytes: Uint8Array, context: NodeContext, name = 'document.docx'): Promise<MediaReference> =>
  context.assets.hold({ content: { bytes }, type: 'document', contentType: WORD_TYPE, name });

/** The document that arrived with something changed in it; the one that arrived stays as it was. */
export const changed = async (
  value: unknown,
  context: NodeContext,
  change: (file: WordFile) => Promise<void>,
): Promise<{ readonly output: MediaReference }> => {
  const file = await openDocument(value, context);
  await change(file);
  return { output: await passOn(await file.toBytes(), context) };
};
