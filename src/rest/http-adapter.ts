import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import { AllowedMethods } from './allowed-methods.js';
import { MAX_BODY_BYTES, parseJsonBody } from './json-body.js';
import { takeStreamBodies } from './stream-body.js';

/** What curl says of a body when it is told nothing else. */
const FORM = 'application/x-www-form-urlencoded';

/** Makes the HTTP server; idle connections don't hold up a stop. */
export const createHttpAdapter = (): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
  });

/** Prepares the server before its routes are made: JSON bodies alone with clear errors, and a note of each route's methods. */
export const prepareHttp = (app: NestFastifyApplication): void => {
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
