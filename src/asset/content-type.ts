import { extname } from 'node:path';

/** Bytes at the beginning of a content that tell what it is; the library that knows signatures asks for as many. */
export const SNIFF_BYTES = 4100;

/** What is not known to be anything else. */
export const BINARY_TYPE = 'application/octet-stream';

const PLAIN_TYPE = 'text/plain';
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** Texts that a browser executes or renders: what begins like one is never taken for something harmless. */
const ACTIVE_TEXTS: readonly (readonly [look: RegExp, contentType: string])[] = [
  [/^\s*<svg[\s>/]/i, 'image/svg+xml'],
  [/^\s*<(!doctype\s+html|html|head|body|script|iframe|style|title|meta|link|frameset)[\s>/]/i, 'text/html'],
];
/** What may stand before the first element: declarations and comments. Each alternative ends in one way only. */
const PROLOG = /\s*(?:<\?xml[^>]*>|<!--(?:(?!-->)[^])*-->|<!doctype\s+svg[^>]*>)/iy;

const TEXT_EXTENSIONS: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.css': 'text/css',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.md': 'text/markdown',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.tsv': 'text/tab-separated-values',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
};

/** Containers whose signature says less than the sender may know: a document is also a zip file. */
const CONTAINERS: Readonly<Record<string, (declared: string) => boolean>> = {
  'application/zip': (declared) => /^application\/(vnd\.|epub\+zip|java-archive|x-)/.test(declared),
  'application/xml': (declared) => declared.endsWith('+xml') || declared === 'text/xml',
  'application/ogg': (declared) => /^(audio|video)\/ogg$/.test(declared),
  'video/mp4': (declared) => /^(audio\/mp4|audio\/x-m4a|video\/quicktime)$/.test(declared),
  'video/webm': (declared) => declared === 'audio/webm',
  'video/matroska': (declared) => /^(video\/x-matroska|audio\/x-matroska|audio\/webm|video\/webm)$/.test(declared),
};

/** What is known of a content before its type is decided. */
export interface TypeEvidence {
  /** What the sender said. */
  readonly declared?: string | undefined;
  readonly name: string;
  /** What the signature of the first bytes says; undefined when they have none. */
  readonly signature: string | undefined;
  readonly head: Uint8Array;
}

/**
 * Decides what a content is. What the bytes look like goes before what the sender says, because a page that calls itself
 * an image would otherwise be served as one.
 */
export const decideContentType = ({ declared, name, signature, head }: TypeEvidence): string => {
  const said = mediaTypeOf(declared);
  if (signature !== undefined && signature !== 'application/xml') return refine(signature, said);
  if (!isText(head)) return said === undefined || isTextType(said) ? BINARY_TYPE : said;
  return textType(new TextDecoder().decode(head), said, name);
};

/** Reads a media type without its parameters, in lower case; undefined for what is none or says nothing. */
export const mediaTypeOf = (text: string | undefined): string | undefined => {
  const type = (text ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const saysNothing = type === BINARY_TYPE || type === 'application/x-www-form-urlencoded';
  return MEDIA_TYPE.test(type) && !saysNothing ? type : undefined;
};

const refine = (found: string, said: string | undefined): string =>
  said !== undefined && CONTAINERS[found]?.(said) === true ? said : found;

const textType = (text: string, said: string | undefined, name: string): string => {
  const active = activeType(text);
  if (active !== undefined) return said === 'application/xhtml+xml' ? said : refine(active, said);
  if (said !== undefined && said !== PLAIN_TYPE && isTextType(said)) return said;
  return TEXT_EXTENSIONS[extname(name).toLowerCase()] ?? (looksLikeJson(text) ? 'application/json' : PLAIN_TYPE);
};

const activeType = (text: string): string | undefined => {
  const body = text.slice(prologLength(text));
  const found = ACTIVE_TEXTS.find(([look]) => look.test(body))?.[1];
  return found ?? (/^\s*<\?xml[\s?]/i.test(text) ? 'application/xml' : undefined);
};

const prologLength = (text: string): number => {
  let end = 0;
  for (PROLOG.lastIndex = 0; PROLOG.test(text); end = PROLOG.lastIndex);
  return end;
};

const isTextType = (type: string): boolean =>
  type.startsWith('text/') ||
  /^application\/([\w.-]+\+)?(json|xml|yaml|jsonl|javascript|sql|toml)$/.test(type) ||
  type === 'image/svg+xml';

const looksLikeJson = (text: string): boolean => /^\s*(\{\s*["}]|\[\s*["{[\]\d-])/.test(text);

/** UTF-8 without control characters that no text has; the last letter may be cut. */
const isText = (head: Uint8Array): boolean => {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
};
