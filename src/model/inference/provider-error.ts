import { isNativeError } from 'node:util/types';

import type { ErrorCode } from '../../protocol/error-codes.js';
import type { ProtocolErrorOptions } from '../../protocol/protocol-error.js';
import { OutboundError } from '../../outbound/outbound-error.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ProviderSettings } from '../provider-settings.js';
import type { Capability } from './capability.js';
import { ResponseTooLargeError } from './provider-fetch.js';
import type { ProviderFault } from './provider-fault.js';
import { httpFaultOf, streamFaultOf } from './provider-fault.js';
import type { TryFailure } from './retry.js';
import { retryAfterMsOf } from './retry-after.js';
import { safeText } from './safe-text.js';

/** What was asked of whom: the facts that a failure's text names. */
export interface AskedOf {
  readonly settings: ProviderSettings;
  readonly model: string;
  readonly capability: Capability;
}

/** Tells a failed try in our words and whether another one can help; no text holds the key. Never throws. */
export const failureOf = (cause: unknown, asked: AskedOf): TryFailure => {
  if (cause instanceof ProtocolError) return final(cause);
  if (hasCause(cause, ResponseTooLargeError)) {
    return final(failure(asked, 'TOO_LARGE', 'gave an answer that is larger than this node takes'));
  }
  if (isRefused(cause))
    return final(failure(asked, 'FORBIDDEN', 'has an address that the outbound guard refuses', GUARDED));
  const fault = httpFaultOf(cause) ?? streamFaultOf(cause);
  if (fault) return ofFault(fault, asked);
  const sdkFailure = ofSdk(cause, asked);
  if (sdkFailure) return final(sdkFailure);
  const networkCode = networkCodeOf(cause);
  if (networkCode !== null) return ofConnection(networkCode, asked);
  return ofBrokenAnswer(cause, asked);
};

const GUARDED = { hint: 'The address is out of a secret of the user; OUTBOUND_ALLOW lists exceptions.' };

const isRefused = (cause: unknown): boolean => {
  for (let error = cause; isNativeError(error); error = error.cause) {
    if (error instanceof OutboundError && error.kind === 'refused') return true;
  }
  return false;
};

/** Name of the setting, and of the secret, that holds a provider's key. */
export const keyNameOf = ({ name, kind }: Pick<ProviderSettings, 'name' | 'kind'>): string =>
  kind === 'huggingface' ? 'HF_TOKEN' : `${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`;

const ofFault = (fault: ProviderFault, asked: AskedOf): TryFailure => {
  const { status, text } = fault;
  const { settings, model } = asked;
  const says = safeText(text, settings.apiKey);
  const words = says === '' ? `answered ${String(status)}` : `answered ${String(status)}: ${says}`;
  // The provider's words about a wrong key may quote it.
  if (isKeyRefused(fault)) return final(keyRefused(asked));
  if (isCreditUsedUp(fault)) return final(failure(asked, 'FORBIDDEN', `has no credit left for this key: ${says}`));
  if (isTooLong(fault)) return final(failure(asked, 'TOO_LARGE', `says that the request is too long: ${says}`));
  if (status === 403) return final(failure(asked, 'FORBIDDEN', words));
  if (status === 404) return final(notFound(model, words, asked));
  if (status === 429) return busy(words, fault, asked);
  if (status === 501) return final(failure(asked, 'UNSUPPORTED', words));
  if (status >= 300 && status < 400) return final(redirected(words, asked));
  if (status === 408 || status === 409 || status >= 500) {
    return {
      error: failure(asked, 'UNAVAILABLE', words),
      isTransient: true,
      retryAfterMs: retryAfterMsOf(fault.headers),
    };
  }
  return final(failure(asked, 'INVALID_ARGUMENT', words));
};

const isKeyRefused = ({ status, names }: ProviderFault): boolean => status === 401 || names.includes('api_key_invalid');

const isCreditUsedUp = ({ status, names }: ProviderFault): boolean =>
  status === 402 || names.includes('insufficient_quota') || names.includes('billing_error');

/** Only OpenAI has a name for this; the others say it in words. */
const TOO_LONG =
  /(context|prompt|input)[^.]{0,60}(too (long|large|many)|exceed|larger than)|exceed[^.]{0,60}(context|token)|maximum context length/i;

const isTooLong = ({ status, names, text }: ProviderFault): boolean =>
  status === 413 || names.includes('context_length_exceeded') || (status === 400 && TOO_LONG.test(text));

const keyRefused = (asked: AskedOf): ProtocolError => {
  const { settings } = asked;
  const keyName = keyNameOf(settings);
  return settings.apiKey === null
    ? failure(asked, 'FORBIDDEN', 'asks for a key and none is set', { hint: `Set ${keyName}.` })
    : failure(asked, 'FORBIDDEN', `refused the key that is set for it`, {
        hint: `Check ${keyName}: the setting of that name, or the user's secret of that name, which wins.`,
      });
};

