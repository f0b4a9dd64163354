import type { Static } from 'typebox';
import Type from 'typebox';

import { oneOf } from '../../protocol/schema.js';
import { OVERLAPS, TRIGGER_KINDS } from './trigger.contract.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const orNull = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const source = Type.Object({
  graph_node_id: Type.String({ description: 'The trigger in the graph.' }),
  kind: oneOf(TRIGGER_KINDS),
  event_count: count('Events since the workflow was switched on.'),
  max_events: count('Events after which it takes no more; 0 = it goes on.'),
  webhook_path: orNull(Type.String(), 'Where requests go; null for other kinds.'),
});

const fields = {
  workflow_id: Type.String(),
  is_on: Type.Boolean(),
  overlap: oneOf(OVERLAPS),
  catch_up: Type.Boolean(),
  node_id: Type.String({ description: 'The machine that waits for its events.' }),
  started_at: Type.String({ format: 'date-time', description: 'When it was last switched on.' }),
  sources: Type.Array(source),
  problems: Type.Array(Type.String(), { description: 'Why it gets fewer events than it should.' }),
  pending_count: count('Events that wait for their jobs.'),
  running_count: count('Events whose jobs have not ended.'),
  last_event_at: orNull(Type.String({ format: 'date-time' }), 'When the last event came that is remembered.'),
};

/** A workflow that begins by events. */
export const TriggerView = Type.Object(fields);
export type TriggerView = Static<typeof TriggerView>;

/** A workflow that was switched on. */
export const StartedTrigger = Type.Object({
  ...fields,
  webhook_token: orNull(Type.String(), 'What callers of its webhooks must know; shown only when it was made just now.'),
});
export type StartedTrigger = Static<typeof StartedTrigger>;

/** A workflow that was switched off. */
export const StoppedTrigger = Type.Object({
  workflow_id: Type.String(),
  stopped: Type.Boolean({ description: 'False when it was off before.' }),
});
export type StoppedTrigger = Static<typeof StoppedTrigger>;

/** The user's workflows that were ever switched on. */
export const TriggerList = Type.Object({ triggers: Type.Array(TriggerView) });
export type TriggerList = Static<typeof TriggerList>;

/** An event that somebody sent. */
export const FiredTrigger = Type.Object({
  workflow_id: Type.String(),
  status: oneOf(['accepted', 'duplicate', 'skipped'] as const),
  job_id: orNull(Type.String(), 'The job of the event; null when it is skipped.'),
});
export type FiredTrigger = Static<typeof FiredTrigger>;
