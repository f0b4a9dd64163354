import { describe, expect, it } from '@jest/globals';

import { KNOWN_PROVIDERS, ownProvider } from '../../config/known-providers.js';
import type { ProviderResolution } from './resolve-provider.js';
import { resolveProvider } from './resolve-provider.js';

type Values = Readonly<Record<string, string>>;

const resolve = (name: string, environment: Values, secrets: Values = {}): ProviderResolution => {
  const provider = KNOWN_PROVIDERS.find((known) => known.name === name) ?? ownProvider(name, 'http://own.example/v1');
  return resolveProvider(
    provider,
    (variable) => environment[variable],
    (variable) => secrets[variable],
  );
};

const configured = (baseUrl: string, apiKey: string | null) => ({
  kind: 'configured',
  isUserAddress: expect.any(Boolean),
  settings: expect.objectContaining({ baseUrl, apiKey }),
});

describe('resolveProvider', () => {
  it('takes a service on the internet for absent until there is a key', () => {
    expect(resolve('openai', {})).toEqual({ kind: 'absent' });
    expect(resolve('openai', { OPENAI_API_KEY: 'k' })).toEqual(configured('https://api.openai.com/v1', 'k'));
  });

  it('needs no key for a service at an address of one’s own', () => {
    const resolved = resolve('openai', { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1/' });
    expect(resolved).toEqual(configured('http://127.0.0.1:1/v1', null));
  });

  it.each(['ollama', 'lmstudio', 'llama_cpp', 'vllm'])('takes %s for absent until there is an address', (name) => {
    expect(resolve(name, { [`${name.toUpperCase()}_API_KEY`]: 'k' })).toEqual({ kind: 'absent' });
  });

  it('completes a bare address where the interface has a version in its path', () => {
    expect(resolve('lmstudio', { LMSTUDIO_API_URL: 'http://127.0.0.1:1234' })).toEqual(
      configured('http://127.0.0.1:1234/v1', null),
    );
    expect(resolve('ollama', { OLLAMA_API_URL: 'http://127.0.0.1:11434/' })).toEqual(
      configured('http://127.0.0.1:11434', null),
    );
  });

  it('prefers the secret over the environment, and the first variable over the next', () => {
    expect(resolve('gemini', { GEMINI_API_KEY: 'env' }, { GOOGLE_API_KEY: 'user' })).toMatchObject({
      settings: { apiKey: 'user' },
    });
    expect(resolve('gemini', { GOOGLE_API_KEY: 'second', GEMINI_API_KEY: 'first' })).toMatchObject({
      settings: { apiKey: 'first' },
    });
  });

  it('never sends the environment’s key to an address out of a secret', () => {
    const secrets = { OPENAI_BASE_URL: 'http://elsewhere.example/v1' };
    expect(resolve('openai', { OPENAI_API_KEY: 'operator' }, secrets)).toEqual(
      configured('http://elsewhere.example/v1', null),
    );
    expect(resolve('openai', { OPENAI_API_KEY: 'operator' }, { ...secrets, OPENAI_API_KEY: 'user' })).toEqual(
      configured('http://elsewhere.example/v1', 'user'),
    );
  });

  it('reaches an own provider with the key of its name', () => {
    expect(resolve('acme-ai', { ACME_AI_API_KEY: 'k' })).toEqual(configured('http://own.example/v1', 'k'));
    expect(resolve('acme-ai', {})).toEqual(configured('http://own.example/v1', null));
  });

  it.each(['ftp://a/v1', 'http://user:pass@a/v1', 'http://a/v1?key=x', 'nonsense'])(
    'names the variable of a wrong address and not its value: %s',
    (OLLAMA_API_URL) => {
      const reason = 'OLLAMA_API_URL is not an http or https URL';
      expect(resolve('ollama', {}, { OLLAMA_API_URL })).toEqual({ kind: 'wrong', reason });
    },
  );

  it('refuses a key that would break a header, without showing it', () => {
    const resolved = resolve('openai', {}, { OPENAI_API_KEY: 'sk-1\nsk-2' });
    expect(resolved).toEqual({ kind: 'wrong', reason: expect.not.stringContaining('sk-') });
  });
});
