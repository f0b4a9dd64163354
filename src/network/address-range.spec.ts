import { describe, expect, it } from '@jest/globals';

import { blockListOf, isAddressRule, isListed, isLoopback, plainAddress, sourceOf } from './address-range.js';

describe('lists of addresses', () => {
  it.each([
    ['10.1.2.3', true],
    ['10.1.0.0/16', true],
    ['fd00::/8', true],
    ['10.1.0.0/33', false],
    ['10.1.0.0/', false],
    ['10.1/16', false],
    ['host.example', false],
    ['true', false],
    ['*', false],
  ])('reads %s as a rule: %s', (text, isRule) => {
    expect(isAddressRule(text)).toBe(isRule);
  });

  it('finds addresses of both families, and IPv4 written as IPv6', () => {
    const list = blockListOf(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32']);
    const found = ['10.1.255.1', '::ffff:10.1.2.3', '::FFFF:192.0.2.7', '2001:db8:1::5', '2001:DB8::1%eth0'];
    expect(found.filter((address) => !isListed(list, address))).toEqual([]);
    const strangers = ['10.2.0.1', '192.0.2.8', '2001:db9::1', '::ffff:10.2.0.1', '', 'unknown'];
    expect(strangers.filter((address) => isListed(list, address))).toEqual([]);
  });

  it('counts a whole network of 64 bits as one source', () => {
    expect(sourceOf('2001:db8::1')).toBe(sourceOf('2001:DB8:0:0:ffff::9'));
    expect(sourceOf('2001:db8:0:1::1')).not.toBe(sourceOf('2001:db8::1'));
    expect(sourceOf('192.0.2.7')).toBe('192.0.2.7');
  });

  it('knows loopback in all its forms', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['128.0.0.1', '::2', '0.0.0.0', ''].map(isLoopback)).toEqual([false, false, false, false]);
    expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  });
});
