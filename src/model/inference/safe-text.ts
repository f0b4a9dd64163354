import { scrub } from '../../logging/redact.js';

/** Characters of a provider's words that are passed on. */
const MAX_LENGTH = 500;

/** Forms of the keys of known providers, whole or with stars in place of their middle. */
const KEY_FORMS = /\b(?:sk|pk|rk|gsk|hf|xai|csk|r8|tgp|nvapi|AIza)[_-]?[\w*.-]{8,}/g;

/**
 * Makes a provider's words fit to be shown: without the key that was sent or anything that looks like one,
 * on one line, and not longer than 500 characters.
 */
export const safeText = (text: string, apiKey: string | null): string => {
  // Cut first: an answer may be megabytes long.
  const line = text
    .slice(0, MAX_LENGTH * 4)
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  const hidden = withoutKey(scrub(line), apiKey).replaceAll(KEY_FORMS, '[redacted]').trim();
  return hidden.length > MAX_LENGTH ? `${hidden.slice(0, MAX_LENGTH)}…` : hidden;
};

/** Shorter keys, as local servers have them, may be ordinary words, but are hidden all the same. */
const withoutKey = (text: string, apiKey: string | null): string => {
  if (apiKey === null || apiKey === '') return text;
  return [apiKey, encodeURIComponent(apiKey), Buffer.from(apiKey).toString('base64')].reduce(
    (rest, form) => rest.replaceAll(form, '[redacted]'),
    text,
  );
};
