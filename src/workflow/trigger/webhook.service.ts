import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { withoutEndSlashes } from '../../common/end-slashes.js';
import { newId } from '../../common/ids.js';
import type { WebhookCall } from '../../nodes/nodetool/triggers/webhook-trigger.js';
import { webhookPayload } from '../../nodes/nodetool/triggers/webhook-trigger.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { TriggerSource } from './trigger-sources.js';
import { hashToken, isSameText } from './trigger-token.js';
import type { EventReceipt } from './trigger.contract.js';
import type { ActiveTrigger } from './trigger.service.js';
import { TriggerService } from './trigger.service.js';

/** Headers by which senders of webhooks name a delivery, so that a repetition is known. */
const DELIVERY_HEADERS = ['idempotency-key', 'webhook-id', 'x-github-delivery', 'x-gitlab-event-uuid'];
/** Headers that are nobody's business but the server's. */
const PRIVATE_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-webhook-secret']);
/** The token may stand there, for senders that can't set headers. */
const TOKEN_PARAMETER = 'token';

/** A webhook that a request is for. */
export interface Webhook {
  readonly active: ActiveTrigger;
  readonly source: TriggerSource;
  readonly methods: readonly string[];
}

/** The requests from outside that begin workflows. */
@Injectable()
export class WebhookService {
  constructor(private readonly triggers: TriggerService) {}

  /** @throws ProtocolError `NOT_FOUND`, `UNAUTHENTICATED` */
  find(workflowId: string, call: Omit<WebhookCall, 'body'>): Webhook {
    const active = this.triggers.findActive(workflowId);
    const path = withSlash(call.path);
    const source = active?.sources.find(
      ({ kind, inputs }) => kind === 'webhook' && withSlash(String(inputs['path'])) === path,
    );
    if (!active || !source) throw new ProtocolError('NOT_FOUND', 'No workflow that is switched on has this webhook');
    assertSecret(active, source, call);
    const methods = Array.isArray(source.inputs['methods']) ? source.inputs['methods'] : [];
    return { active, source, methods: methods.map((method) => String(method).toUpperCase()) };
  }

  /** Writes a request down. */
  receive({ active, source }: Webhook, call: WebhookCall): Promise<EventReceipt> {
    const { [TOKEN_PARAMETER]: _token, ...query } = call.query;
    const headers = Object.fromEntries(Object.entries(call.headers).filter(([name]) => !PRIVATE_HEADERS.has(name)));
    const payload = webhookPayload({ ...call, path: withSlash(call.path), query, headers }, new Date());
    const key = `webhook ${deliveryOf(call) ?? newId()}`;
    return this.triggers.take(active.row.workflowId, { graphNodeId: source.graphNodeId, key, payload });
  }
}

/** The name of a delivery, in a length that a column likes. */
const deliveryOf = ({ headers }: WebhookCall): string | null => {
  const name = DELIVERY_HEADERS.find((header) => headers[header]);
  return name === undefined
    ? null
    : createHash('sha256')
        .update(`${name} ${headers[name] ?? ''}`)
        .digest('hex');
};

const assertSecret = (
  { row }: ActiveTrigger,
  { inputs }: TriggerSource,
  { headers, query }: Omit<WebhookCall, 'body'>,
): void => {
  const said = headers['x-webhook-secret'] ?? query[TOKEN_PARAMETER] ?? '';
  const secret = typeof inputs['secret'] === 'string' ? inputs['secret'] : '';
  const isRight = secret === '' ? isSameText(hashToken(said), row.tokenHash ?? '') : isSameText(said, secret);
  if (isRight) return;
  throw new ProtocolError('UNAUTHENTICATED', 'The webhook needs its secret in the header X-Webhook-Secret', {
    hint: 'Send the secret of the trigger, or the token that start_trigger gave; the latter also as ?token=….',
  });
};

const withSlash = (path: string): string => `/${withoutEndSlashes(path).replace(/^\/+/, '')}`;
