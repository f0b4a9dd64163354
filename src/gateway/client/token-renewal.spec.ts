import { afterEach, describe, expect, it } from '@jest/globals';

import { LinkBench } from '../../../test/support/link-bench.js';
import type { GatewayClientOptions } from './client-options.js';

describe('a token that the hub rotates', () => {
  const bench = new LinkBench();

  afterEach(bench.cleanUp);

  const connect = (options: Partial<GatewayClientOptions>) => {
    const kept = { token: 'old' };
    const joined = bench.connect(
      {},
      {
        authToken: () => kept.token,
        saveToken: async (token) => {
          kept.token = token;
        },
        ...options,
      },
    );
    return { kept, joined };
  };
  const rotated = { type: 'token_rotated', token: 'text-2', old_valid_ms: 60_000 } as const;

  it('is kept, and the node comes back with it', async () => {
    const { kept, joined } = connect({});
    const { hub, session, client } = await joined;
    const seen: string[] = [];
    client.on('message', ({ type }) => seen.push(type));
    session.send(rotated);
    const next = await hub.session();
    await next.register();
    expect(kept.token).toBe('text-2');
    expect(next.request.headers.authorization).toBe('Bearer text-2');
    expect(await session.closed).toBe(1000);
    expect(seen).not.toContain('token_rotated');
  });

  it.each([
    ['can not be kept', { saveToken: () => Promise.reject(new Error('read-only')) }],
    ['has no place', { saveToken: undefined }],
  ])('is not used when it %s', async (_why, options) => {
    const warnings: string[] = [];
    const warn = (text: string, fields: object): void => void warnings.push(text, JSON.stringify(fields));
    const logger = { debug: () => undefined, info: () => undefined, warn };
    const { kept, joined } = connect({ ...options, logger });
    const { session, client } = await joined;
    session.send(rotated);
    session.send({ type: 'error', error: 'after it', details: {} });
    await new Promise((resolve) => client.on('problem', resolve));
    expect([kept.token, client.status().state]).toEqual(['old', 'ready']);
    expect(warnings.join(' ')).toMatch(/by hand in time/);
    expect(warnings.join(' ')).not.toContain('text-2');
  });

  it.each([4501, 4503])('brings the node back after %i when the new one lies there already', async (code) => {
    const { kept, joined } = connect({});
    const { hub, session } = await joined;
    kept.token = 'new';
    session.socket.close(code);
    const next = await hub.session();
    expect(next.request.headers.authorization).toBe('Bearer new');
  });

  it('is taken up when its file has changed', async () => {
    const { kept, joined } = connect({});
    const { hub, client } = await joined;
    await client.renewToken();
    expect(client.status().state).toBe('ready');
    kept.token = 'new';
    await client.renewToken();
    expect((await hub.session()).request.headers.authorization).toBe('Bearer new');
  });
});
