import type { AddressInfo } from 'node:net';

import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { NewToken } from '../auth/token.service.js';
import { TokenService } from '../auth/token.service.js';
import type { AppConfig } from '../config/app-config.js';
import { HealthService } from '../health/health.service.js';
import { NodePackagesError } from '../node-registry/node-packages.js';
import { openCatalogue } from '../node-registry/open-catalogue.js';
import { createHttpAdapter, prepareHttp } from '../rest/http-adapter.js';
import { serveOpenApi } from '../rest/openapi.js';
import type { LocalAddresses } from './addresses.js';
import { localAddresses } from './addresses.js';
import { AppModule } from './app.module.js';
import { StartError } from './data-dir-lock.js';
import { loadRoleParts } from './load-role-parts.js';
import { readVersion } from '../config/version.js';

/** A process that serves. */
export interface RunningApp {
  readonly addresses: LocalAddresses;
  /** Tokens that were made just now, at a first start. */
  readonly newTokens: readonly NewToken[];
  /** Resolves with the reason when a part gives up. */
  readonly gaveUp: Promise<Error>;
  /** Stops taking work, lets running jobs end within the grace, lets go of peers and closes everything. */
  close(): Promise<void>;
}

/**
 * Builds the application of a role and starts to serve: database, routes, port, first tokens, then the node's link.
 *
 * @throws StartError when the port can't be had; other errors as the part that failed threw them
 */
export const bootstrap = async (config: AppConfig, logger: LoggerService): Promise<RunningApp> => {
  await assertNodePackages(config);
  const parts = await loadRoleParts(config);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRole(config, parts), createHttpAdapter(), {
    logger,
    abortOnError: false,
  });
  try {
    prepareHttp(app);
    for (const part of parts) part.prepare(app);
    await app.init();
    serveOpenApi(app, readVersion());
    const addresses = localAddresses(await listen(app, config));
    const newTokens = await app.get(TokenService).ensureFirstTokens();
    const { promise: gaveUp, resolve: giveUp } = withResolvers<Error>();
    for (const part of parts) await part.start({ app, config, addresses, giveUp });
    const close = async (): Promise<void> => {
      app.get(HealthService).stop();
      try {
        for (const part of parts) await part.drain(app, config.shutdownGraceMs);
      } finally {
        await app.close();
      }
    };
    return { addresses, newTokens, gaveUp, close };
  } catch (error) {
    await app.close().catch(() => undefined); // what failed first is what matters
    throw error;
  }
};

/** Tells a user which package is wrong before anything is set up. */
const assertNodePackages = async ({ nodePackages }: AppConfig): Promise<void> => {
  if (nodePackages.length === 0) return;
  try {
    await openCatalogue(nodePackages);
  } catch (error) {
    throw error instanceof NodePackagesError ? new StartError(error.message, { cause: error }) : error;
  }
};

/** `Promise.withResolvers` for Node 20. */
const withResolvers = <T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

const listen = async (app: NestFastifyApplication, config: AppConfig): Promise<AddressInfo> => {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    if (!isAddressInUse(error) || config.role !== 'node' || config.isPortChosen) throw explain(error, config);
    // A node is reached by its link, so it may share a machine with a hub on the default port.
    await app.listen(0, config.host);
  }
  return app.getHttpServer().address() as AddressInfo; // a TCP server that listens has one
};

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

const isAddressInUse = (error: unknown): boolean => codeOf(error) === 'EADDRINUSE';

const explain = (error: unknown, { host, port }: AppConfig): unknown => {
  const place = `${host}:${String(port)}`;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${String(port)} on ${host} is already in use. Stop the program that uses it, or choose another port with PORT or --port.`,
        { cause: error },
      );
    case 'EACCES':
      return new StartError(`This user may not listen on ${place}. Choose a port above 1023 with PORT or --port.`, {
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`This machine has no address ${host}. Choose another one with HOST or --host.`, {
        cause: error,
      });
    default:
      return error;
  }
};
