import type { Type } from '@nestjs/common';
import { Controller, HttpCode, Injectable, Req, RequestMapping, RequestMethod, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Principal } from '../../auth/auth.contract.js';
import { CurrentPrincipal, NeedsScope } from '../../auth/auth.decorators.js';
import { Dispatcher } from '../../dispatch/dispatcher.js';
import { restCaller } from '../caller.js';
import { goneSignal } from '../gone-signal.js';
import { requestArguments } from './request-arguments.js';
import type { Resource, ResourceRoute } from './resource.js';

/** Makes the controller of a resource out of its table; `openapi.ts` describes the same table. */
export const resourceController = (resource: Resource): Type<object> => {
  const controller = class extends CommandRoutes {};
  resource.routes.forEach((route, index) => addRoute(controller, `${route.command}${index}`, route));
  Controller(resource.path)(controller);
  NeedsScope('by-command')(controller);
  ApiExcludeController()(controller);
  return controller;
};

@Injectable()
class CommandRoutes {
  constructor(private readonly dispatcher: Dispatcher) {}

  /** Calls the command of a route with what the request says. */
  call(
    { command }: ResourceRoute,
    { params, query, body }: FastifyRequest,
    principal: Principal,
    reply: FastifyReply,
  ): Promise<Record<string, unknown>> {
    const args = requestArguments({ params, query, body }, this.dispatcher.get(command).args);
    return this.dispatcher.dispatch({ command, args, caller: restCaller(principal), signal: goneSignal(reply) });
  }
}

const METHODS = {
  get: RequestMethod.GET,
  post: RequestMethod.POST,
  put: RequestMethod.PUT,
  patch: RequestMethod.PATCH,
  delete: RequestMethod.DELETE,
} as const;

/** What the decorators on a method and its parameters would do, for a method that is made here. */
const addRoute = (controller: Type<CommandRoutes>, key: string, route: ResourceRoute): void => {
  const prototype = controller.prototype as object; // a class has one
  const value = function (this: CommandRoutes, request: FastifyRequest, principal: Principal, reply: FastifyReply) {
    return this.call(route, request, principal, reply);
  };
  const descriptor = { value, writable: true, configurable: true };
  Object.defineProperty(prototype, key, descriptor);
  Req()(prototype, key, 0);
  CurrentPrincipal()(prototype, key, 1);
  Res({ passthrough: true })(prototype, key, 2);
  RequestMapping({ path: route.path, method: METHODS[route.method] })(prototype, key, descriptor);
  HttpCode(route.status ?? 200)(prototype, key, descriptor);
};
