import type JSZip from 'jszip';

import { messageOf } from '../../web/answer.js';
import { loadOnce } from '../../load-once.js';

/** Media type of Word documents. */
export const WORD_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const BODY = 'word/document.xml';
const RELATIONS = 'word/_rels/document.xml.rels';
const TYPES = '[Content_Types].xml';
const IMAGE_RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image';
/** Equal documents have equal bytes: the time of writing isn't in them. */
const ENTRY_DATE = new Date(Date.UTC(2000, 0, 1));

const loadJsZip = loadOnce(async () => (await import('jszip')).default);

/** A Word document as the parts of its package, so that what isn't touched stays as it is. */
export class WordFile {
  private constructor(private readonly zip: JSZip) {}

  /** @throws Error when the bytes aren't a Word document */
  static async open(bytes: Uint8Array): Promise<WordFile> {
    const JsZip = await loadJsZip();
    try {
      const zip = await JsZip.loadAsync(bytes);
      if (zip.file(BODY) === null) throw new Error(`it has no ${BODY}`);
      return new WordFile(zip);
    } catch (error) {
      throw new Error(`the document is no Word document (.docx): ${messageOf(error)}`, { cause: error });
    }
  }

  /** The text of a part; empty when there is none. */
  async read(part: string): Promise<string> {
    return (await this.zip.file(part)?.async('string')) ?? '';
  }

  write(part: string, content: string | Uint8Array): void {
    this.zip.file(part, content, { date: ENTRY_DATE, createFolders: false });
  }

  /** Puts elements behind everything that the document holds. */
  async append(elements: string): Promise<void> {
    const xml = await this.read(BODY);
    // The settings of the last section stand at the end of the body, behind its content.
    const end =
      /(?:<w:sectPr\b[^>]*\/>|<w:sectPr\b(?:(?!<w:sectPr\b)[\s\S])*?<\/w:sectPr>)?\s*<\/w:body>\s*<\/w:document>\s*$/.exec(
        xml,
      );
    if (!end) throw new Error(`the Word document is written in an unusual way: ${BODY} has no end of its body`);
    this.write(BODY, xml.slice(0, end.index) + elements + xml.slice(end.index));
  }

  /**
   * Adds a picture to the package.
   *
   * @returns id by which the body names it
   */
  async addPicture(bytes: Uint8Array, ending: 'png' | 'jpeg' | 'gif'): Promise<string> {
    const relations = (await this.read(RELATIONS)) || NO_RELATIONS;
    const number = 1 + Math.max(0, ...Array.from(relations.matchAll(/Id="rId(\d+)"/g), ([, id]) => Number(id)));
    const target = `media/picture${number}.${ending}`;
    this.write(`word/${target}`, bytes);
    const relation = `<Relationship Id="rId${number}" Type="${IMAGE_RELATION}" Target="${target}"/>`;
    this.write(RELATIONS, relations.replace('</Relationships>', `${relation}</Relationships>`));
    const types = await this.read(TYPES);
    if (!new RegExp(`Extension="${ending}"`, 'i').test(types)) {
      const known = `<Default ContentType="image/${ending}" Extension="${ending}"/>`;
      this.write(
        TYPES,
        types.replace(/<Types\b[^>]*>/, (start) => start + known),
      );
    }
    return `rId${number}`;
  }

  toBytes(): Promise<Uint8Array> {
    return this.zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE', platform: 'UNIX' });
  }
}

const NO_RELATIONS =
  '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';
