import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Injectable, Module, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsInt, IsString, MinLength, ValidateNested } from 'class-validator';
import * as Schema from 'typebox';

import { Command } from '../../src/dispatch/command.decorator.js';
import { TextField } from '../../src/dispatch/fields.js';
import { ProtocolError } from '../../src/protocol/protocol-error.js';
import { MAX_BODY_BYTES } from '../../src/rest/json-body.js';
import { AS_OPERATOR, createRestApp, TEST_TOKENS } from '../support/rest-app.js';

class Part {
  @ApiProperty() @IsInt() readonly size: number = 0;
}

class Thing {
  @ApiProperty() @IsString() @MinLength(2) readonly name: string = '';
  @ApiProperty() @ValidateNested() @Type(() => Part) readonly part: Part = new Part();
}

class PageQuery {
  @IsInt() @Type(() => Number) readonly limit: number = 10;
}

@Controller('things')
class ThingController {
  @Post()
  @ApiOkResponse({ type: Thing })
  add(@Body() thing: Thing): Thing {
    return thing;
  }

  @Get()
  list(@Query() query: PageQuery): PageQuery {
    return query;
  }

  @Get(':id')
  find(@Param('id') id: string): never {
    if (id === 'busy') {
      throw new ProtocolError('QUEUE_FULL', 'Full.', { retryAfterMs: 1500, hint: 'Wait.', details: { queued: 9 } });
    }
    throw new Error('secret detail of a fault');
  }
}

class EchoArgs {
  @TextField() readonly text: string = '';
}

@Injectable()
class EchoCommands {
  @Command('echo', {
    args: EchoArgs,
    summary: 'Answers with its text.',
    result: Schema.Object({ text: Schema.String() }),
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { text: 'hi' },
  })
  echo({ text }: EchoArgs): Promise<{ text: string }> {
    return Promise.resolve({ text });
  }
}

@Module({ controllers: [ThingController], providers: [EchoCommands] })
class ThingModule {}

