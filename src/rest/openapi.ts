import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, getSchemaPath, SwaggerModule } from '@nestjs/swagger';

import { Dispatcher } from '../dispatch/dispatcher.js';
import type { Operation } from './command-operation.js';
import { commandOperation, routeOperation, TOO_MANY } from './command-operation.js';
import { PROBLEM_TYPE } from './problem.js';
import { ProblemDto } from './problem.dto.js';
import { openApiPath } from './resources/resource.js';
import { NODE_RESOURCES, WORKFLOW_RESOURCES } from './resources/resources.js';

/** Serves the OpenAPI document at `/docs-json` and its page at `/docs`; every part of the page comes from this process. */
export const serveOpenApi = (app: INestApplication, version: string): void => {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, version), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'NodeTool gateway API',
    swaggerOptions: { validatorUrl: null, persistAuthorization: true },
  });
};

/** Makes the document out of the controllers and the commands. */
export const openApiDocument = (app: INestApplication, version: string): OpenAPIObject => {
  const base = new DocumentBuilder()
    .setTitle('NodeTool gateway API')
    .setDescription(
      'Run NodeTool workflows on any connected node, and manage a node. Errors are RFC 9457 problem details.',
    )
    .setVersion(version)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'The operator token that was printed at the first start.',
    })
    .addGlobalResponse({
      status: 'default',
      description: 'An error.',
      content: { [PROBLEM_TYPE.split(';')[0] ?? '']: { schema: { $ref: getSchemaPath(ProblemDto) } } },
    })
    .addGlobalResponse({ status: 429, ...TOO_MANY })
    .build();
  const document = SwaggerModule.createDocument(app, base, { extraModels: [ProblemDto] });
  const add = (path: string, method: string, operation: Operation): void => {
    document.paths[path] = { ...document.paths[path], [method]: operation };
  };
  const dispatcher = app.get(Dispatcher);
  for (const command of dispatcher.commands())
    add(`/api/v1/commands/${command.name}`, 'post', commandOperation(command));
  for (const resource of [...WORKFLOW_RESOURCES, ...NODE_RESOURCES]) {
    for (const route of resource.routes.filter(({ command }) => dispatcher.answers(command))) {
      const operation = routeOperation(dispatcher.get(route.command), resource, route);
      add(openApiPath(resource, route), route.method, operation);
    }
  }
  return document;
};
