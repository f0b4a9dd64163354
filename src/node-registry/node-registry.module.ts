import { Module } from '@nestjs/common';

import { NodeRegistryCommands } from './node-registry.commands.js';
import { NodeRegistryService } from './node-registry.service.js';

/** The catalogue of node types. */
@Module({ providers: [NodeRegistryService, NodeRegistryCommands], exports: [NodeRegistryService] })
export class NodeRegistryModule {}
