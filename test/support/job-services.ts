import type { JobServices } from '../../src/workflow/services/job-services.js';

/** Jobs that get nothing but their files. */
export const NO_JOB_SERVICES: JobServices = { open: () => ({}), secretNames: () => Promise.resolve(null) };
