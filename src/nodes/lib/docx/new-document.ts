import { loadOnce } from '../../load-once.js';

const loadDocx = loadOnce(() => import('docx'));

/** Levels of headings for which the library has no look of its own. */
const FURTHER_LEVELS = [7, 8, 9];

/** The bytes of an empty Word document with styles for headings of all nine levels. */
export const newDocument = async (): Promise<Uint8Array> => {
  const { Document, Packer } = await loadDocx();
  const document = new Document({
    creator: '',
    lastModifiedBy: '',
    styles: {
      paragraphStyles: FURTHER_LEVELS.map((level) => ({
        id: `Heading${level}`,
        name: `heading ${level}`,
        basedOn: 'Normal',
        next: 'Normal',
        quickFormat: true,
        run: { italics: true },
        paragraph: { outlineLevel: level - 1 },
      })),
    },
    sections: [{ children: [] }],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
};
