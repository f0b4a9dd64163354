import { isIP } from 'node:net';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isPublicAddress } from './public-address.js';

const SPECIAL = [
  ['this network', '0.0.0.0', '0.1.2.3'],
  ['private networks', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.254', '192.168.0.1'],
  ['loopback', '127.0.0.1', '127.1.2.3', '::1'],
  ['link-local addresses', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ["clouds' metadata", '169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254', '192.0.0.192'],
  ['shared address space', '100.64.0.1', '100.127.255.255'],
  ['documentation and benchmarks', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1', '3fff::1'],
  ['multicast, broadcast and reserved', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1'],
  ['nothing', '::', '0.0.0.0'],
  ['unique local addresses', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['IPv4 in IPv6', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::127.0.0.1', '::ffff:0:127.0.0.1'],
  ['translated addresses', '64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::8.8.8.8'],
  ['tunnels', '2002:7f00:1::', '2002:808:808::1', '2001:0:4136:e378::', '2a00:1450::5efe:10.0.0.1'],
  ['no addresses at all', '', 'localhost', '127.1', '0x7f.1', '2130706433', '1.2.3', '[::1]'],
].flatMap(([kind = '', ...addresses]) => addresses.map((address) => ({ kind, address })));

describe('isPublicAddress', () => {
  it.each(SPECIAL)('takes $address for not public: $kind', ({ address }) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.1.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2A00:1450:4001:81B::200E',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('takes %s for public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('judges an IPv4 address the same however IPv6 spells it', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
        const spellings = [`::ffff:${address}`, `::FFFF:${hex}`, `0:0:0:0:0:ffff:${hex}`, `64:ff9b::${hex}`];
        expect(spellings.map(isIP)).toEqual([6, 6, 6, 6]);
        expect(spellings.map(isPublicAddress)).toEqual(Array.from(spellings, () => isPublicAddress(address)));
      }),
    );
  });
});
