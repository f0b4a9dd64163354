import { describe, expect, it } from '@jest/globals';

import { loadConfig } from './load-config.js';

const problemsWith = (env: Record<string, string>): string => {
  try {
    loadConfig({ env, cwd: '/nonexistent' });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

const STRONG = { HUB_OPERATOR_TOKEN: 'f3a9c1d87b6e5f4a3b2c', HUB_NODE_TOKEN: '0b1d2c3e4f5a69788796' };

describe('settings of the network', () => {
  it.each(['HOST', 'NODE_LISTEN', 'API_LISTEN', 'METRICS_LISTEN'])(
    'refuses a token that can be guessed when %s is open to others',
    (name) => {
      const place = name === 'HOST' ? '0.0.0.0' : '192.168.1.5:8080';
      const text = problemsWith({
        [name]: place,
        HUB_OPERATOR_TOKEN: 'secret',
        HUB_NODE_TOKEN: 'changeme-changeme-changeme',
      });
      expect(text).toMatch(
        /HUB_OPERATOR_TOKEN is too easy to guess .*openssl rand -hex 32.* or listen on 127\.0\.0\.1/,
      );
      expect(text).toContain('HUB_NODE_TOKEN is too easy');
      expect(text).not.toContain('changeme');
      expect(problemsWith({ [name]: place, ...STRONG })).toBe('');
      expect(problemsWith({ [name]: place })).toBe('');
    },
  );

  it('lets a short token stay on loopback', () => {
    expect(problemsWith({ HOST: 'localhost', HUB_OPERATOR_TOKEN: 'secret' })).toBe('');
  });

  it('names halves of pairs and files that are not there', () => {
    expect(problemsWith({ TLS_CERT: '/nonexistent/cert.pem', TLS_CLIENT_CERT: 'required' }).split('\n')).toEqual([
      '3 settings are wrong:',
      expect.stringMatching(/^ {2}TLS_CERT names a file that can't be read/),
      '  TLS_CERT needs TLS_KEY as well: set both, or neither.',
      '  TLS_CLIENT_CERT needs TLS_CA as well: set both, or neither.',
    ]);
  });

  it.each([
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '*'],
    ['TRUST_PROXY', '1'],
    ['NODE_ALLOW', '10.0.0.0/40'],
    ['NODE_LISTEN', '8443'],
    ['ALLOWED_HOSTS', 'https://hub.example'],
    ['GATEWAY_TLS_PIN', 'sha256/short'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsWith({ [name]: value })).toMatch(new RegExp(`${name} is not valid: expected`));
  });
});
