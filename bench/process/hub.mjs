/** The real hub, with a bare socket for callers in front of its command relay. */
import 'reflect-metadata';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { NestFactory } from '@nestjs/core';

import { AppModule } from '../../dist/app/app.module.js';
import { hubPart } from '../../dist/app/hub-part.js';
import { loadConfig } from '../../dist/config/load-config.js';
import { CommandRelay } from '../../dist/hub/command/command-relay.service.js';
import { createHttpAdapter, prepareHttp } from '../../dist/rest/http-adapter.js';
import { openCallerPort } from '../support/caller-port.mjs';
import { serveParent } from '../support/parent.mjs';
import { NODE_TOKEN, OPERATOR_TOKEN } from '../support/tokens.mjs';

const dataDir = await mkdtemp(join(tmpdir(), 'bench-hub-'));
const env = {
  ROLE: 'hub',
  PORT: '0',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'error',
  HUB_OPERATOR_TOKEN: OPERATOR_TOKEN,
  HUB_NODE_TOKEN: NODE_TOKEN,
};
const app = await NestFactory.create(
  AppModule.forRole(loadConfig({ env, cwd: dataDir }), [hubPart]),
  createHttpAdapter(),
  { logger: ['error', 'fatal'], abortOnError: false },
);
prepareHttp(app);
hubPart.prepare(app);
await app.listen(0, '127.0.0.1');

const relay = app.get(CommandRelay);
const callers = await openCallerPort((nodeId, command, args) => relay.send(nodeId, command, args));

serveParent(
  { nodeUrl: `ws://127.0.0.1:${app.getHttpServer().address().port}/gateway`, callerUrl: callers.url },
  {
    close: async () => {
      callers.close();
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  },
);
