import type { RequestListener } from 'node:http';

import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import { AppConfig } from '../config/app-config.js';
import type { WebServer } from '../network/http-server.js';
import { answerClientError, createWebServer } from '../network/http-server.js';
import { planListeners } from '../network/listener-plans.js';
import type { ServerCertificate } from '../network/server-certificate.js';
import { AllowedMethods } from './allowed-methods.js';
import { MAX_BODY_BYTES, parseJsonBody } from './json-body.js';
import { openRequestDoor } from './request-door.js';
import { takeStreamBodies } from './stream-body.js';

/** What curl says of a body when it is told nothing else. */
const FORM = 'application/x-www-form-urlencoded';

/**
 * Makes the HTTP server; idle connections don't hold up a stop.
 *
 * @param certificate with it the server speaks TLS
 * @param onServer told of each server: the name `localhost` can mean two addresses, with a server each
 */
export const createHttpAdapter = (
  config: AppConfig = new AppConfig(),
  certificate: ServerCertificate | null = null,
  onServer: (server: WebServer) => void = () => undefined,
): FastifyAdapter => {
  const { headersTimeoutMs, trustProxy } = config;
  const servesNodes = planListeners(config)[0].serves.includes('nodes');
  return new FastifyAdapter({
    serverFactory: (handler: RequestListener) => {
      const server = createWebServer(handler, { headersTimeoutMs, certificate, servesNodes });
      onServer(server);
      return server;
    },
    clientErrorHandler: answerClientError,
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
  });
};

/** Prepares the server before its routes are made: JSON bodies alone with clear errors, and a note of each route's methods. */
export const prepareHttp = (app: NestFastifyApplication): void => {
  openRequestDoor(app);
  app.useBodyParser('application/json', { bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body));
    } catch (error) {
      done(error as Error); // only errors are thrown there
    }
  });
  // Nest would read a form and Fastify a plain text, and the caller be told of strange fields in place of the wrong header.
  app.useBodyParser(FORM, {}, (_request, body, done) => {
    if (body.length === 0) done(null);
    else done(new UnsupportedMediaTypeException(`A body of type ${FORM} is not taken.`));
  });
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  takeStreamBodies(app);
  const methods = app.get(AllowedMethods);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ url, method }) => {
      methods.add(url, method);
    });
};
