import { describe, expect, it } from '@jest/globals';

import { isOutboundRule, OutboundGate } from './outbound-rules.js';

const gate = (...allow: string[]) => new OutboundGate({ mode: 'public', allow });

describe('outbound rules', () => {
  it.each([
    '*',
    'ollama.lan',
    '*.lan',
    'a-b.example:8080',
    '10.0.0.0/8',
    '10.0.0.0/8:443',
    '127.0.0.1',
    '::1',
    '[::1]:80',
    'fd00::/8',
  ])('can be %s', (text) => {
    expect(isOutboundRule(text)).toBe(true);
  });

  it.each(['', 'http://a', 'a/b', '10.0.0.0/33', '10.0.0.0/8/9', 'a:0', 'a:65536', 'a:b', 'a b', '*.', '10.0.0.0/'])(
    'can not be %j',
    (text) => {
      expect(isOutboundRule(text)).toBe(false);
    },
  );

  it('let through what they name, at the port that they name', () => {
    expect(gate('ollama.lan:11434').allowsHost('OLLAMA.lan.', 11434)).toBe(true);
    expect(gate('ollama.lan:11434').allowsHost('ollama.lan', 80)).toBe(false);
    expect(gate('*.lan').allowsHost('a.b.lan', 80)).toBe(true);
    expect(gate('*.lan').allowsHost('lan', 80)).toBe(false);
    expect(gate('*.lan').allowsHost('evil-lan', 80)).toBe(false);
    expect(gate('*').allowsAddress('127.0.0.1', 1)).toBe(true);
    expect(gate('10.1.0.0/16').allowsAddress('10.1.2.3', 80)).toBe(true);
    expect(gate('10.1.0.0/16').allowsAddress('10.2.0.1', 80)).toBe(false);
    expect(gate('10.1.0.0/16:443').allowsAddress('10.1.0.1', 80)).toBe(false);
    expect(gate('::1').allowsAddress('0:0:0:0:0:0:0:1', 80)).toBe(true);
  });

  it('let through the public internet only in mode public', () => {
    expect(gate().allowsAddress('1.1.1.1', 443)).toBe(true);
    const listed = new OutboundGate({ mode: 'listed', allow: ['1.1.1.1'] });
    expect(listed.allowsAddress('1.1.1.1', 443)).toBe(true);
    expect(listed.allowsAddress('8.8.8.8', 443)).toBe(false);
  });
});
