import type { WordFile } from './word-file.js';

const STYLES = 'word/styles.xml';

/** Id of a document's own style for headings of a level, whatever language it was made in; one is added where it has none. */
export const headingStyle = async (file: WordFile, level: number): Promise<string> => {
  const styles = await file.read(STYLES);
  for (const [style, id] of styles.matchAll(/<w:style\b[^>]*w:styleId="([^"]+)"[^>]*>[\s\S]*?<\/w:style>/g)) {
    if (id !== undefined && new RegExp(`<w:name\\s+w:val="heading ${level}"`, 'i').test(style)) return id;
  }
  const id = `Heading${level}`;
  if (styles !== '') file.write(STYLES, styles.replace('</w:styles>', `${styleOf(id, level)}</w:styles>`));
  return id;
};

const styleOf = (id: string, level: number): string =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="heading ${level}"/><w:qFormat/>` +
  `<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="60"/><w:outlineLvl w:val="${level - 1}"/></w:pPr>` +
  `<w:rPr><w:b/><w:sz w:val="${Math.max(22, 36 - 4 * level)}"/></w:rPr></w:style>`;
