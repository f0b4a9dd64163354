/** Names of fields whose values never reach a log line, at any of the first two levels. */
const SECRET_FIELDS = ['token', 'auth_token', 'authToken', 'authorization', 'password', 'secret', 'api_key', 'cookie'];

/** Paths for pino's own redaction. */
export const REDACTED_PATHS: readonly string[] = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]);

/**
 * Takes credentials out of a finished line: tokens with our prefixes, `token=` in a query, users and passwords in a URL.
 * A second net under the rule that nobody logs them, for texts of libraries and stacks.
 */
export const scrub = (line: string): string =>
  line
    .replaceAll(/\bnt_(op|node|svc)_[\w-]{8,}/g, 'nt_$1_[redacted]')
    .replaceAll(/([?&](?:auth_)?token=)[^&\s"']+/gi, '$1[redacted]')
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1[redacted]@')
    .replaceAll(/\b(Bearer\s+)[\w.~+/=-]{8,}/gi, '$1[redacted]');
