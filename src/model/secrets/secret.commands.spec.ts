import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Check } from 'typebox/value';

import { AS_OPERATOR, createRestApp, testConfig } from '../../../test/support/rest-app.js';
import { Dispatcher } from '../../dispatch/dispatcher.js';
import { ModelModule } from '../model.module.js';
import { DeleteSecretResult, ListSecretsResult, SetSecretResult } from './secret.commands.js';

type Answer = Record<string, unknown>;

describe('secret commands', () => {
  let app: NestFastifyApplication;

  const call = (command: string, args: Answer = {}, userIds: readonly string[] | null = null): Promise<Answer> =>
    app.get(Dispatcher).dispatch({ command, args, caller: { door: 'rest', userIds, scopes: null } });

  beforeEach(async () => {
    app = await createRestApp([ModelModule], testConfig({ hfHubCache: '' }));
  });

  afterEach(async () => {
    await app.close();
  });

  it('set, list and delete, without ever telling a value', async () => {
    const set = await call('set_secret', { name: 'B_KEY', value: 'sk-hidden' });
    await call('set_secret', { name: 'A', value: 'sk-hidden' });
    const listed = await call('list_secrets');
    expect(listed['secrets']).toEqual([
      { name: 'A', created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
      { name: 'B_KEY', created_at: set['updated_at'], updated_at: set['updated_at'] },
    ]);
    const deleted = await call('delete_secret', { name: 'A' });
    expect(deleted).toEqual({ name: 'A', deleted: true });
    expect(JSON.stringify([set, listed, deleted])).not.toContain('sk-hidden');
    expect(Check(SetSecretResult, set) && Check(ListSecretsResult, listed) && Check(DeleteSecretResult, deleted)).toBe(
      true,
    );
  });

  it('keep users apart', async () => {
    await call('set_secret', { name: 'A', value: 'x' }, ['2']);
    expect(await call('list_secrets', {}, ['1'])).toEqual({ secrets: [] });
    await expect(call('delete_secret', { name: 'A' }, ['1'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(call('list_secrets', { user_id: '2' }, ['1'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await call('list_secrets', {}, ['2']))['secrets']).toHaveLength(1);
  });

  it.each([
    ['name', { name: 'lower', value: 'sk-hidden' }],
    ['name', { name: '1A', value: 'sk-hidden' }],
    ['name', { name: `A${'B'.repeat(128)}`, value: 'sk-hidden' }],
    ['name', { name: 'sk-hidden', value: 'OPENAI_API_KEY' }],
    ['value', { name: 'A', value: '' }],
    ['value', { name: 'A' }],
    ['value', { name: 'A', value: ['sk-hidden'] }],
    ['secret', { name: 'A', value: 'x', secret: 'sk-hidden' }],
  ])('name a wrong %s in %j and don’t repeat it', async (field, args) => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/commands/set_secret',
      headers: AS_OPERATOR,
      payload: args,
    });
    expect(reply.json()).toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field }] });
    expect(reply.body).not.toContain('sk-hidden');
  });
});
