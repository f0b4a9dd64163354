import { AssetRow } from '../asset/asset.entity.js';
import { AuditEndRow, AuditRow } from '../audit/audit.entity.js';
import { PairingRow } from '../auth/pairing/pairing.entity.js';
import { ReplacedTokenTextRow, TokenRow } from '../auth/token.entity.js';
import type { Persistence } from '../database/data-source-options.js';
import { Auth1764000000001 } from '../database/migrations/1764000000001-auth.js';
import { Workflow1764000000002 } from '../database/migrations/1764000000002-workflow.js';
import { Job1764000000003 } from '../database/migrations/1764000000003-job.js';
import { Gateway1764000000004 } from '../database/migrations/1764000000004-gateway.js';
import { Hub1764000000005 } from '../database/migrations/1764000000005-hub.js';
import { WorkflowVersions1764000000006 } from '../database/migrations/1764000000006-workflow-versions.js';
import { JobRetention1764000000009 } from '../database/migrations/1764000000009-job-retention.js';
import { Triggers1764000000016 } from '../database/migrations/1764000000016-triggers.js';
import { TokenRotation1764000000017 } from '../database/migrations/1764000000017-token-rotation.js';
import { Pairings1764000000018 } from '../database/migrations/1764000000018-pairings.js';
import { WorkflowExtras1764000000015 } from '../database/migrations/1764000000015-workflow-extras.js';
import { Secrets1764000000011 } from '../database/migrations/1764000000011-secrets.js';
import { ModelUsage1764000000012 } from '../database/migrations/1764000000012-model-usage.js';
import { Asset1764000000007 } from '../database/migrations/1764000000007-asset.js';
import { TokenScopes1764000000014 } from '../database/migrations/1764000000014-token-scopes.js';
import { Collection1764000000013 } from '../database/migrations/1764000000013-collection.js';
import { Blobs1764000000008 } from '../database/migrations/1764000000008-blobs.js';
import { JobRecovery1764000000010 } from '../database/migrations/1764000000010-job-recovery.js';
import { Audit1764000000019 } from '../database/migrations/1764000000019-audit.js';
import { OutboxRow } from '../gateway/outbox.entity.js';
import { BlobOwnerRow, BlobRow } from '../hub/blob/blob.entity.js';
import { NodeTypeSetRow } from '../hub/directory/node-type-set.entity.js';
import { NodeRow } from '../hub/directory/node.entity.js';
import { RunAttemptRow } from '../hub/run/run-attempt.entity.js';
import { RunEventRow } from '../hub/run/run-event.entity.js';
import { RunRow } from '../hub/run/run.entity.js';
import { JobCheckpointRow, JobOrderRow } from '../job/job-checkpoint.entity.js';
import { JobLogRow } from '../job/job-log.entity.js';
import { JobRow } from '../job/job.entity.js';
import { SecretRow } from '../model/secrets/secret.entity.js';
import { ModelUsageRow } from '../model/inference/usage/model-usage.entity.js';
import { WorkflowVersionRow } from '../workflow/workflow-version.entity.js';
import { TriggerEventRow, TriggerRow, TriggerSourceRow } from '../workflow/trigger/trigger.entity.js';
import { ImportedExampleRow, WorkflowRow } from '../workflow/workflow.entity.js';

/** Every table of the program and the migrations that make them, oldest first. */
export const PERSISTENCE: Persistence = {
  entities: [
    TokenRow,
    ReplacedTokenTextRow,
    PairingRow,
    WorkflowRow,
    ImportedExampleRow,
    WorkflowVersionRow,
    JobRow,
    JobLogRow,
    JobOrderRow,
    JobCheckpointRow,
    OutboxRow,
    RunRow,
    RunAttemptRow,
    RunEventRow,
    NodeRow,
    NodeTypeSetRow,
    SecretRow,
    ModelUsageRow,
    AssetRow,
    BlobRow,
    BlobOwnerRow,
    TriggerRow,
    TriggerSourceRow,
    TriggerEventRow,
    AuditRow,
    AuditEndRow,
  ],
  migrations: [
    Auth1764000000001,
    Workflow1764000000002,
    Job1764000000003,
    Gateway1764000000004,
    Hub1764000000005,
    WorkflowVersions1764000000006,
    JobRetention1764000000009,
    WorkflowExtras1764000000015,
    Triggers1764000000016,
    Secrets1764000000011,
    ModelUsage1764000000012,
    Asset1764000000007,
    TokenScopes1764000000014,
    Collection1764000000013,
    Blobs1764000000008,
    JobRecovery1764000000010,
    Audit1764000000019,
    TokenRotation1764000000017,
    Pairings1764000000018,
  ],
};
