import { isIP } from 'node:net';

import { blockListOf, expandIpv6 } from '../network/address-range.js';

/** Ranges of IPv4 that aren't the public internet, by IANA's registry of special addresses. */
const SPECIAL_4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // behind a provider's address translation
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's own service for its machines
  '169.254.0.0/16', // link-local, with the metadata of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
] as const;

/** Within 2000::/3, outside of which nothing is public. */
const SPECIAL_6 = [
  '2001::/23', // protocol assignments, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
] as const;

/** NAT64 in front of an IPv4 address: what counts is that address. */
const NAT64 = '0064:ff9b:0000:0000:0000:0000:';
/** An IPv4 address written as one of IPv6. */
const MAPPED = '0000:0000:0000:0000:0000:ffff:';
/** Two parts of ISATAP, which carries IPv4 addresses in its last half. */
const ISATAP = /:(?:0000|0200):5efe:[0-9a-f]{4}:[0-9a-f]{4}$/;

/** Tells whether an address belongs to the public internet, whatever form of an IPv4 address it holds. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !special4.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return false;
  const full = expandIpv6(address);
  if (full.startsWith(MAPPED) || full.startsWith(NAT64)) return isPublicAddress(lastFour(full));
  if (!/^[23]/.test(full) || special6.check(address, 'ipv6')) return false;
  return !ISATAP.test(full) || isPublicAddress(lastFour(full));
};

const special4 = blockListOf(SPECIAL_4);
const special6 = blockListOf(SPECIAL_6);

/** The last 32 bits of a written-out IPv6 address as one of IPv4. */
const lastFour = (full: string): string => {
  const digits = full.slice(-9).replace(':', '');
  return [0, 2, 4, 6].map((place) => Number.parseInt(digits.slice(place, place + 2), 16)).join('.');
};
