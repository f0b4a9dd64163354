import { BlockList, isIP } from 'node:net';

/** Four groups of four digits, with colons. */
const NETWORK_LENGTH = 19;

/** Tells whether a text is a range such as `10.0.0.0/8` or `fd00::/8`. */
export const isAddressRange = (text: string): boolean => {
  const [address = '', bits = '', more] = text.split('/');
  const family = isIP(address);
  return more === undefined && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
};

/** Tells whether a text is an address or a range. */
export const isAddressRule = (text: string): boolean => isIP(text) !== 0 || isAddressRange(text);

/** Makes a list to look addresses up in. */
export const blockListOf = (rules: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const rule of rules) {
    const [address = '', bits] = rule.split('/');
    list.addSubnet(address, Number(bits ?? (isIP(address) === 6 ? 128 : 32)), familyOf(address));
  }
  return list;
};

/** Tells whether an address lies in a list; what isn't an address lies nowhere. */
export const isListed = (list: BlockList, address: string): boolean => {
  const plain = plainAddress(address);
  return isIP(plain) !== 0 && list.check(plain, familyOf(plain));
};

/** An IPv4 address that a socket of both families writes as one of IPv6, as it was meant; without the name of an interface. */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');

/** Tells whether an address is one of this machine alone. */
export const isLoopback = (address: string): boolean => isListed(LOOPBACK, address);

/** Names whoever limits count together: an IPv4 address, or the 64 bits of an IPv6 network, which one subscriber has whole. */
export const sourceOf = (address: string): string =>
  isIP(address) === 6 ? expandIpv6(address).slice(0, NETWORK_LENGTH) : address;

/** Writes out an IPv6 address: eight groups of four digits. */
export const expandIpv6 = (address: string): string => {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_match, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const gap = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...gap, ...after].map((group) => group.toLowerCase().padStart(4, '0')).join(':');
};

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const LOOPBACK = blockListOf(['127.0.0.0/8', '::1']);
