/** Takes NUL out of a text of a peer: PostgreSQL stores no such text, and one of them would fail a whole batch. */
export const cleanText = (text: string): string => text.replaceAll('\0', '');

/** Tells whether a text can be stored and shown as a name. */
export const isCleanName = (text: string): boolean => !CONTROL.test(text);

// oxlint-disable-next-line no-control-regex -- finding control characters is the point
const CONTROL = /[\u0000-\u001f\u007f]/;
