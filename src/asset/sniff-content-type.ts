import { decideContentType } from './content-type.js';

/** Decides what a content is by its first bytes, its name and what the sender said. */
export const sniffContentType = async (head: Uint8Array, declared: string | undefined, name: string): Promise<string> =>
  decideContentType({ declared, name, signature: await signatureOf(head), head });

const signatureOf = async (head: Uint8Array): Promise<string | undefined> => {
  // Loaded when first needed: the table of signatures would slow down every start.
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    // A damaged container: no signature that could be trusted.
    return undefined;
  }
};
