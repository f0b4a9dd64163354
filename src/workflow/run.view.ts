import type { Static } from 'typebox';
import Type from 'typebox';

import { JobStatus } from '../job/job.contract.js';
import { oneOf } from '../protocol/schema.js';

const values = (description: string) => Type.Unsafe<Record<string, unknown>>(Type.Object({}, { description }));

/** What a run that was waited for answers. */
export const RunResult = Type.Object({
  workflow_id: Type.String(),
  job_id: Type.String(),
  status: oneOf(['completed'] as const),
  result: values('Last value of each output, by its name.'),
  preview: values('Last value of each preview, by graph node id.'),
  save: values('Saved values, by name.'),
});
export type RunResult = Static<typeof RunResult>;

/** A job that was started. */
export const BackgroundJob = Type.Object({
  job_id: Type.String(),
  status: oneOf(['running', 'scheduled'] as const),
  workflow_id: Type.String(),
});
export type BackgroundJob = Static<typeof BackgroundJob>;

/** What became of a wish to cancel. */
export const CancelResult = Type.Object({
  job_id: Type.String(),
  status: oneOf(Object.values(JobStatus)),
  cancelled: Type.Boolean({ description: 'False when the job had ended before.' }),
});
export type CancelResult = Static<typeof CancelResult>;
