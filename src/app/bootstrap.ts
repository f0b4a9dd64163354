import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { NewToken } from '../auth/token.service.js';
import { TokenService } from '../auth/token.service.js';
import type { AppConfig } from '../config/app-config.js';
import { HealthService } from '../health/health.service.js';
import { NodePackagesError } from '../node-registry/node-packages.js';
import { openCatalogue } from '../node-registry/open-catalogue.js';
import { CertificateError, ServerCertificate } from '../network/server-certificate.js';
import { createHttpAdapter, prepareHttp } from '../rest/http-adapter.js';
import { serveOpenApi } from '../rest/openapi.js';
import type { LocalAddresses } from './addresses.js';
import { localAddresses } from './addresses.js';
import { Listeners } from './open-listeners.js';
import type { OpenListener } from './open-listeners.js';
import { AppModule } from './app.module.js';
import { StartError } from './data-dir-lock.js';
import { loadRoleParts } from './load-role-parts.js';
import { readVersion } from '../config/version.js';

/** A process that serves. */
export interface RunningApp {
  readonly addresses: LocalAddresses;
  /** Every listener that waits for connections, the one of callers first. */
  readonly listeners: readonly OpenListener[];
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
  const certificate = openCertificate(config);
  const listeners = new Listeners(config, certificate);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRole(config, parts),
    createHttpAdapter(config, certificate, (server) => listeners.addMain(server)),
    { logger, abortOnError: false },
  );
  const release = async (): Promise<void> => {
    listeners.stopTaking();
    await app.close();
    listeners.close();
    certificate?.close();
  };
  try {
    prepareHttp(app);
    for (const part of parts) part.prepare(app);
    await app.init();
    serveOpenApi(app, readVersion());
    await listeners.listen(app);
    const addresses = addressesOf(listeners.open, certificate !== null);
    const newTokens = await app.get(TokenService).ensureFirstTokens();
    const { promise: gaveUp, resolve: giveUp } = withResolvers<Error>();
    for (const part of parts) await part.start({ app, config, addresses, giveUp });
    const close = async (): Promise<void> => {
      app.get(HealthService).stop();
      try {
        for (const part of parts) await part.drain(app, config.shutdownGraceMs);
      } finally {
        await release();
      }
    };
    return { addresses, listeners: listeners.open, newTokens, gaveUp, close };
  } catch (error) {
    await release().catch(() => undefined); // what failed first is what matters
    throw error;
  }
};

const openCertificate = (config: AppConfig): ServerCertificate | null => {
  if (config.tlsCert === undefined) return null;
  try {
    return new ServerCertificate(config);
  } catch (error) {
    throw error instanceof CertificateError ? new StartError(error.message, { cause: error }) : error;
  }
};

/** Callers come to the first listener, the node of this process to the one that is its own, where there is one. */
const addressesOf = ([first, ...others]: readonly OpenListener[], isEncrypted: boolean): LocalAddresses => {
  if (!first) throw new Error('a server listens somewhere');
  const { httpUrl, gatewayUrl } = localAddresses(first.address, isEncrypted);
  const internal = others.find(({ plan }) => plan.isInternal === true);
  return { httpUrl, gatewayUrl: internal ? localAddresses(internal.address).gatewayUrl : gatewayUrl };
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
