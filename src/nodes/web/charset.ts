const SNIFFED_BYTES = 2048;
const FALLBACK = 'windows-1252';
/** What Windows-1252 has in the places 0x80 to 0x9f, where Node's decoder leaves control characters. */
const WINDOWS_SIGNS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Reads bytes from the web as text: a byte order mark decides, then `Content-Type`, then what an HTML or XML document says
 * of itself, then UTF-8. An encoding that the bytes contradict is passed over; what is left is read as Windows-1252.
 */
export const decodeText = (bytes: Uint8Array, contentType: string | null = null): string => {
  const marked = encodingOfMark(bytes);
  if (marked !== null) return new TextDecoder(marked).decode(bytes);
  for (const label of [charsetOf(contentType), declaredCharset(bytes), 'utf-8']) {
    const text = label === null ? null : decodeStrictly(bytes, label);
    if (text !== null) return text;
  }
  return decode(bytes, FALLBACK, false);
};

/** The parameter `charset` of a media type, or null. */
export const charsetOf = (contentType: string | null): string | null =>
  /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? '')?.[1] ?? null;

/** The media type without its parameters, in lower case. */
export const mediaTypeOf = (contentType: string | null): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const encodingOfMark = (bytes: Uint8Array): string | null => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
};

const declaredCharset = (bytes: Uint8Array): string | null => {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, SNIFFED_BYTES));
  const xml = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1];
  const meta = /<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)/i.exec(start)?.[1];
  const label = xml ?? meta ?? null;
  // A document that can be searched for its own encoding byte by byte isn't in UTF-16, whatever it says.
  return label !== null && /^utf-?16/i.test(label) ? 'utf-8' : label;
};

const decodeStrictly = (bytes: Uint8Array, label: string): string | null => {
  try {
    return decode(bytes, label, true);
  } catch {
    return null;
  }
};

const decode = (bytes: Uint8Array, label: string, fatal: boolean): string => {
  const decoder = new TextDecoder(label, { fatal });
  const text = decoder.decode(bytes);
  if (decoder.encoding !== FALLBACK) return text;
  return text.replaceAll(/[\x80-\x9f]/g, (sign) => WINDOWS_SIGNS.charAt(sign.charCodeAt(0) - 0x80));
};
