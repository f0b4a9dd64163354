import { BoolField, ChoiceField, ObjectField, TextField } from '../../dispatch/fields.js';
import { UserArgs } from '../../dispatch/user-args.js';
import type { Overlap } from './trigger.contract.js';
import { OVERLAPS } from './trigger.contract.js';

export class TriggerArgs extends UserArgs {
  @TextField({ max: 256, description: 'Id of a workflow.' })
  readonly workflow_id: string = '';
}

export class StartTriggerArgs extends TriggerArgs {
  @ChoiceField(OVERLAPS, {
    optional: true,
    description:
      'What happens with an event while the workflow works on an earlier one: it waits (queue), it does not count (skip), or it is worked on as well (parallel).',
  })
  readonly overlap: Overlap = 'queue';

  @BoolField({
    optional: true,
    description: 'Makes up for what was missed while the node was down: one beat of an interval, and new files.',
  })
  readonly catch_up: boolean = true;

  @BoolField({ optional: true, description: 'Makes a new token for the webhooks; the old one is no longer taken.' })
  readonly new_token: boolean = false;
}

export class ListTriggersArgs extends UserArgs {}

export class FireTriggerArgs extends TriggerArgs {
  @TextField({ optional: true, max: 256, description: 'Name of the manual trigger; needed when there are several.' })
  readonly name: string | undefined = undefined;

  @ObjectField({ optional: true, description: 'What the trigger sends on.', example: { question: 'Why?' } })
  readonly data: Readonly<Record<string, unknown>> = {};

  @TextField({
    optional: true,
    max: 256,
    description: 'Names the event: a second call with the same key gives the first one’s job.',
  })
  readonly idempotency_key: string | undefined = undefined;
}
