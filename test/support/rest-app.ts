import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

import { AppModule } from '../../src/app/app.module.js';
import type { AppConfig } from '../../src/config/app-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createLogger } from '../../src/logging/pino-logger.js';
import { createHttpAdapter, prepareHttp } from '../../src/rest/http-adapter.js';
import { serveOpenApi } from '../../src/rest/openapi.js';

/** Tokens of every application that the tests make. */
export const TEST_TOKENS = { operator: 'operator-token-of-the-tests', node: 'node-token-of-the-tests' } as const;

/** Header of a caller who may do everything. */
export const AS_OPERATOR = { authorization: `Bearer ${TEST_TOKENS.operator}` } as const;

/** Configuration of a test: nothing from the environment, rows in SQLite's memory. */
export const testConfig = (overrides: Partial<AppConfig> = {}): AppConfig =>
  Object.assign(loadConfig({ env: { LOG_LEVEL: 'silent' }, cwd: '/nonexistent' }), {
    dataDir: ':memory:',
    hubOperatorToken: TEST_TOKENS.operator,
    hubNodeToken: TEST_TOKENS.node,
    ...overrides,
  });

/** Makes an application with the parts that all roles share and the given modules, without a port; `app.inject` talks to it. */
export const createRestApp = async (
  imports: NonNullable<ModuleMetadata['imports']> = [],
  config: AppConfig = testConfig(),
): Promise<NestFastifyApplication> => {
  const part = { imports, prepare: () => undefined, start: () => Promise.resolve(), drain: () => Promise.resolve() };
  const module = await Test.createTestingModule({ imports: [AppModule.forRole(config, [part])] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(config), {
    logger: createLogger(config),
  });
  prepareHttp(app);
  await app.init();
  serveOpenApi(app, '0.0.0');
  await app.getHttpAdapter().getInstance().ready();
  return app;
};
