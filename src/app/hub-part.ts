import { PairingModule } from '../auth/pairing/pairing.module.js';
import { CommandCatalogue } from '../dispatch/command-catalogue.js';
import { HubLifetime } from '../hub/hub-lifetime.service.js';
import { HubModule } from '../hub/hub.module.js';
import { HubSocketAdapter } from '../hub/socket/hub-socket.adapter.js';
import { WorkflowResourcesModule } from '../rest/resources/resources.module.js';
import { WorkflowStoreModule } from '../workflow/workflow-store.module.js';
import type { RolePart } from './role-part.js';

/** The gateway server: sessions, runs, directory. */
export const hubPart: RolePart = {
  imports: [WorkflowStoreModule, HubModule, PairingModule, WorkflowResourcesModule],
  prepare: (app) => {
    // A node's modules are loaded only when somebody asks what a node's command declares.
    app.get(CommandCatalogue).useSource(() => import('./node-part.js'));
    app.useWebSocketAdapter(new HubSocketAdapter(app));
  },
  start: () => Promise.resolve(),
  drain: (app) => {
    app.get(HubLifetime).stopIntake();
    return Promise.resolve();
  },
};
