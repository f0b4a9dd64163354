import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../../test/support/database.js';
import { testConfig } from '../../../test/support/rest-app.js';
import { readProviderVariables } from '../../config/provider-variables.js';
import type { TestDatabase } from '../../database/testing.js';
import { SecretKeyStore } from '../secrets/secret-key.store.js';
import { SecretRepository } from '../secrets/secret.repository.js';
import { SecretService } from '../secrets/secret.service.js';
import { ConfiguredProviders } from './configured-providers.service.js';

describe('the configured providers', () => {
  let db: TestDatabase;
  let secrets: SecretService;
  let providers: ConfiguredProviders;

  const restart = (secretsKey: string): void => {
    const env: Readonly<Record<string, string>> = { GROQ_API_KEY: 'gsk', OLLAMA_API_URL: 'http://127.0.0.1:11434/' };
    const config = testConfig({ secretsKey, providerVariables: readProviderVariables({}, (name) => env[name]) });
    secrets = new SecretService(new SecretRepository(db.database), new SecretKeyStore(config));
    providers = new ConfiguredProviders(config, secrets);
  };
  const names = async (userId: string) => (await providers.list(userId)).map(({ name }) => name);

  beforeEach(async () => {
    db = await openAppDatabase();
    restart('01'.repeat(32));
  });

  afterEach(async () => {
    await db.close();
  });

  it('are found by name, for each user with the own key', async () => {
    await secrets.set('1', 'GROQ_API_KEY', 'mine');
    const groq = { name: 'groq', kind: 'openai_compatible', baseUrl: 'https://api.groq.com/openai/v1' };
    expect(await providers.find('groq', '1')).toEqual({ ...groq, apiKey: 'mine' });
    expect(await providers.find('groq', '2')).toEqual({ ...groq, apiKey: 'gsk' });
    expect(await providers.find('ollama', '1')).toMatchObject({ baseUrl: 'http://127.0.0.1:11434', apiKey: null });
    expect(await providers.find('openai', '1')).toBeNull();
    expect(await providers.find('nobody', '1')).toBeNull();
    expect(await names('1')).toEqual(['groq', 'ollama']);
  });

  it('say when a secret can not be opened, and never fall back on the key of somebody else', async () => {
    await secrets.set('1', 'GROQ_API_KEY', 'mine');
    restart('02'.repeat(32));
    const fault = { code: 'CONFLICT', message: 'Secret GROQ_API_KEY was stored with another key' };
    await expect(providers.find('groq', '1')).rejects.toMatchObject(fault);
    expect(await names('1')).toEqual(['ollama']);
    expect((await providers.survey('1')).faults).toEqual([{ name: 'groq', reason: fault.message }]);
    expect(await names('2')).toEqual(['groq', 'ollama']);
  });

  it('say when a secret is none that can be used', async () => {
    await secrets.set('1', 'OLLAMA_API_URL', 'nonsense');
    const fault = { code: 'CONFLICT', message: 'Provider ollama: OLLAMA_API_URL is not an http or https URL' };
    await expect(providers.find('ollama', '1')).rejects.toMatchObject(fault);
  });

  it('reach an address out of a secret only behind the outbound guard, and one of the operator at once', async () => {
    await secrets.set('1', 'OPENAI_BASE_URL', 'http://169.254.169.254/v1');
    const { fetch: send } = (await providers.find('openai', '1')) ?? {};
    await expect(send?.('http://169.254.169.254/v1/models')).rejects.toThrow('OUTBOUND_ALLOW');
    expect(await providers.find('ollama', '1')).not.toHaveProperty('fetch');
  });
});
