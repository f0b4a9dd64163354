import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { keptNodeId } from '../config/kept-node-id.js';

/** The name of this machine among the nodes: as configured, or made once and kept in the data folder. */
@Injectable()
export class NodeIdentity {
  readonly nodeId: string;

  constructor(config: AppConfig) {
    this.nodeId = config.gatewayNodeId ?? keptNodeId(config.dataDir);
  }
}
