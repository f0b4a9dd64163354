/** What happens with an event while the workflow still works on an earlier one. */
export const OVERLAPS = ['queue', 'skip', 'parallel'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** How far an event has come: written, its job accepted, its job ended. */
export type EventStatus = 'pending' | 'started' | 'done';

/** How a trigger graph node gets its events. */
export const TRIGGER_KINDS = ['interval', 'file', 'webhook', 'manual', 'other'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** Something that happened, before it is written down. */
export interface NewTriggerEvent {
  readonly graphNodeId: string;
  /** Tells the event from all others of its graph node: a second one of the same key is the same event. */
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The beat of an interval. */
  readonly slot?: number;
}

/** What became of an event that was to be written down. */
export type EventReceipt =
  /** It is written: it will have a job, whatever crashes; the job's id is the event's. */
  | { readonly outcome: 'accepted'; readonly eventId: string }
  | { readonly outcome: 'duplicate'; readonly eventId: string }
  /** The workflow works on an earlier one, and its trigger says that then others don't count. */
  | { readonly outcome: 'skipped' }
  /** The trigger is switched off, or has had all its events. */
  | { readonly outcome: 'off' }
  /** Too many events wait. */
  | { readonly outcome: 'full' };
