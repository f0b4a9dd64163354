import type { OpenAPIObject } from '@nestjs/swagger';
import { getSchemaPath } from '@nestjs/swagger';

import type { CommandDeclaration } from '../dispatch/command.decorator.js';
import type { ObjectSchema } from '../dispatch/command-schema.js';
import { argumentsSchema, resultSchema } from '../dispatch/command-schema.js';
import { scopeOfEffect } from '../dispatch/scope.js';
import type { ErrorCode } from '../protocol/error-codes.js';
import { ERROR_CODES } from '../protocol/error-codes.js';
import { ProblemDto } from './problem.dto.js';
import type { Resource, ResourceRoute } from './resources/resource.js';
import { pathArguments } from './resources/resource.js';

/** One method of one path, as OpenAPI describes it. */
export type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

type Media =
  NonNullable<Operation['requestBody']> extends infer B ? Extract<B, { content: unknown }>['content'] : never;

/** Codes that every command may answer. */
const COMMON_ERRORS: readonly ErrorCode[] = ['INVALID_ARGUMENT', 'FORBIDDEN'];

/** Describes `POST /commands/{name}`. */
export const commandOperation = (command: CommandDeclaration): Operation => ({
  ...operationOf(command, 'commands', command.name, 200),
  requestBody: { required: false, content: json(argumentsSchema(command.args), command.example) },
});

/** Describes a resource's route: what its path doesn't name stands in the query, or in the body where there is one. */
export const routeOperation = (command: CommandDeclaration, { tag }: Resource, route: ResourceRoute): Operation => {
  const { properties = {}, required = [] } = argumentsSchema(command.args);
  const inPath = pathArguments(route);
  const rest = Object.entries(properties).filter(([name]) => !inPath.includes(name));
  const hasBody = route.method !== 'get' && route.method !== 'delete';
  const idOf = [route.method, ...route.path.split(/\W+/).filter(Boolean), command.name].join('_');
  return {
    ...operationOf(command, tag, idOf, route.status ?? 200),
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path' as const, required: true, schema: { ...properties[name] } })),
      ...(hasBody ? [] : rest).map(([name, schema]) => ({
        name,
        in: 'query' as const,
        required: required.includes(name),
        schema: { ...schema },
      })),
    ],
    ...(hasBody && {
      requestBody: {
        required: rest.some(([name]) => required.includes(name)),
        content: json(bodySchema(rest, required), without(command.example, inPath)),
      },
    }),
  };
};

const operationOf = (command: CommandDeclaration, tag: string, operationId: string, status: number): Operation => ({
  operationId,
  tags: [tag],
  summary: command.summary,
  description: `Needs the scope \`${scopeOfEffect(command.effect)}\`.`,
  security: [{ bearer: [] }],
  responses: {
    [String(status)]: { description: 'The result.', content: json(resultSchema(command)) },
    ...errorResponses([...COMMON_ERRORS, ...(command.errors ?? [])]),
    '429': TOO_MANY,
    default: problem('Another error.'),
  },
});

/** Codes of one status stand together. */
const errorResponses = (codes: readonly ErrorCode[]): Operation['responses'] => {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const { httpStatus, title } = ERROR_CODES[code];
    byStatus.set(httpStatus, [...(byStatus.get(httpStatus) ?? []), `\`${code}\`: ${title}.`]);
  }
  return Object.fromEntries([...byStatus].map(([status, texts]) => [String(status), problem(texts.join(' '))]));
};

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
});

/** Every operation may be refused so. */
export const TOO_MANY = {
  ...problem('The address or the token asks too much, or too many wrong tokens came from the address.'),
  headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } } },
};

const json = (schema: ObjectSchema, example?: unknown): Media => ({
  'application/json': {
    schema: { ...schema, required: [...(schema.required ?? [])] },
    ...(example !== undefined && { example }),
  },
});

const bodySchema = (properties: readonly (readonly [string, object])[], required: readonly string[]): ObjectSchema => ({
  type: 'object',
  properties: Object.fromEntries(properties),
  required: required.filter((name) => properties.some(([other]) => other === name)),
  additionalProperties: false,
});

const without = (example: CommandDeclaration['example'], names: readonly string[]): unknown =>
  example && Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name)));
