/**
 * Reads bytes as UTF-8 text, without a byte-order mark.
 *
 * @param what names the bytes in the error
 * @throws Error when they are no such text: nothing is replaced silently
 */
export const utf8Text = (bytes: Uint8Array, what: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${what} is no UTF-8 text; save it in that encoding first`, { cause });
  }
};
