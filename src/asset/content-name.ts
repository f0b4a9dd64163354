const SHA256 = /^[0-9a-f]{64}$/;

/** Tells whether a text is the name of a content: a lower-case hexadecimal SHA-256, and nothing that could lead elsewhere. */
export const isContentName = (text: string): boolean => SHA256.test(text);
