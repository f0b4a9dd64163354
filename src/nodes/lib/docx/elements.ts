const EMU_PER_INCH = 914_400;
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006';

/** Writes text as content or attribute of an element; what XML can't hold is left out. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** How a paragraph looks. */
export interface ParagraphLook {
  readonly style?: string;
  readonly alignment?: string;
  readonly isBold?: boolean;
  readonly isItalic?: boolean;
  /** In points. */
  readonly fontSize?: number;
}

/** A paragraph; lines of its text stay lines. */
export const paragraph = (
  text: string,
  { style, alignment, isBold, isItalic, fontSize }: ParagraphLook = {},
): string => {
  const look =
    (style ? `<w:pStyle w:val="${escapeXml(style)}"/>` : '') + (alignment ? `<w:jc w:val="${alignment}"/>` : '');
  // Word counts sizes in half points.
  const size = fontSize
    ? `<w:sz w:val="${Math.round(fontSize * 2)}"/><w:szCs w:val="${Math.round(fontSize * 2)}"/>`
    : '';
  const run = (isBold ? '<w:b/>' : '') + (isItalic ? '<w:i/>' : '') + size;
  return `<w:p>${look && `<w:pPr>${look}</w:pPr>`}<w:r>${run && `<w:rPr>${run}</w:rPr>`}${runText(text)}</w:r></w:p>`;
};

/** What lets the following begin on a new page. */
export const PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';

/** A table with thin lines; every row has as many cells as there are columns. */
export const table = (rows: readonly (readonly string[])[], columnCount: number): string => {
  const sides = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'];
  const borders = sides.map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`).join('');
  const grid = '<w:gridCol/>'.repeat(columnCount);
  const cells = (row: readonly string[]): string =>
    Array.from({ length: columnCount }, (_, at) => `<w:tc><w:tcPr/>${paragraph(row[at] ?? '')}</w:tc>`).join('');
  const body = rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('');
  return `<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>${borders}</w:tblBorders></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${body}</w:tbl><w:p/>`;
};

/** A picture in a paragraph of its own; sizes in inches. */
export const picture = (relation: string, width: number, height: number): string => {
  const size = `cx="${Math.round(width * EMU_PER_INCH)}" cy="${Math.round(height * EMU_PER_INCH)}"`;
  const id = relation.replace(/\D/g, '');
  return (
    `<w:p><w:r><w:drawing><wp:inline xmlns:wp="${DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">` +
    `<wp:extent ${size}/><wp:docPr id="${id}" name="Picture ${id}"/>` +
    `<a:graphic xmlns:a="${DRAWING}/main"><a:graphicData uri="${DRAWING}/picture"><pic:pic xmlns:pic="${DRAWING}/picture">` +
    `<pic:nvPicPr><pic:cNvPr id="${id}" name="Picture ${id}"/><pic:cNvPicPr/></pic:nvPicPr>` +
    `<pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="${relation}"/>` +
    `<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm>` +
    `<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`
  );
};

const runText = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .split('\t')
        .map((piece) => `<w:t xml:space="preserve">${escapeXml(piece)}</w:t>`)
        .join('<w:tab/>'),
    )
    .join('<w:br/>');
