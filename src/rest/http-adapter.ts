import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import { AllowedMethods } from './allowed-methods.js';
import { MAX_BODY_BYTES, parseJsonBody } from './json-body.js';

/** Makes the HTTP server; idle connections don't hold up a stop. */
export const createHttpAdapter = (): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
  });

/** Prepares the server before its routes are made: JSON bodies with clear errors, and a note of each route's methods. */
export const prepareHttp = (app: NestFastifyApplication): void => {
  app.useBodyParser('application/json', { bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body));
    } catch (error) {
      done(error as Error); // only errors are thrown there
    }
  });
  const methods = app.get(AllowedMethods);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ url, method }) => {
      methods.add(url, method);
    });
};
