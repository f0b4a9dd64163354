import { Readable } from 'node:stream';

import { All, Controller, MethodNotAllowedException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Public } from '../../auth/auth.decorators.js';
import { isRecord } from '../../common/json.js';
import type { WebhookCall } from '../../nodes/nodetool/triggers/webhook-trigger.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { EventReceipt } from '../../workflow/trigger/trigger.contract.js';
import { WebhookService } from '../../workflow/trigger/webhook.service.js';
import { parseJsonBody } from '../json-body.js';
import { StreamsBody } from '../stream-body.js';

const MAX_BODY_BYTES = 1_048_576;
const RETRY_MS = 5000;
const FORM = 'application/x-www-form-urlencoded';

/** What the sender of a webhook gets. */
interface WebhookAnswer {
  readonly status: 'accepted' | 'duplicate' | 'skipped';
  readonly job_id: string | null;
}

/** The door for requests that begin workflows: each webhook has a secret of its own in place of a token of the API. */
@ApiExcludeController()
@Public()
@Controller('api/v1/webhooks')
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  @All(':workflow_id/*')
  @StreamsBody()
  async receive(
    @Param('workflow_id') workflowId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookAnswer> {
    const call = callOf(request);
    const webhook = this.webhooks.find(workflowId, call);
    if (!webhook.methods.includes(call.method)) {
      throw new MethodNotAllowedException(`This webhook takes ${webhook.methods.join(', ')}`);
    }
    const body = await readBody(request, call.headers['content-type'] ?? '');
    const receipt = await this.webhooks.receive(webhook, { ...call, body });
    void reply.status(receipt.outcome === 'accepted' ? 202 : 200);
    return answerOf(receipt);
  }
}

const answerOf = (receipt: EventReceipt): WebhookAnswer => {
  if (receipt.outcome === 'off')
    throw new ProtocolError('NOT_FOUND', 'No workflow that is switched on has this webhook');
  if (receipt.outcome === 'full') {
    throw new ProtocolError('QUEUE_FULL', 'Too many events of this workflow wait already', { retryAfterMs: RETRY_MS });
  }
  if (receipt.outcome === 'skipped') return { status: 'skipped', job_id: null };
  return { status: receipt.outcome, job_id: receipt.eventId };
};

const callOf = ({ raw, params, query, ip }: FastifyRequest): Omit<WebhookCall, 'body'> => ({
  method: raw.method ?? 'GET',
  path: isRecord(params) && typeof params['*'] === 'string' ? params['*'] : '',
  headers: textsOf(raw.headers),
  query: textsOf(isRecord(query) ? query : {}),
  source: ip,
});

const textsOf = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );

const readBody = async ({ body }: FastifyRequest, contentType: string): Promise<unknown> => {
  if (!(body instanceof Readable)) {
    if (!contentType.startsWith('multipart/')) return null;
    throw new ProtocolError('INVALID_ARGUMENT', 'A webhook takes JSON, a form without files, or text');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new ProtocolError('TOO_LARGE', `A webhook takes at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (/^application\/([\w.-]+\+)?json/i.test(contentType)) return parseJsonBody(bytes) ?? null;
  const text = bytes.toString('utf8');
  return contentType.startsWith(FORM) ? Object.fromEntries(new URLSearchParams(text)) : text;
};
