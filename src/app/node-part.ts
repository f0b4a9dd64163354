import { AssetModule } from '../asset/asset.module.js';
import { TokenService } from '../auth/token.service.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { LinkService } from '../gateway/link.service.js';
import { JobModule } from '../job/job.module.js';
import { ModelModule } from '../model/model.module.js';
import { NodeRegistryModule } from '../node-registry/node-registry.module.js';
import { AssetRestModule } from '../rest/assets/asset-rest.module.js';
import { NodeResourcesModule, WorkflowResourcesModule } from '../rest/resources/resources.module.js';
import { WebhookRestModule } from '../rest/webhooks/webhook-rest.module.js';
import { TriggerModule } from '../workflow/trigger/trigger.module.js';
import { TriggerService } from '../workflow/trigger/trigger.service.js';
import { WorkflowModule } from '../workflow/workflow.module.js';
import type { RolePart } from './role-part.js';

/** Time that a hub and its own node get to find each other before they are called ready. */
const JOIN_MS = 5000;

/** A node: its features, and the link to a hub; in role `all` that hub is this very process, over loopback. */
export const nodePart: RolePart = {
  imports: [
    AssetModule,
    AssetRestModule,
    ModelModule,
    NodeRegistryModule,
    JobModule,
    WorkflowModule,
    TriggerModule,
    GatewayModule,
    WorkflowResourcesModule,
    NodeResourcesModule,
    WebhookRestModule,
  ],
  prepare: () => undefined,
  start: async ({ app, config: { role, gatewayUrl }, addresses, giveUp }) => {
    await app.get(TriggerService).open();
    const link = app.get(LinkService);
    if (role === 'all') {
      await link.start({ url: addresses.gatewayUrl, token: app.get(TokenService).mintLocalNodeToken() });
      await link.untilJoined(JOIN_MS);
    } else {
      link.onRefused(giveUp);
      await link.start({ url: gatewayUrl });
    }
  },
  drain: (app, graceMs) => app.get(LinkService).stop(graceMs),
};
