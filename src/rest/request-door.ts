import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { AppConfig } from '../config/app-config.js';
import { ClientAddress } from '../network/client-address.service.js';
import type { Rejection } from '../network/entrance.service.js';
import { Entrance } from '../network/entrance.service.js';
import { trafficOf } from '../network/traffic.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { boundBody } from './body-deadline.js';
import { securityHeaders } from './security-headers.js';

/** Puts the entrance in front of every route, known or not, and headers on every answer. */
export const openRequestDoor = (app: NestFastifyApplication): void => {
  const entrance = app.get(Entrance);
  const addresses = app.get(ClientAddress);
  const { bodyTimeoutMs } = app.get(AppConfig);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const path = pathOf(request);
    // Set on the raw answer, so that those have them too which the framework doesn't write.
    for (const [name, value] of Object.entries(securityHeaders(path, addresses.isSecure(raw)))) {
      reply.raw.setHeader(name, value);
    }
    const rejection =
      entrance.judge(raw, trafficOf(path, request.method)) ?? (hasToken(request) ? entrance.judgeTokenTry(raw) : null);
    if (rejection) {
      // Nobody reads the body of a request that isn't let in: its connection must not wait for the rest.
      reply.raw.setHeader('connection', 'close');
      done(rejected(rejection));
      return;
    }
    boundBody(request, reply, bodyTimeoutMs);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 401 && hasToken(request)) entrance.noteWrongToken(request.raw);
    done();
  });
};

/** An entrance's rejection as the error that is answered. */
export const rejected = ({ code, message, ...options }: Rejection): ProtocolError =>
  new ProtocolError(code, message, options);

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '/';

const hasToken = ({ raw }: FastifyRequest): boolean => raw.headers.authorization !== undefined;
