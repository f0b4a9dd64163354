import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteConfig } from '@nestjs/platform-fastify';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';

/** Media type that stands for "hand it on as it is"; a caller who sends it elsewhere is refused. */
const STREAM = 'application/x-nodetool-stream';

/**
 * Lets a route take a body of any type and size as a stream: `request.body` is a `Readable` that the route must bound and
 * read, or a form to be read with `request.parts()`. A route in a folder that may not import this one says the same with
 * `@RouteConfig({ streamsBody: true })`.
 */
export const StreamsBody = () => RouteConfig({ streamsBody: true });

/** Prepares the server for routes with `streamsBody`; for all others nothing changes. */
export const takeStreamBodies = (app: NestFastifyApplication): void => {
  const fastify = app.getHttpAdapter().getInstance();
  void fastify.register(multipart);
  fastify.addContentTypeParser(STREAM, (request, payload, done) => {
    if (streamsBody(request)) done(null, payload);
    else done(refusal(STREAM));
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isForm = /^multipart\//i.test(request.headers['content-type'] ?? '');
    if (!streamsBody(request)) {
      done(isForm ? refusal('multipart/form-data') : undefined);
      return;
    }
    // The parser is chosen by this header; what the caller sent stays in `request.raw.headers`.
    if (!isForm) request.headers = { 'content-type': STREAM };
    done();
  });
};

const refusal = (type: string): UnsupportedMediaTypeException =>
  new UnsupportedMediaTypeException(`A body of type ${type} is not taken.`);

/** Tells whether a request's route reads its body as a stream. */
export const streamsBody = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { readonly streamsBody?: unknown } | undefined)?.streamsBody === true; // any route may carry any settings