describe('REST', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createRestApp([ThingModule]);
  });

  afterAll(() => app.close());

  const send = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: string | object,
    headers: object = AS_OPERATOR,
  ) => {
    const json = payload === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await app.inject({
      method,
      url,
      headers: { ...json, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
  };

  it.each(['/healthz', '/readyz'])('answers %s without a token', async (url) => {
    expect(await send('GET', url, undefined, {})).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it.each([
    ['no token', {}, 401, 'UNAUTHENTICATED'],
    ['another scheme', { authorization: 'Basic eA==' }, 401, 'UNAUTHENTICATED'],
    ['an unknown token', { authorization: 'Bearer nt_op_unknown' }, 401, 'UNAUTHENTICATED'],
    ["a node's token", { authorization: `Bearer ${TEST_TOKENS.node}` }, 403, 'FORBIDDEN'],
  ])('refuses %s', async (_case, headers, status, code) => {
    const answer = await send('GET', '/things', undefined, headers);
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['www-authenticate'] === undefined).toBe(status !== 401);
  });

  it('names every wrong field of a body, also nested and unknown ones', async () => {
    const { status, body } = await send('POST', '/things', { name: 'x', part: { size: 'big' }, colour: 'red' });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'INVALID_ARGUMENT', type: 'urn:nodetool:error:INVALID_ARGUMENT' });
    expect((body['problems'] as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'colour',
      'name',
      'part.size',
    ]);
  });

  it('reads numbers of a query', async () => {
    expect(await send('GET', '/things?limit=3')).toMatchObject({ status: 200, body: { limit: 3 } });
    expect(await send('GET', '/things?limit=three')).toMatchObject({ status: 422 });
  });

  it.each([
    ['{"name": "ab",\n  "part": }', 'at line 2, column 11: expected value'],
    ['{"name": ', 'at line 1, column 10: expected value'],
  ])('says where %p stops being JSON', async (payload, place) => {
    expect(await send('POST', '/things', payload)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_MESSAGE', detail: `The body is not valid JSON ${place}.` },
    });
  });

  it('refuses a body that is too large or nested too deep', async () => {
    expect(await send('POST', '/things', JSON.stringify({ name: 'x'.repeat(MAX_BODY_BYTES) }))).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE', hint: `A body has at most ${MAX_BODY_BYTES} bytes.` },
    });
    expect(await send('POST', '/things', '['.repeat(1000))).toMatchObject({
      status: 400,
      body: { detail: 'The body nests too deep.' },
    });
  });

  it.each(['text/yaml', 'text/plain', 'application/x-www-form-urlencoded'])('refuses a body of %s', async (type) => {
    expect(await send('POST', '/things', '{"name": "ab"}', { ...AS_OPERATOR, 'content-type': type })).toMatchObject({
      status: 415,
      body: { title: 'Unsupported Media Type', hint: expect.stringContaining('application/json') },
    });
  });

  it('takes an empty body of any kind for none', async () => {
    const form = { ...AS_OPERATOR, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send('POST', '/things', '', form)).toMatchObject({ status: 422, body: { code: 'INVALID_ARGUMENT' } });
  });

  it.each(['[]', '3', '"name"'])('says that a body must be an object when it is %s', async (payload) => {
    expect(await send('POST', '/things', payload)).toMatchObject({
      status: 422,
      body: { code: 'INVALID_ARGUMENT', detail: 'The body must be a JSON object' },
    });
  });

  it('tells a wrong path from a wrong method', async () => {
    expect(await send('GET', '/nothing?token=secret')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', detail: 'There is nothing at GET /nothing.' },
    });
    const answer = await send('DELETE', '/things/1');
    expect(answer).toMatchObject({ status: 405, body: { status: 405 } });
    expect(answer.headers['allow']).toBe('GET, HEAD');
  });

  it('carries code, hint, details and the time to wait of an expected error', async () => {
    const answer = await send('GET', '/things/busy');
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'QUEUE_FULL', detail: 'Full.', hint: 'Wait.', details: { queued: 9 }, retry_after_ms: 1500 },
    });
    expect(answer.headers['retry-after']).toBe('2');
  });

  it('shows nothing of a fault but an id', async () => {
    const { status, body } = await send('GET', '/things/1');
    expect(status).toBe(500);
    expect(body).toMatchObject({
      code: 'INTERNAL',
      details: { correlation_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('runs a command and lists it', async () => {
    expect(await send('POST', '/api/v1/commands/echo', { text: 'hi' })).toMatchObject({
      status: 200,
      body: { text: 'hi' },
    });
    expect(await send('GET', '/api/v1/commands')).toMatchObject({
      body: { commands: expect.arrayContaining([{ name: 'echo', summary: 'Answers with its text.' }]) },
    });
  });

  it('refuses an unknown command and wrong arguments', async () => {
    expect(await send('POST', '/api/v1/commands/none', {})).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_COMMAND', detail: 'Unknown command: none' },
    });
    expect(await send('POST', '/api/v1/commands/echo', { txt: 1 })).toMatchObject({
      status: 422,
      body: { code: 'INVALID_ARGUMENT', problems: expect.arrayContaining([expect.objectContaining({ field: 'txt' })]) },
    });
  });

  it('documents routes, commands and errors in OpenAPI', async () => {
    const { body } = await send('GET', '/docs-json', undefined, {});
    expect(body).toMatchObject({
      paths: {
        '/things': { post: expect.anything() },
        '/api/v1/commands/echo': {
          post: {
            requestBody: {
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
                },
              },
            },
            responses: {
              '200': { content: { 'application/json': { schema: { properties: { text: { type: 'string' } } } } } },
              '403': expect.anything(),
              '404': { description: expect.stringContaining('NOT_FOUND') },
              '422': expect.anything(),
            },
          },
        },
      },
      components: { schemas: { ProblemDto: expect.anything() } },
    });
  });

  it('leads a browser from the bare address to the documentation', async () => {
    const answer = await app.inject({ method: 'GET', url: '/' });
    expect({ status: answer.statusCode, to: answer.headers.location }).toEqual({ status: 302, to: '/docs' });
  });

  it('serves the page of the documentation without another host', async () => {
    const page = await app.inject({ method: 'GET', url: '/docs' });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect((await app.inject({ method: 'GET', url: '/docs/swagger-ui-bundle.js' })).statusCode).toBe(200);
  });
});
