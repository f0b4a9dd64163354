import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ExitCode } from '../../src/cli/exit-codes.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { ListingServer } from '../support/ai-servers/listing-server.js';
import { startListingServer } from '../support/ai-servers/listing-server.js';
import { openAiListing } from '../support/ai-servers/openai-listing.js';
import { createMemoryIo } from '../support/memory-io.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const VALUE = 'sk-sentinel-of-the-tests';

describe('secrets of a running server', () => {
  let server: TestServer;
  let provider: ListingServer;

  beforeEach(async () => {
    provider = await startListingServer(openAiListing([{ id: 'gpt-5' }], VALUE));
    server = await startServer({
      role: 'all',
      env: { LOG_LEVEL: 'trace', OPENAI_BASE_URL: provider.url, HF_HUB_CACHE: '/nonexistent' },
    });
  });

  afterEach(async () => {
    await server.stop();
    await provider.close();
  });

  const call = async (command: string, args: object, prefix = 'nodes/any/'): Promise<unknown> => {
    const response = await fetch(`${server.url}/api/v1/${prefix}commands/${command}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.operatorToken}`,
        'content-type': 'application/json',
        'idempotency-key': 'k',
      },
      body: JSON.stringify(args),
    });
    return response.json();
  };

  /** Runs `nodetool gateway secrets …` with a value on standard input. */
  const cli = async (args: readonly string[], stdin = ''): Promise<{ code: ExitCode; out: string; err: string }> => {
    const io = createMemoryIo({ env: { NODETOOL_HUB_URL: server.url, NODETOOL_TOKEN: server.operatorToken }, stdin });
    const code = await runCli(['gateway', 'secrets', ...args], io);
    return { code, out: io.out(), err: io.err() };
  };

  const filesWith = async (text: string): Promise<readonly string[]> => {
    const names = await readdir(server.dataDir);
    const contents = await Promise.all(names.map((name) => readFile(join(server.dataDir, name))));
    return names.filter((_name, index) => contents[index]?.includes(text));
  };

  it('reach the provider and appear in no log, file, answer or refusal on the way', async () => {
    const answers = [
      await call('set_secret', { name: 'OPENAI_API_KEY', value: VALUE }),
      await call('set_secret', { name: 'lower', value: VALUE }),
      await call('set_secret', { name: 'A', value: VALUE, extra: VALUE }),
      await call('set_secret', { name: 'B', value: VALUE, user_id: { id: VALUE } }),
      await call('list_secrets', {}),
      await call('list_models', { provider: 'openai' }),
    ];
    expect(answers.at(-1)).toMatchObject({ models: [{ id: 'gpt-5', provider: 'openai' }], warnings: [] });
    expect(provider.seen.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${VALUE}`]);
    expect(JSON.stringify(answers)).not.toContain(VALUE);
    expect(await filesWith(VALUE)).toEqual([]);
    expect(await filesWith('OPENAI_API_KEY')).not.toEqual([]);
    await server.stop('SIGTERM');
    expect(server.logs()).toContain('"level":"debug"');
    expect(server.logs()).not.toContain(VALUE);
  });

  it('are set, listed and deleted on the command line', async () => {
    const set = await cli(['set', 'any', 'OPENAI_API_KEY'], `${VALUE}\n`);
    expect(set).toMatchObject({
      code: ExitCode.ok,
      out: '',
      err: expect.stringMatching(/^OPENAI_API_KEY is set on node-/),
    });
    expect(await call('list_models', { provider: 'openai' }, '')).toMatchObject({ total: 1, warnings: [] });
    expect((await cli(['list', 'any'])).out).toMatch(/^NAME +SET\nOPENAI_API_KEY +/);
    const listed = await cli(['list', 'any', '--json', '--user', '2']);
    expect(JSON.parse(listed.out)).toEqual({ secrets: [] });
    expect(await cli(['delete', 'any', 'OPENAI_API_KEY'])).toMatchObject({ code: ExitCode.ok });
    expect(await cli(['delete', 'any', 'OPENAI_API_KEY'])).toMatchObject({
      code: ExitCode.notFound,
      err: expect.stringContaining('Secret OPENAI_API_KEY not found'),
    });
    expect(await cli(['set', 'any', 'A'], '\n')).toMatchObject({ code: ExitCode.usage });
    expect((await stat(join(server.dataDir, 'secrets.key'))).mode & 0o777).toBe(0o600);
  });
});
