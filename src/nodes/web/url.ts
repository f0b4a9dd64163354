/** A URL in its five parts, as Python's `urlsplit` cuts it: nothing is checked, decoded or made canonical. */
export interface UrlParts {
  /** In lower case; empty for a relative reference. */
  readonly scheme: string;
  /** User, host and port as written; null when there is no `//`. */
  readonly authority: string | null;
  readonly path: string;
  readonly query: string | null;
  readonly fragment: string | null;
}

const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;
/** Schemes whose references may be relative. */
const HIERARCHICAL = new Set(['', 'http', 'https', 'ftp', 'sftp', 'file', 'ws', 'wss']);

/** Cuts a URL or a reference into its parts. */
export const splitUrl = (url: string): UrlParts => {
  const match = PARTS.exec(url);
  return {
    scheme: (match?.[1] ?? '').toLowerCase(),
    authority: match?.[2] ?? null,
    path: match?.[3] ?? url,
    query: match?.[4] ?? null,
    fragment: match?.[5] ?? null,
  };
};

/** Resolves a reference against a base as RFC 3986 says; without a base it stays what it is. */
export const joinUrl = (base: string, reference: string): string => {
  if (base === '') return reference;
  if (reference === '') return base;
  const from = splitUrl(base);
  const to = splitUrl(reference);
  if ((to.scheme !== '' && to.scheme !== from.scheme) || !HIERARCHICAL.has(from.scheme)) return reference;
  if (to.authority !== null) return writeUrl({ ...to, scheme: from.scheme });
  if (to.path === '') return writeUrl({ ...from, query: to.query ?? from.query, fragment: to.fragment });
  return writeUrl({ ...to, scheme: from.scheme, authority: from.authority, path: joinPath(from, to.path) });
};

const writeUrl = ({ scheme, authority, path, query, fragment }: UrlParts): string =>
  (scheme && `${scheme}:`) +
  (authority === null ? '' : `//${authority}${path !== '' && !path.startsWith('/') ? '/' : ''}`) +
  path +
  (query === null ? '' : `?${query}`) +
  (fragment === null ? '' : `#${fragment}`);

const joinPath = (from: UrlParts, path: string): string => {
  const isAbsolute = path.startsWith('/');
  const merged = isAbsolute ? path : from.path.slice(0, from.path.lastIndexOf('/') + 1) + path;
  const rooted = merged.startsWith('/') || from.authority === null ? merged : `/${merged}`;
  return withoutDots(rooted);
};

const withoutDots = (path: string): string => {
  const kept: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
    } else if (segment !== '.') kept.push(segment);
    if (index === segments.length - 1 && (segment === '.' || segment === '..')) kept.push('');
  }
  return kept.join('/');
};
