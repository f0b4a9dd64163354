import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { isRecord } from '../../common/json.js';
import { InferenceService } from '../../model/inference/inference.service.js';
import { NodeRegistryService } from '../../node-registry/node-registry.service.js';
import type { ServiceOpeners } from '../engine/run-services.js';
import { graphOf } from '../graph-json.js';
import { GraphSecrets } from '../graph-secrets.js';
import { WorkflowService } from '../workflow.service.js';
import { CollectionDesk } from './collection-desk.js';
import { CollectionParts } from './collection-parts.service.js';
import type { JobOwner } from './job-services.js';
import { JobServices } from './job-services.js';
import { ModelDesk } from './model-desk.js';
import { UserSecrets } from './user-secrets.service.js';
import { WorkspaceFolders } from './workspace-folders.service.js';

/** Gives jobs the models, collections, secrets and workflows of this node, each with the rights of the job's user. */
@Injectable()
export class NodeJobServices extends JobServices implements OnModuleInit {
  constructor(
    private readonly inference: InferenceService,
    private readonly collections: CollectionParts,
    private readonly secrets: UserSecrets,
    private readonly workflows: WorkflowService,
    private readonly folders: WorkspaceFolders,
    private readonly registry: NodeRegistryService,
    private readonly graphSecrets: GraphSecrets,
  ) {
    super();
  }

  onModuleInit(): void {
    this.graphSecrets.use((graph, userId) => this.secretNames(graph, userId));
  }

  open(owner: JobOwner): ServiceOpeners {
    const { userId } = owner;
    return {
      models: (signal) => new ModelDesk(this.inference, owner, signal),
      collections: (signal) => new CollectionDesk(this.collections, userId, signal),
      secrets: () => ({ get: (name) => this.secrets.find(userId, name) }),
      workflows: () => ({ load: (workflowId) => this.load(workflowId, userId) }),
      folders: () => ({ workspace: () => this.folders.find(owner) }),
    };
  }

  async secretNames(graph: unknown, userId: string): Promise<readonly string[] | null> {
    const types = new Set(graphOf(graph)?.nodes.map((node) => (isRecord(node) ? String(node['type']) : '')));
    const needed = [...types].flatMap((type) => this.registry.catalogue.find(type)?.requiredSettings ?? []);
    return needed.length === 0 ? null : this.secrets.present(userId, [...new Set(needed)]);
  }

  private async load(workflowId: string, userId: string) {
    const { id, name, graph } = await this.workflows.get(workflowId, userId);
    return { id, name, graph };
  }
}
