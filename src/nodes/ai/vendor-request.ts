import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { VendorUsage } from '../../engine/services/node-models.js';
import type { HttpRequest } from '../../engine/services/node-http.js';

const TIMEOUT_MS = 10 * 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Characters of a refusal that are told. */
const MAX_REASON_LENGTH = 300;

/** A request to a part of a provider's interface that models in general don't have. */
export interface VendorRequest {
  /** Name for readers. */
  readonly provider: string;
  readonly url: string;
  /** Name of the secret with the key. */
  readonly secret: string;
  /** Puts the key into headers. */
  readonly authorize: (key: string) => Readonly<Record<string, string>>;
  /** An object goes as JSON; without one the request is a GET. */
  readonly body?: FormData | Readonly<Record<string, unknown>>;
  /** Reads in the answer what the call used; left out for one that costs nothing. */
  readonly usageOf?: (answer: Readonly<Record<string, unknown>>) => VendorUsage;
}

/** How most providers want the key. */
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/**
 * Asks a provider, and books what it says was used.
 *
 * @throws Error that says what the provider has against it, and never holds the key
 */
export const askVendor = async (
  { provider, url, secret, authorize, body, usageOf }: VendorRequest,
  { http, secrets, models }: Pick<NodeContext, 'http' | 'secrets' | 'models'>,
): Promise<Readonly<Record<string, unknown>>> => {
  const key = await keyOf({ provider, secret }, secrets);
  const isJson = body !== undefined && !(body instanceof FormData);
  const request: HttpRequest = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...authorize(key), ...(isJson && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  };
  const response = await http.fetch(url, request);
  const text = await response.text();
  const answer = parsed(text);
  if (response.ok && isRecord(answer)) {
    if (usageOf) await models.book(usageOf(answer));
    return answer;
  }
  if (response.ok) throw new Error(`${provider} gave an answer that isn't JSON: try again later`);
  const reason = reasonOf(answer).replaceAll(key, '…').slice(0, MAX_REASON_LENGTH);
  throw new Error(
    `${provider} refused the request (${response.status}): ${reason}${remedyFor(response.status, secret)}`,
  );
};

/** @throws Error that names the secret when there is no key */
export const keyOf = async (
  { provider, secret }: Pick<VendorRequest, 'provider' | 'secret'>,
  secrets: NodeContext['secrets'],
): Promise<string> => {
  const key = await secrets.get(secret);
  if (key === null || key === '') throw new Error(`${provider} needs a key: set the secret ${secret}`);
  return key;
};

/** A whole number in an answer; what is none isn't told. */
export const countOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const reasonOf = (answer: unknown): string => {
  const { error, message } = isRecord(answer) ? answer : {};
  const told = isRecord(error) ? error['message'] : (error ?? message);
  return typeof told === 'string' && told !== '' ? told : 'it gave no reason';
};

const remedyFor = (status: number, secret: string): string => {
  if (status === 401 || status === 403) return `. Look at the secret ${secret}`;
  return status === 429 ? '. Try again later' : '';
};
