import { describe, expect, it } from '@jest/globals';

import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const load = (env: Record<string, string>) => loadConfig({ env, cwd: '/nonexistent' }).providerVariables;

const messageOf = (env: Record<string, string>): string => {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

describe('the variables of providers', () => {
  it('are read where they are given', () => {
    const { values } = load({ OPENAI_API_KEY: ' sk-1 ', OLLAMA_API_URL: 'http://127.0.0.1:11434', GROQ_API_KEY: '' });
    expect(Object.fromEntries(values)).toEqual({
      OLLAMA_API_URL: 'http://127.0.0.1:11434',
      OPENAI_API_KEY: 'sk-1',
    });
  });

  it('include the providers that the user names, with their keys', () => {
    const { providers, values } = load({
      MODEL_PROVIDERS: 'acme-ai=http://a.example/,b=http://b/v2',
      ACME_AI_API_KEY: 'k',
    });
    expect(providers.map(({ name, url }) => [name, url])).toEqual(
      expect.arrayContaining([
        ['acme-ai', 'http://a.example/v1'],
        ['b', 'http://b/v2'],
      ]),
    );
    expect(values.get('ACME_AI_API_KEY')).toBe('k');
    const names = providers.map(({ name }) => name);
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('are refused all at once, each by its name and without its value', () => {
    const text = messageOf({
      MODEL_PROVIDERS: 'openai=http://a/v1,Bad=http://b/v1,c=ftp://c',
      OLLAMA_API_URL: 'http://me:hunter2@a',
      GROQ_API_KEY: 'gsk one',
    });
    expect(text.split('\n')).toEqual([
      '5 settings are wrong:',
      expect.stringContaining('MODEL_PROVIDERS may not name openai, which is known already. Set OPENAI_BASE_URL'),
      expect.stringContaining('MODEL_PROVIDERS has a name that is not valid: "Bad"'),
      expect.stringContaining('MODEL_PROVIDERS is not valid for c'),
      expect.stringContaining('GROQ_API_KEY is not valid'),
      expect.stringContaining('OLLAMA_API_URL is not valid'),
    ]);
    expect(text).not.toMatch(/hunter2|gsk/);
  });

  it('refuse a text that holds no pairs', () => {
    expect(messageOf({ MODEL_PROVIDERS: 'http://a' })).toContain(
      'MODEL_PROVIDERS is not valid: expected name=URL pairs',
    );
  });
});

describe('SECRETS_KEY', () => {
  it.each([
    Buffer.alloc(32, 1).toString('hex'),
    Buffer.alloc(32, 255).toString('base64'),
    Buffer.alloc(32, 255).toString('base64url'),
  ])('may be %s', (SECRETS_KEY) => {
    expect(loadConfig({ env: { SECRETS_KEY }, cwd: '/nonexistent' }).secretsKey).toBe(SECRETS_KEY);
  });

  it('must hold 32 bytes', () => {
    const text = messageOf({ SECRETS_KEY: Buffer.alloc(31, 1).toString('hex') });
    expect(text).toContain('SECRETS_KEY is not valid: expected 32 bytes');
    expect(text).not.toContain('0101');
  });
});

describe('HF_HUB_CACHE', () => {
  it('follows HF_HOME unless it is set', () => {
    const folderOf = (env: Record<string, string>) => loadConfig({ env, cwd: '/nonexistent' }).hfHubCache;
    expect(folderOf({ HF_HOME: '/hf' })).toBe('/hf/hub');
    expect(folderOf({ HF_HOME: '/hf', HF_HUB_CACHE: '/cache' })).toBe('/cache');
    expect(folderOf({})).toMatch(/\/\.cache\/huggingface\/hub$/);
  });
});
