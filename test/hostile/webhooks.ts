import type { Arena } from './arena.js';
import type { Attack } from './attacks.js';
import type { Operation } from './places.js';
import type { Attempt } from './requests.js';
import { placedAttempts, structuralAttempts } from './requests.js';

/** Attacks on the door for which no document exists: the address of a webhook is its workflow's business. */
export const webhookAttempts = ({ webhook, victim }: Arena, attacks: readonly Attack[]): readonly Attempt[] => {
  const operation: Operation = {
    method: 'POST',
    path: '/api/v1/webhooks/{workflow_id}/{path}',
    isOpen: true,
    example: { a: 1 },
    places: [
      { part: 'path', name: 'workflow_id' },
      { part: 'path', name: 'path' },
      { part: 'query', name: 'token' },
      { part: 'query', name: 'page' },
      { part: 'header', name: 'X-Webhook-Secret' },
      { part: 'header', name: 'Idempotency-Key' },
      { part: 'header', name: 'Content-Type' },
      { part: 'body', name: 'a' },
    ],
  };
  const known = { ...victim, path: webhook.path.split('/').slice(5).join('/') };
  const uninvited = [...placedAttempts([operation], attacks, known), ...structuralAttempts([operation], known)].map(
    (attempt) => ({ ...attempt, mustFail: attempt.request.method !== 'OPTIONS' }),
  );
  const invited = [
    ...placedAttempts(
      [{ ...operation, places: operation.places.filter(({ part }) => part === 'body') }],
      attacks,
      known,
    ),
    ...structuralAttempts([operation], known),
  ].map(({ request, ...attempt }) => ({
    ...attempt,
    request: { ...request, headers: { ...request.headers, 'x-webhook-secret': webhook.secret } },
  }));
  const slashes = '/'.repeat(15_000);
  const long = {
    name: 'a path of slashes',
    request: { method: 'POST', path: `${webhook.path}${slashes}x`, headers: {} },
  };
  return [...uninvited, ...invited, { ...long, mustFail: true }];
};
