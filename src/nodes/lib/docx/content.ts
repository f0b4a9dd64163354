import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, float, int, of, str } from '../../../engine/property.js';
import { isDataFrame } from '../../dataframe/dataframe.js';
import { emptyValue, isEmptyAsset } from '../../nodetool/empty-values.js';
import { ValueError } from '../../python/errors.js';
import { formatValue } from '../../python/format-value.js';
import { changed, document } from './document-value.js';
import { PAGE_BREAK, paragraph, picture, table } from './elements.js';
import { preparePicture } from './picture.js';
import { headingStyle } from './styles.js';

/** Puts a heading at the end. */
export const AddHeading = defineNodeType({
  type: 'lib.docx.AddHeading',
  title: 'Add Heading',
  description: 'Puts a heading at the end of a Word document.',
  tags: ['word', 'docx', 'heading'],
  properties: {
    document,
    text: str('', { description: 'The heading.' }),
    level: int(1, { min: 1, max: 9, description: 'Level of the heading; 1 is the highest.' }),
  },
  outputs: { output: 'document' },
  process: ({ document: value, text, level }, context) =>
    changed(value, context, async (file) => file.append(paragraph(text, { style: await headingStyle(file, level) }))),
});

const ALIGNMENTS = { LEFT: 'left', CENTER: 'center', RIGHT: 'right', JUSTIFY: 'both' } as const;

/** Puts a paragraph at the end. */
export const AddParagraph = defineNodeType({
  type: 'lib.docx.AddParagraph',
  title: 'Add Paragraph',
  description: 'Puts a paragraph of text at the end of a Word document.',
  tags: ['word', 'docx', 'text', 'paragraph'],
  properties: {
    document,
    text: str('', { description: 'The text.' }),
    alignment: choice('nodetool.nodes.lib.docx.ParagraphAlignment', ['LEFT', 'CENTER', 'RIGHT', 'JUSTIFY'], 'LEFT', {
      description: 'Which side the lines keep to.',
    }),
    bold: bool(false, { description: 'In bold letters.' }),
    italic: bool(false, { description: 'In italic letters.' }),
    font_size: int(12, { description: 'Size of the letters in points; 0 leaves it to the document.' }),
  },
  outputs: { output: 'document' },
  process: ({ document: value, text, alignment, bold, italic, font_size: fontSize }, context) =>
    changed(value, context, (file) =>
      file.append(paragraph(text, { alignment: ALIGNMENTS[alignment], isBold: bold, isItalic: italic, fontSize })),
    ),
});

/** Begins a new page at the end. */
export const AddPageBreak = defineNodeType({
  type: 'lib.docx.AddPageBreak',
  title: 'Add Page Break',
  description: 'Lets what is added next to a Word document begin on a new page.',
  tags: ['word', 'docx', 'page'],
  properties: { document },
  outputs: { output: 'document' },
  process: ({ document: value }, context) => changed(value, context, (file) => file.append(PAGE_BREAK)),
});

/** Puts a table at the end. */
export const AddTable = defineNodeType({
  type: 'lib.docx.AddTable',
  title: 'Add Table',
  description: 'Puts the rows of a table at the end of a Word document.',
  tags: ['word', 'docx', 'table', 'dataframe'],
  properties: { document, data: of('dataframe', emptyValue('dataframe'), { description: 'The table.' }) },
  outputs: { output: 'document' },
  process: ({ document: value, data }, context) =>
    changed(value, context, async (file) => {
      if (!isDataFrame(data)) throw new ValueError('data is not connected: give the table to add');
      const rows = data.data.map((row) => row.map((cell) => (cell === null ? '' : formatValue(cell))));
      if (rows.length > 0 && data.columns.length > 0) await file.append(table(rows, data.columns.length));
    }),
});

/** Puts a picture at the end. */
export const AddImage = defineNodeType({
  type: 'lib.docx.AddImage',
  title: 'Add Image',
  description:
    'Puts a picture at the end of a Word document. A size that is left out follows from the other and the picture.',
  tags: ['word', 'docx', 'image', 'picture'],
  properties: {
    document,
    image: of('image', emptyValue('image'), { description: 'The picture.' }),
    width: float(0, { description: 'Width in inches; 0 for its own.' }),
    height: float(0, { description: 'Height in inches; 0 for its own.' }),
  },
  outputs: { output: 'document' },
  process: ({ document: value, image, width, height }, context) =>
    changed(value, context, async (file) => {
      if (isEmptyAsset(image)) throw new ValueError('image is not connected: give the picture to add');
      const prepared = await preparePicture(await context.assets.read(image), { width, height });
      const relation = await file.addPicture(prepared.bytes, prepared.ending);
      await file.append(picture(relation, prepared.width, prepared.height));
    }),
});
