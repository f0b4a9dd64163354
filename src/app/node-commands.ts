import { NestFactory } from '@nestjs/core';

import { AppConfig } from '../config/app-config.js';
import type { CommandDeclaration } from '../dispatch/command.decorator.js';
import { CommandRegistry } from '../dispatch/command-registry.js';
import { createHttpAdapter } from '../rest/http-adapter.js';
import { AppModule } from './app.module.js';
import { nodePart } from './node-part.js';

/** Lists the commands of a node, by name: builds its application with rows in memory, and starts nothing of it. */
export const listNodeCommands = async (): Promise<readonly CommandDeclaration[]> => {
  const config = Object.assign(new AppConfig(), { role: 'node', dataDir: ':memory:' });
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.create(AppModule.forRole(config, [nodePart]), createHttpAdapter(), options);
  try {
    const registry = app.get(CommandRegistry, { strict: false });
    registry.scan();
    return registry.list();
  } finally {
    await app.close();
  }
};
