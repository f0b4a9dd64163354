import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { maxEvents } from './max-events.js';

const MS_PER_SECOND = 1000;

/** Something that somebody sent, as the outputs of the trigger. */
export const manualPayload = (data: unknown, name: string, at: Date) => ({
  data,
  timestamp: at.toISOString(),
  source: name,
  event_type: 'manual',
});

/** Begins the workflow when somebody asks for it. */
export const ManualTrigger = defineNodeType({
  type: 'nodetool.triggers.ManualTrigger',
  title: 'Manual Trigger',
  description:
    'Begins the workflow each time that somebody sends it something with fire_trigger, once it is switched on with start_trigger. In an ordinary run it waits for one resume_job.',
  tags: ['trigger', 'manual', 'start', 'button'],
  properties: {
    max_events: maxEvents(),
    name: str('manual_trigger', { description: 'Name by which fire_trigger finds it.' }),
    timeout_seconds: of<number | null>('float?', null, {
      min: 0,
      description: 'Seconds after which an ordinary run goes on without an event.',
    }),
  },
  outputs: { data: 'any', timestamp: 'str', source: 'str', event_type: 'str' },
  isTrigger: true,
  isPure: false,
  isRetrySafe: true,
  generate: function* ({ name, timeout_seconds: seconds }, context) {
    const { resumption } = context;
    if (!resumption) {
      const reason = `${name} waits for an event`;
      context.suspend({ reason, ...(seconds !== null && { resumeAfterMs: seconds * MS_PER_SECOND }) });
    } else if (resumption.values !== null) {
      const { values } = resumption;
      const data = Object.hasOwn(values, 'data') ? values['data'] : values;
      yield manualPayload(data, name, new Date(resumption.resumedAt));
    }
  },
});
