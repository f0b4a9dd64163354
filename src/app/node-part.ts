import { AssetModule } from '../asset/asset.module.js';
import { TokenService } from '../auth/token.service.js';
import { CollectionModule } from '../collection/collection.module.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { LinkService } from '../gateway/link.service.js';
import { JobModule } from '../job/job.module.js';
import { ModelModule } from '../model/model.module.js';
import { NodeRegistryModule } from '../node-registry/node-registry.module.js';
import { WorkflowModule } from '../workflow/workflow.module.js';
import type { RolePart } from './role-part.js';

/** A node: its features, and the link to a hub; in role `all` that hub is this very process, over loopback. */
export const nodePart: RolePart = {
  imports: [AssetModule, ModelModule, CollectionModule, NodeRegistryModule, JobModule, WorkflowModule, GatewayModule],
  prepare: () => undefined,
  start: async ({ app, config: { role, gatewayUrl }, addresses, giveUp }) => {
    const link = app.get(LinkService);
    if (role === 'all') {
      await link.start({ url: addresses.gatewayUrl, token: app.get(TokenService).mintLocalNodeToken() });
    } else {
      link.onRefused(giveUp);
      await link.start({ url: gatewayUrl });
    }
  },
};
