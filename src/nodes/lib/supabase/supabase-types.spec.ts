import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { NodeType } from '../../../engine/node-type.js';
import type { HttpRequest } from '../../../engine/services/node-http.js';
import { tryNodeType } from '../../try-node-type.js';
import { Delete, Insert, RPC, Select, Update, Upsert } from './types.js';

interface Asked {
  readonly method: string | undefined;
  readonly url: string;
  readonly key: unknown;
  readonly prefer: unknown;
  readonly body: string;
}

let server: Server;
let asked: Asked[] = [];
let answer: { readonly status: number; readonly text: string };

beforeEach(async () => {
  asked = [];
  answer = { status: 200, text: '[{"id":1}]' };
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method, url = '', headers } = request;
      const body = Buffer.concat(pieces).toString();
      asked.push({ method, url: decodeURIComponent(url), key: headers['apikey'], prefer: headers['prefer'], body });
      response.statusCode = answer.status;
      response.end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const run = async (type: NodeType, inputs: Readonly<Record<string, unknown>>, withSecrets = true): Promise<unknown> => {
  const secrets: Readonly<Record<string, string>> = {
    SUPABASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    SUPABASE_KEY: 'k3y',
  };
  const services = {
    http: {
      fetch: (url: string, { method = 'GET', headers = {}, body }: HttpRequest = {}) =>
        fetch(url, { method, headers, ...(typeof body === 'string' && { body }) }),
    },
    secrets: { get: async (name: string) => (withSecrets ? (secrets[name] ?? null) : null) },
  };
  return (await tryNodeType(type, inputs, { services })).outputs['output']?.[0];
};

describe('node types of lib.supabase', () => {
  it('select rows by conditions, in an order', async () => {
    const filters = [
      ['age', 'gte', 18],
      ['city', 'in', ['Rome', 'a"b']],
      ['tags', 'contains', ['x']],
    ];
    const inputs = { table_name: 'people', filters, order_by: 'age', descending: true, limit: 2 };
    expect(await run(Select, inputs)).toEqual([{ id: 1 }]);
    expect(asked).toMatchObject([
      {
        method: 'GET',
        url: '/rest/v1/people?select=*&age=gte.18&city=in.("Rome","a\\"b")&tags=cs.{"x"}&order=age.desc&limit=2',
        key: 'k3y',
      },
    ]);
  });

  it('give a table when asked to', async () => {
    expect(await run(Select, { table_name: 'people', to_dataframe: true })).toMatchObject({ data: [[1]] });
  });

  it.each([
    [Insert, { records: { a: 1 } }, 'POST', '[{"a":1}]', 'return=representation', [{ id: 1 }]],
    [
      Upsert,
      { records: [{ a: 1 }], return_rows: false },
      'POST',
      '[{"a":1}]',
      'resolution=merge-duplicates,return=minimal',
      { upserted: 1 },
    ],
    [
      Update,
      { values: { a: 2 }, filters: [['id', 'eq', 1]] },
      'PATCH',
      '{"a":2}',
      'return=representation',
      [{ id: 1 }],
    ],
    [Delete, { filters: [['id', 'ne', null]] }, 'DELETE', '', 'return=minimal', { deleted: true }],
  ])('%# change rows', async (type, inputs, method, body, prefer, output) => {
    expect(await run(type, { table_name: 'people', ...inputs })).toEqual(output);
    expect(asked).toMatchObject([{ method, body, prefer }]);
  });

  it('call functions', async () => {
    expect(await run(RPC, { function: 'f', params: { x: 1 } })).toEqual([{ id: 1 }]);
    expect(asked).toMatchObject([{ method: 'POST', url: '/rest/v1/rpc/f', body: '{"x":1}' }]);
  });

  it('say what is wrong, and never the key', async () => {
    answer = { status: 404, text: '{"message":"no such table"}' };
    await expect(run(Select, { table_name: 'x' })).rejects.toThrow(/status 404: .*no such table(?!.*k3y)/);
    await expect(run(Select, {})).rejects.toThrow('table_name cannot be empty');
    await expect(run(Delete, { table_name: 'x' })).rejects.toThrow('At least one filter');
    await expect(run(Update, { table_name: 'x' })).rejects.toThrow('values cannot be empty');
    await expect(run(Select, { table_name: 'x' }, false)).rejects.toThrow('the secret SUPABASE_URL is not set');
  });
});
