import { Module } from '@nestjs/common';

import { AssetStoreModule } from '../asset/asset-store.module.js';
import { AppConfig } from '../config/app-config.js';
import { WorkflowStoreModule } from '../workflow/workflow-store.module.js';
import { BlobsController } from './api/blobs.controller.js';
import { NodesController } from './api/nodes.controller.js';
import { RunStreams } from './api/run-streams.service.js';
import { RunsController } from './api/runs.controller.js';
import { BlobRetention } from './blob/blob-retention.service.js';
import { BlobRepository } from './blob/blob.repository.js';
import { BlobService } from './blob/blob.service.js';
import { CommandCalls } from './command/command-calls.service.js';
import { CommandRelay } from './command/command-relay.service.js';
import { RunCalls } from './command/run-calls.service.js';
import { WorkPathProbe } from './command/work-path-probe.service.js';
import { NodeDirectory } from './directory/node-directory.service.js';
import { HubClock } from './hub-clock.js';
import { HubLifetime, HubNodeParts, HubRunParts } from './hub-lifetime.service.js';
import { HubSettings } from './hub-settings.js';
import { RunAnswers } from './run/run-answers.service.js';
import { RunBoard } from './run/run-board.js';
import { RunCanceller } from './run/run-canceller.service.js';
import { RunDispatcher } from './run/run-dispatcher.service.js';
import { RunFeed } from './run/run-feed.js';
import { RunJournal } from './run/run-journal.js';
import { RunLifecycle } from './run/run-lifecycle.service.js';
import { RunRecovery } from './run/run-recovery.service.js';
import { RunRepository } from './run/run.repository.js';
import { RunResults } from './run/run-results.service.js';
import { RunService } from './run/run.service.js';
import { FrameRouter } from './session/frame-router.js';
import { NodeTypeSets } from './session/node-type-sets.js';
import { RegistrationService } from './session/registration.service.js';
import { SessionAudit } from './session/session-audit.js';
import { SessionOwners } from './session/session-owner.js';
import { SessionRegistry } from './session/session-registry.js';
import { SessionsService } from './session/sessions.service.js';
import { NodeSocketGateway } from './socket/node-socket.gateway.js';
import { SocketAdmission } from './socket/socket-admission.service.js';

const SESSION_PARTS = [
  FrameRouter,
  NodeTypeSets,
  RegistrationService,
  SessionAudit,
  SessionOwners,
  SessionRegistry,
  SessionsService,
];

const RUN_PARTS = [
  RunAnswers,
  RunBoard,
  RunCanceller,
  RunDispatcher,
  RunFeed,
  RunJournal,
  RunLifecycle,
  RunRecovery,
  RunRepository,
  RunResults,
  RunService,
];

const BLOB_PARTS = [BlobRepository, BlobRetention, BlobService];

/** The gateway server: takes nodes in over WebSocket and runs from callers over REST, and brings them together. */
@Module({
  imports: [WorkflowStoreModule, AssetStoreModule],
  controllers: [RunsController, NodesController, BlobsController],
  providers: [
    {
      provide: HubSettings,
      inject: [AppConfig],
      useFactory: ({ hubLeaseMs }: AppConfig) => new HubSettings({ leaseMs: hubLeaseMs }),
    },
    HubClock,
    ...SESSION_PARTS,
    ...RUN_PARTS,
    ...BLOB_PARTS,
    SocketAdmission,
    NodeSocketGateway,
    CommandRelay,
    RunCalls,
    CommandCalls,
    WorkPathProbe,
    NodeDirectory,
    RunStreams,
    HubRunParts,
    HubNodeParts,
    HubLifetime,
  ],
  exports: [CommandRelay, RunService, NodeDirectory],
})
export class HubModule {}
