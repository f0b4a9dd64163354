import { defineNodeType } from '../../../engine/node-type.js';
import { any, int } from '../../../engine/property.js';

const MS_PER_SECOND = 1000;

/** Lets the workflow wait for a person or an event, or for a time. */
export const Wait = defineNodeType({
  type: 'nodetool.triggers.Wait',
  title: 'Wait',
  description:
    'Suspends the workflow until somebody resumes it with values, or until a time is over; then it goes on with the input. The job waits without using the machine, and over restarts.',
  tags: ['trigger', 'wait', 'suspend', 'resume', 'approval', 'pause', 'delay'],
  properties: {
    timeout_seconds: int(0, {
      min: 0,
      description: 'Seconds until it goes on by itself; 0 = it waits until it is resumed.',
    }),
    input: any('', { description: 'What is sent on when the time is over; also shown to whoever decides.' }),
  },
  outputs: { data: 'any', resumed_at: 'str', waited_seconds: 'float' },
  isPure: false,
  isRetrySafe: true,
  process: ({ timeout_seconds: seconds, input }, context) => {
    const { resumption } = context;
    if (!resumption) {
      const reason = seconds > 0 ? `waits to be resumed, or for ${seconds} s` : 'waits to be resumed';
      return context.suspend({ reason, ...(seconds > 0 && { resumeAfterMs: seconds * MS_PER_SECOND }) });
    }
    const { values, suspendedAt, resumedAt } = resumption;
    return {
      data: values ?? input,
      resumed_at: new Date(resumedAt).toISOString(),
      waited_seconds: (resumedAt - suspendedAt) / MS_PER_SECOND,
    };
  },
});
