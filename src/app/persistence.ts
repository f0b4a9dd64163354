import { TokenRow } from '../auth/token.entity.js';
import type { Persistence } from '../database/data-source-options.js';
import { Auth1764000000001 } from '../database/migrations/1764000000001-auth.js';
import { Workflow1764000000002 } from '../database/migrations/1764000000002-workflow.js';
import { Job1764000000003 } from '../database/migrations/1764000000003-job.js';
import { Gateway1764000000004 } from '../database/migrations/1764000000004-gateway.js';
import { Hub1764000000005 } from '../database/migrations/1764000000005-hub.js';
import { WorkflowVersions1764000000006 } from '../database/migrations/1764000000006-workflow-versions.js';
import { OutboxRow } from '../gateway/outbox.entity.js';
import { NodeTypeSetRow } from '../hub/directory/node-type-set.entity.js';
import { NodeRow } from '../hub/directory/node.entity.js';
import { RunAttemptRow } from '../hub/run/run-attempt.entity.js';
import { RunEventRow } from '../hub/run/run-event.entity.js';
import { RunRow } from '../hub/run/run.entity.js';
import { JobLogRow } from '../job/job-log.entity.js';
import { JobRow } from '../job/job.entity.js';
import { WorkflowVersionRow } from '../workflow/workflow-version.entity.js';
import { ImportedExampleRow, WorkflowRow } from '../workflow/workflow.entity.js';

/** Every table of the program and the migrations that make them, oldest first. */
export const PERSISTENCE: Persistence = {
  entities: [
    TokenRow,
    WorkflowRow,
    ImportedExampleRow,
    WorkflowVersionRow,
    JobRow,
    JobLogRow,
    OutboxRow,
    RunRow,
    RunAttemptRow,
    RunEventRow,
    NodeRow,
    NodeTypeSetRow,
  ],
  migrations: [
    Auth1764000000001,
    Workflow1764000000002,
    Job1764000000003,
    Gateway1764000000004,
    Hub1764000000005,
    WorkflowVersions1764000000006,
  ],
};
