import { HubModule } from '../hub/hub.module.js';
import { HubSocketAdapter } from '../hub/socket/hub-socket.adapter.js';
import { WorkflowStoreModule } from '../workflow/workflow-store.module.js';
import type { RolePart } from './role-part.js';

/** The gateway server: sessions, runs, directory. */
export const hubPart: RolePart = {
  imports: [WorkflowStoreModule, HubModule],
  prepare: (app) => {
    app.useWebSocketAdapter(new HubSocketAdapter(app));
  },
  start: () => Promise.resolve(),
};
