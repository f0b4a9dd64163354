import { contentDisposition } from './content-disposition.js';

/** Types that a browser shows without running anything that a stranger wrote. */
const PASSIVE = /^(image\/(?!svg\b)[\w.+-]+|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain|application\/pdf)$/;

/** Whatever is rendered in spite of all: no script, no request, no origin. */
const SANDBOX = "sandbox; default-src 'none'";

/** Tells whether a content of that media type may be shown in a browser's window. */
export const isPassive = (contentType: string): boolean => PASSIVE.test(contentType);

/** Headers with which bytes of strangers leave this server, so that none of them can run as a page of it. */
export const servingHeaders = (contentType: string, fileName: string): Readonly<Record<string, string>> => ({
  'content-type': contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType,
  'content-disposition': contentDisposition(isPassive(contentType) ? 'inline' : 'attachment', fileName),
  'x-content-type-options': 'nosniff',
  ...(isPassive(contentType) ? {} : { 'content-security-policy': SANDBOX }),
});
