/**
 * Writes the header `Content-Disposition`: the name in full for today's programs, and in plain letters for older ones.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6266
 */
export const contentDisposition = (kind: 'inline' | 'attachment', fileName: string): string => {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  // The way over UTF-8 replaces halves of surrogate pairs, for which `encodeURIComponent` would throw.
  const full = encodeURIComponent(Buffer.from(fileName).toString()).replaceAll(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${full}`;
};
