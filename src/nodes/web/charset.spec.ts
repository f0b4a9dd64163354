import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { charsetOf, decodeText, mediaTypeOf } from './charset.js';

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('decodeText', () => {
  it.each([
    ['what the header says', latin1('é'), 'text/plain; charset=iso-8859-1', 'é'],
    ['quotes around the name', latin1('é'), 'text/plain; charset="ISO-8859-1"', 'é'],
    ['what a page says of itself', latin1('<meta charset="iso-8859-15">¤'), null, '<meta charset="iso-8859-15">€'],
    [
      'an older form of that',
      latin1('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">\x80'),
      'text/html',
      '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">€',
    ],
    [
      'what an XML document says',
      latin1('<?xml version="1.0" encoding="ISO-8859-1"?>é'),
      null,
      '<?xml version="1.0" encoding="ISO-8859-1"?>é',
    ],
    ['a byte order mark before anything else', utf8('\ufeffé'), 'text/plain; charset=iso-8859-1', 'é'],
    ['UTF-16 by its mark', Uint8Array.of(0xff, 0xfe, 0xe9, 0), null, 'é'],
    ['UTF-8 where nobody says anything', utf8('é€'), null, 'é€'],
    ['UTF-8 where the header names something unknown', utf8('é'), 'text/plain; charset=nonsense', 'é'],
    ['what the bytes are, where the header is wrong', latin1('caf\xe9'), 'text/plain; charset=utf-8', 'café'],
  ])('follows %s', (_, bytes, contentType, text) => {
    expect(decodeText(bytes, contentType)).toBe(text);
  });

  it('reads every UTF-8 text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replace(/^\ufeff+/, '');
        fc.pre(!/<meta|<\?xml/i.test(plain));
        expect(decodeText(utf8(plain))).toBe(plain);
      }),
    );
  });
});

it('takes media types apart', () => {
  expect(mediaTypeOf('Text/HTML; charset=x')).toBe('text/html');
  expect(mediaTypeOf(null)).toBe('');
  expect(charsetOf('text/html;charset=utf-8;a=b')).toBe('utf-8');
});