const notFound = (model: string, words: string, asked: AskedOf): ProtocolError =>
  asked.capability === 'chat' || asked.capability === 'embedding'
    ? new ProtocolError('NOT_FOUND', `Model ${model} not found at provider ${asked.settings.name}: it ${words}`, {
        hint: 'list_models shows the models that are offered.',
        details: detailsOf(asked),
      })
    : failure(
        asked,
        'NOT_FOUND',
        `doesn't know model ${model} for ${asked.capability}, or has no ${asked.capability}: it ${words}`,
      );

const busy = (words: string, { headers }: ProviderFault, asked: AskedOf): TryFailure => {
  const retryAfterMs = retryAfterMsOf(headers);
  const error = failure(asked, 'RATE_LIMITED', words, retryAfterMs === null ? {} : { retryAfterMs });
  return { error, isTransient: true, retryAfterMs };
};

const redirected = (words: string, asked: AskedOf): ProtocolError =>
  failure(asked, 'UNAVAILABLE', `${words}, which is another address`, {
    hint: "Redirects are not followed, so that the key can't follow them: set the provider's final base URL.",
  });

const ofConnection = (networkCode: string, asked: AskedOf): TryFailure => ({
  error: failure(asked, 'UNAVAILABLE', `can't be reached at ${hostOf(asked.settings.baseUrl)}: ${networkCode}`),
  isTransient: true,
  retryAfterMs: null,
});

/** Failures that the SDK finds by itself, before it asks or after it was answered. */
const ofSdk = (cause: unknown, asked: AskedOf): ProtocolError | null => {
  if (!isNativeError(cause)) return null;
  const text = safeText(cause.message, asked.settings.apiKey);
  if (cause.name === 'AI_UnsupportedFunctionalityError') return failure(asked, 'UNSUPPORTED', `can't do this: ${text}`);
  if (/^AI_(Invalid(Argument|Prompt|DataContent|MessageRole)|MessageConversion)Error$/.test(cause.name)) {
    return failure(asked, 'INVALID_ARGUMENT', `can't be asked this: ${text}`);
  }
  if (/^AI_No\w+GeneratedError$/.test(cause.name)) return failure(asked, 'UNAVAILABLE', `made nothing: ${text}`);
  return null;
};

const ofBrokenAnswer = (cause: unknown, asked: AskedOf): TryFailure => {
  const text =
    cause instanceof Error ? safeText(`${cause.name}: ${cause.message}`, asked.settings.apiKey) : 'no reason';
  return final(
    failure(asked, 'UNAVAILABLE', `gave an answer that can't be read (${text})`, {
      hint: "Check that the provider's base URL leads to the interface of its kind.",
    }),
  );
};

const failure = (asked: AskedOf, code: ErrorCode, words: string, options: ProtocolErrorOptions = {}): ProtocolError =>
  new ProtocolError(code, `Provider ${asked.settings.name} ${words}`, { ...options, details: detailsOf(asked) });

const detailsOf = ({ settings: { name }, model, capability }: AskedOf): Readonly<Record<string, string>> => ({
  provider: name,
  model,
  capability,
});

const final = (error: ProtocolError): TryFailure => ({ error, isTransient: false, retryAfterMs: null });

/** Without path and without a user's name and password. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'its address');

/** Codes of sockets, DNS and the HTTP client that mean: no answer, or only a part of one. */
const NETWORK_CODE = /^(E[A-Z_]+|UND_ERR_[A-Z_]+|CERT_[A-Z_]+|DEPTH_ZERO_[A-Z_]+|SELF_SIGNED_[A-Z_]+|UNABLE_[A-Z_]+)$/;
const MAX_CAUSES = 5;

const networkCodeOf = (cause: unknown): string | null => {
  for (const error of causesOf(cause)) {
    if ('code' in error && typeof error.code === 'string' && NETWORK_CODE.test(error.code)) return error.code;
    // What the HTTP client says of a connection that ended inside an answer.
    if (error.message === 'terminated') return 'connection lost';
    if (error.message === 'fetch failed' && !isNativeError(error.cause)) return 'connection failed';
  }
  return null;
};

const hasCause = (cause: unknown, kind: new (...args: never[]) => Error): boolean =>
  causesOf(cause).some((error) => error instanceof kind);

/** An error and what it was caused by, outermost first; `instanceof` wouldn't know the errors of another realm. */
const causesOf = (cause: unknown): readonly Error[] => {
  const causes: Error[] = [];
  for (let at = cause; isNativeError(at) && causes.length < MAX_CAUSES; at = at.cause) causes.push(at);
  return causes;
};
