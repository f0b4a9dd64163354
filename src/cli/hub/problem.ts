import { isRecord } from '../../common/json.js';
import type { FieldProblem } from '../../protocol/protocol-error.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';

/** Answers of a hub that starts, stops or is busy, or of a proxy in front of it. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What is known about a refused request besides the answer's body. */
export interface RefusedRequest {
  readonly status: number;
  readonly hubUrl: string;
  /** False when the request carried no token at all. */
  readonly hasToken: boolean;
}

/** Turns an answer of RFC 9457 problem details, or any other refusal, into the error that the reader sees. */
export const problemError = (body: unknown, request: RefusedRequest): CliError => {
  const problem = isRecord(body) ? body : {};
  const code = textOf(problem['code']);
  const detail =
    textOf(problem['detail']) ?? textOf(problem['title']) ?? `the hub answered with HTTP ${request.status}`;
  return new CliError(detail, {
    exitCode: exitCodeFor(request.status, code),
    code,
    hint: hintFor(request) ?? textOf(problem['hint']),
    problems: readProblems(problem['problems']),
    isTransient: TRANSIENT_STATUSES.has(request.status),
  });
};

/** The exit code for a refusal; the code of the error table counts more than the HTTP status. */
export const exitCodeFor = (status: number, code: string | undefined): ExitCode => {
  if (code === 'DEADLINE_EXCEEDED' || status === 504) return ExitCode.timedOut;
  if (status === 404) return ExitCode.notFound;
  if (status === 401 || status === 403) return ExitCode.forbidden;
  return status === 400 || status === 413 || status === 422 ? ExitCode.usage : ExitCode.failed;
};

const hintFor = ({ status, hubUrl, hasToken }: RefusedRequest): string | undefined => {
  if (status !== 401) return undefined;
  const how = 'Log in with: nodetool gateway login';
  return hasToken
    ? `${hubUrl} does not know this token. ${how}`
    : `No token was sent to ${hubUrl}. ${how} (or set NODETOOL_TOKEN)`;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const readProblems = (value: unknown): readonly FieldProblem[] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown) =>
    isRecord(item) && typeof item['message'] === 'string'
      ? [{ field: textOf(item['field']) ?? '', message: item['message'] }]
      : [],
  );

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name can not be resolved now',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to that host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS: try http://',
};

/** The error for a hub that can't be reached; the reason stands in the cause that `fetch` gives. */
export const unreachableError = (hubUrl: string, cause: unknown): CliError => {
  const code = networkCodeOf(cause);
  const reason = NETWORK_REASONS[code ?? ''] ?? code ?? textOf(causeOf(cause)['message']) ?? 'the connection failed';
  return new CliError(`cannot reach the hub at ${hubUrl}: ${reason}`, {
    exitCode: ExitCode.unreachable,
    isTransient: true,
    hint: 'Start one with: nodetool gateway serve. Another address: --hub-url or NODETOOL_HUB_URL',
    cause,
  });
};

/** The system's code for why a `fetch` failed, such as `ECONNREFUSED`. */
export const networkCodeOf = (error: unknown): string | undefined => textOf(causeOf(error)['code']);

const causeOf = (error: unknown): Readonly<Record<string, unknown>> => {
  const cause = isRecord(error) ? error['cause'] : undefined;
  // A host with several addresses fails with one error per address.
  const inner: unknown = isRecord(cause) && Array.isArray(cause['errors']) ? cause['errors'][0] : cause;
  return isRecord(inner) ? inner : {};
};
