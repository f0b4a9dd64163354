import { describe, expect, it } from '@jest/globals';

import { sniffContentType } from './sniff-content-type.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ZIP = Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, ...Array<number>(40).fill(1)]);
const NOISE = Buffer.from([0x9f, 0x8e, 0xfd, 0, 1, 2, 3, 4]);

const typeOf = (content: string | Uint8Array, declared?: string, name = 'file') =>
  sniffContentType(typeof content === 'string' ? Buffer.from(content) : content, declared, name);

describe('The type of a content', () => {
  it.each([
    ['a picture that calls itself a page', PNG, 'text/html', 'image/png'],
    ['a picture that calls itself a text', PNG, 'text/plain', 'image/png'],
    ['a page that calls itself a picture', '<!DOCTYPE html><script>alert(1)</script>', 'image/png', 'text/html'],
    ['a page that calls itself a text', ' \n<!-- x --><html>', 'text/plain', 'text/html'],
    ['a page behind many comments', `${'<!---->'.repeat(500)}<script>`, 'image/gif', 'text/html'],
    ['a drawing that calls itself a text', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain', 'image/svg+xml'],
    [
      'a drawing with a declaration',
      '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b"><svg>',
      'image/png',
      'image/svg+xml',
    ],
    ['some XML', '<?xml version="1.0"?><a/>', undefined, 'application/xml'],
    ['a feed', '<?xml version="1.0"?><feed/>', 'application/atom+xml', 'application/atom+xml'],
    ['a table', 'a,b\n1,2', 'text/csv; charset=utf-8', 'text/csv'],
    ['a text of any kind', 'hello', undefined, 'text/plain'],
    ['a text sent by curl', 'hello', 'application/x-www-form-urlencoded', 'text/plain'],
    ['an object', '{"a": 1}', undefined, 'application/json'],
    ['a text that calls itself a picture', 'hello', 'image/png', 'text/plain'],
    ['an archive', ZIP, 'text/html', 'application/zip'],
    ['a document, which is an archive too', ZIP, 'application/vnd.ms-word.x', 'application/vnd.ms-word.x'],
    ['bytes that say nothing', NOISE, undefined, 'application/octet-stream'],
    ['bytes of a rare kind', NOISE, 'application/x-model', 'application/x-model'],
    ['bytes that call themselves a text', NOISE, 'text/html', 'application/octet-stream'],
    ['bytes with a type that is none', NOISE, 'a/b/c\r\nx: y', 'application/octet-stream'],
    ['nothing', '', undefined, 'text/plain'],
  ])('is found for %s', async (_title, content, declared, expected) => {
    expect(await typeOf(content, declared)).toBe(expected);
  });

  it('follows the name of a text where nobody says what it is', async () => {
    expect(await typeOf('# Title', undefined, 'README.md')).toBe('text/markdown');
    expect(await typeOf('a,b', 'text/plain', 'table.CSV')).toBe('text/csv');
  });

  it('is found in a text that is cut within a letter', async () => {
    expect(await typeOf(Buffer.from('grüß').subarray(0, 3))).toBe('text/plain');
  });
});
