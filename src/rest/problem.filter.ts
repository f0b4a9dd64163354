import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AllowedMethods } from './allowed-methods.js';
import type { Problem } from './problem.js';
import { isFault, PROBLEM_TYPE, problemOf } from './problem.js';

/** A request that was answered with a problem. */
export interface ProblemRequest {
  problemCode?: string;
}

/** Answers every error over HTTP as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly methods: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest & ProblemRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.unknownRoute(request, reply) ?? problemOf(error);
    request.problemCode = problem.code;
    if (isFault(error)) {
      const { correlation_id } = problem.details ?? {};
      this.logger.error('request failed', error, {
        method: request.method,
        route: request.routeOptions.url,
        correlation_id,
      });
    }
    // An event stream that has begun can't become another answer.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headersOf(problem))) void reply.header(name, value);
    void reply.status(problem.status).type(PROBLEM_TYPE).send(problem);
  }

  /** A path that exists with another method gets 405 and the methods, any other path 404. */
  private unknownRoute(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
    if (!request.is404) return undefined;
    const [path = ''] = request.url.split('?', 1);
    const allowed = this.methods.of(path);
    if (allowed.length === 0) {
      return {
        type: 'urn:nodetool:error:NOT_FOUND',
        title: 'The thing does not exist',
        status: 404,
        code: 'NOT_FOUND',
        detail: `There is nothing at ${request.method} ${path}.`,
        hint: 'The list of all routes is at /docs.',
      };
    }
    void reply.header('allow', allowed.join(', '));
    return {
      type: 'urn:nodetool:error:UNSUPPORTED',
      title: 'Method Not Allowed',
      status: 405,
      code: 'UNSUPPORTED',
      detail: `${path} does not take ${request.method}.`,
      hint: `It takes ${allowed.join(', ')}.`,
    };
  }
}

const headersOf = ({ status, retry_after_ms: retryAfterMs }: Problem): Record<string, string> => ({
  ...(status === 401 ? { 'www-authenticate': 'Bearer realm="nodetool"' } : {}),
  ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
});
