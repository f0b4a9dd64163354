/** What a page or an answer of this server may load: nothing, and nobody may frame it. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The documentation loads its own files and asks this server alone; its page has styles in its text, and no script. */
const DOCUMENTATION = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const ONE_YEAR_S = 31_536_000;

/**
 * Headers of every answer; a route may say something stricter of its own.
 *
 * @param isSecure true when the caller's connection is encrypted: then browsers come back encrypted only
 */
export const securityHeaders = (path: string, isSecure: boolean): Readonly<Record<string, string>> => ({
  'content-security-policy': isDocumentation(path) ? DOCUMENTATION : NOTHING,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  ...(path.startsWith('/api/') && { 'cache-control': 'no-store' }),
  ...(isSecure && { 'strict-transport-security': `max-age=${String(ONE_YEAR_S)}` }),
});

const isDocumentation = (path: string): boolean => path === '/docs' || path.startsWith('/docs/');
