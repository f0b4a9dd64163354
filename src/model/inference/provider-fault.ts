import { isNativeError } from 'node:util/types';

import { isRecord } from '../../common/json.js';

/** A failure as a provider told it, whatever its family. */
export interface ProviderFault {
  /** HTTP status; inside a stream, the one that the provider's name for the failure stands for. */
  readonly status: number;
  /** The provider's names for it, in small letters: OpenAI's `code` and `type`, Anthropic's `type`, Google's `status`. */
  readonly names: readonly string[];
  /** The provider's own words; empty when it had none. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads an HTTP answer that says no, as the SDK throws it; null for anything else. */
export const httpFaultOf = (cause: unknown): ProviderFault | null => {
  if (!isApiCallError(cause)) return null;
  const { statusCode, responseBody = '', responseHeaders = {}, message } = cause;
  const body = parsed(responseBody);
  const told = body === undefined ? '' : textOf(body);
  const isPage = responseBody.trimStart().startsWith('<');
  return { status: statusCode, names: namesOf(body), text: told || (isPage ? '' : message), headers: responseHeaders };
};

/** Reads a failure that arrived inside a stream: an object of the provider's, or just a text. */
export const streamFaultOf = (value: unknown): ProviderFault | null => {
  if (isNativeError(value)) return httpFaultOf(value);
  const names = namesOf(value);
  const text = typeof value === 'string' ? value : textOf(value);
  if (names.length === 0 && text === '') return null;
  const known = names.flatMap((name) => STREAM_STATUSES[name] ?? []);
  return { status: known[0] ?? 500, names, text, headers: {} };
};

interface ApiCallError extends Error {
  readonly statusCode: number;
  readonly responseBody?: string;
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** By name, because the SDK that has the class is loaded only when a model is first asked. */
const isApiCallError = (cause: unknown): cause is ApiCallError =>
  isNativeError(cause) &&
  cause.name === 'AI_APICallError' &&
  'statusCode' in cause &&
  typeof cause.statusCode === 'number' &&
  // A good answer that couldn't be read comes as this error too.
  cause.statusCode >= 300;

const STREAM_STATUSES: Readonly<Record<string, number>> = {
  overloaded_error: 529,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  authentication_error: 401,
  permission_error: 403,
  billing_error: 402,
  not_found_error: 404,
  request_too_large: 413,
  context_length_exceeded: 400,
  invalid_request_error: 400,
  resource_exhausted: 429,
  invalid_argument: 400,
  unavailable: 503,
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Google's older interfaces put the object into a list. */
const faultObject = (body: unknown): unknown => {
  const first = Array.isArray(body) ? (body as readonly unknown[])[0] : body;
  return isRecord(first) && isRecord(first['error']) ? first['error'] : first;
};

const namesOf = (body: unknown): readonly string[] => {
  const fault = faultObject(body);
  if (!isRecord(fault)) return [];
  const reasons = Array.isArray(fault['details'])
    ? (fault['details'] as readonly unknown[]).map((detail) => (isRecord(detail) ? detail['reason'] : undefined))
    : [];
  return [fault['code'], fault['type'], fault['status'], ...reasons].flatMap((name) =>
    typeof name === 'string' ? [name.toLowerCase()] : [],
  );
};

const textOf = (body: unknown): string => {
  const fault = faultObject(body);
  if (typeof fault === 'string') return fault;
  if (!isRecord(fault)) return '';
  const texts = [fault['message'], fault['error'], fault['detail']];
  return texts.find((text) => typeof text === 'string') ?? '';
};
