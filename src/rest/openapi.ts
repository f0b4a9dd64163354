import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, getSchemaPath, SwaggerModule } from '@nestjs/swagger';

import type { CommandInfo } from '../dispatch/dispatcher.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { PROBLEM_TYPE } from './problem.js';
import { ProblemDto } from './problem.dto.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

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
    .build();
  const commands = app.get(Dispatcher).commands();
  const document = SwaggerModule.createDocument(app, base, {
    extraModels: [ProblemDto, ...commands.map(({ args }) => args)],
  });
  for (const command of commands) document.paths[`/api/v1/commands/${command.name}`] = { post: operationOf(command) };
  return document;
};

const operationOf = ({ name, summary, args }: CommandInfo): Operation => ({
  operationId: name,
  tags: ['commands'],
  summary,
  security: [{ bearer: [] }],
  requestBody: { required: false, content: { 'application/json': { schema: { $ref: getSchemaPath(args) } } } },
  responses: {
    '200': { description: 'The result.', content: { 'application/json': { schema: { type: 'object' } } } },
    default: {
      description: 'An error.',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    },
  },
});
