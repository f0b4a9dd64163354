import type { BlockList } from 'node:net';
import { isIP } from 'node:net';

import { blockListOf, isAddressRange } from '../network/address-range.js';
import { isPublicAddress } from './public-address.js';

/**
 * Where this machine may be asked to go by a graph or a user.
 * - `public`: addresses of the public internet, and those that the list names
 * - `listed`: only those that the list names
 */
export const OUTBOUND_MODES = ['public', 'listed'] as const;
export type OutboundMode = (typeof OUTBOUND_MODES)[number];

export interface OutboundRules {
  readonly mode: OutboundMode;
  /** Host names, `*.suffix`, addresses, ranges as `10.0.0.0/8`, each also with `:port`; `*` for everything. */
  readonly allow: readonly string[];
}

interface Rule {
  /** Host name in lower case, address or `*`; null for a range. */
  readonly host: string | null;
  readonly range: BlockList | null;
  /** Null for any. */
  readonly port: number | null;
}

/** Tells whether a text is a rule. */
export const isOutboundRule = (text: string): boolean => readRule(text) !== null;

/** Rules, ready to be asked. */
export class OutboundGate {
  private readonly rules: readonly Rule[];

  constructor(private readonly source: OutboundRules) {
    this.rules = source.allow.flatMap((text) => readRule(text) ?? []);
  }

  /** True when a host may be reached at whatever address it has. */
  allowsHost(host: string, port: number): boolean {
    const name = host.toLowerCase().replace(/\.$/, '');
    return this.rules.some((rule) => fitsPort(rule, port) && rule.host !== null && fitsName(rule.host, name));
  }

  /** True when an address may be reached. */
  allowsAddress(address: string, port: number): boolean {
    if (this.source.mode === 'public' && isPublicAddress(address)) return true;
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return (
      this.allowsHost(address, port) ||
      this.rules.some((rule) => fitsPort(rule, port) && rule.range?.check(address, family) === true)
    );
  }
}

const fitsPort = ({ port }: Rule, wanted: number): boolean => port === null || port === wanted;

const fitsName = (rule: string, name: string): boolean =>
  rule === '*' || rule === name || (rule.startsWith('*.') && name.endsWith(rule.slice(1)));

const HOST = /^(\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?)$/i;
/** `[address]`, `[address]:port`, `name:port`, `a.b.c.d/8:port`; a bare IPv6 address is read before. */
const PARTS = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;

const readRule = (text: string): Rule | null => {
  const trimmed = text.trim();
  const isBare = isIP(trimmed) === 6 || isAddressRange(trimmed);
  const parts = isBare ? [trimmed, undefined, trimmed] : PARTS.exec(trimmed);
  const place = parts?.[1] ?? parts?.[2];
  const port = parts?.[3] === undefined ? null : Number(parts[3]);
  if (place === undefined || (port !== null && (port < 1 || port > 65_535))) return null;
  if (isAddressRange(place) || isIP(place) !== 0) return { host: null, range: blockListOf([place]), port };
  return HOST.test(place) ? { host: place.toLowerCase(), range: null, port } : null;
};
