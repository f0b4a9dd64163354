import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { AiServer } from '../support/ai-servers/ai-server.js';
import { startAiServer } from '../support/ai-servers/ai-server.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const KEY = 'sk-key-of-the-tests';

describe('a collection with the model of a provider', () => {
  let ai: AiServer;
  let server: TestServer;

  const call = async (command: string, args: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${server.url}/api/v1/commands/${command}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    return (await response.json()) as Record<string, unknown>; // the API answers with JSON objects alone
  };

  beforeAll(async () => {
    ai = await startAiServer({ apiKey: KEY });
    server = await startServer({ role: 'all', env: { OPENAI_BASE_URL: `${ai.url}/v1`, OPENAI_API_KEY: KEY } });
  });

  afterAll(async () => {
    await server.stop();
    await ai.close();
  });

  it('asks the provider for the vectors of documents and of queries, with the key of the node', async () => {
    const embedding_model = 'openai/text-embedding-3-small';
    expect(await call('create_collection', { name: 'notes', embedding_model })).toMatchObject({ name: 'notes' });
    const documents = ['the harbour at night', 'lentil soup'];
    expect(await call('add_documents', { name: 'notes', ids: ['a', 'b'], documents })).not.toHaveProperty('code');
    const found = await call('query_collection', { name: 'notes', query_texts: ['lentil soup'], n_results: 1 });
    expect(found).toMatchObject({ ids: [['b']], documents: [['lentil soup']] });
    const asked = ai.requests.filter(({ path }) => path === '/v1/embeddings');
    expect(asked.map(({ body }) => body)).toEqual([
      expect.objectContaining({ model: 'text-embedding-3-small', input: documents }),
      expect.objectContaining({ input: ['lentil soup'] }),
    ]);
    expect(server.logs()).not.toContain(KEY);
  });

  it('says which key a provider refuses, and adds nothing', async () => {
    await call('create_collection', { name: 'refused', embedding_model: 'openai/text-embedding-3-small' });
    ai.play({ kind: 'status', status: 401 });
    const answer = await call('add_documents', { name: 'refused', documents: ['x'] });
    expect(answer).toMatchObject({ code: 'FORBIDDEN' });
    expect(JSON.stringify(answer)).toContain('OPENAI_API_KEY');
    expect(await call('get_collection', { name: 'refused' })).toMatchObject({ count: 0 });
  });
});
