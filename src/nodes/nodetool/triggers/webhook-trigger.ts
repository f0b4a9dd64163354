import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, str } from '../../../engine/property.js';
import { maxEvents } from './max-events.js';

/** A request that came in. */
export interface WebhookCall {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly method: string;
  readonly path: string;
  /** Address of the caller. */
  readonly source: string;
}

/** A request as the outputs of the trigger. */
export const webhookPayload = (call: WebhookCall, at: Date) => ({
  ...call,
  timestamp: at.toISOString(),
  event_type: 'webhook',
});

/** Begins the workflow with each request to an address of its own. */
export const WebhookTrigger = defineNodeType({
  type: 'nodetool.triggers.WebhookTrigger',
  title: 'Webhook Trigger',
  description:
    'Begins the workflow with each HTTP request to /api/v1/webhooks/{workflow_id}{path} on this server, once it is switched on with start_trigger. Host and port are kept, but it is the server that listens.',
  tags: ['trigger', 'webhook', 'http', 'request'],
  properties: {
    max_events: maxEvents(),
    port: int(8080, { min: 1, max: 65_535, description: 'Kept for other programs: the server has a port already.' }),
    path: str('/webhook', { description: 'Path behind the address of the workflow.' }),
    host: str('127.0.0.1', { description: 'Kept for other programs: the server has an address already.' }),
    methods: list<string>('str', ['POST'], { description: 'HTTP methods that it takes.' }),
    secret: str('', {
      description: 'What the header X-Webhook-Secret must say; without it, the token that start_trigger gave.',
    }),
  },
  outputs: {
    body: 'any',
    headers: 'dict[str,any]',
    query: 'dict[str,any]',
    method: 'str',
    path: 'str',
    timestamp: 'str',
    source: 'str',
    event_type: 'str',
  },
  isTrigger: true,
  isPure: false,
  isRetrySafe: true,
  // eslint-disable-next-line require-yield -- nothing reaches it in an ordinary run
  generate: function* () {
    throw new Error(
      'requests reach a workflow only while it is switched on: use start_trigger instead of an ordinary run',
    );
  },
});
