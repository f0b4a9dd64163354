import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

import proxyAddress from '@fastify/proxy-addr';
import { Injectable, Logger } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { plainAddress } from './address-range.js';

/** Knows who really asks: past the proxies that the configuration trusts, and no others. */
@Injectable()
export class ClientAddress {
  private readonly logger = new Logger(ClientAddress.name);
  private readonly isTrusted: (address: string, hop: number) => boolean;
  private hasWarned = false;

  constructor({ trustProxy }: AppConfig) {
    this.isTrusted = proxyAddress.compile([...trustProxy]);
  }

  /** Address of the caller; empty when it has gone already. */
  of(request: IncomingMessage): string {
    const own = plainAddress(request.socket.remoteAddress ?? '');
    if (own === '' || request.headers['x-forwarded-for'] === undefined) return own;
    if (!this.isTrusted(own, 0)) this.warnOnce(own);
    const found = plainAddress(proxyAddress(request, this.isTrusted));
    return isIP(found) === 0 ? own : found;
  }

  /** True when the caller's own connection is encrypted, here or at a trusted proxy. */
  isSecure({ socket, headers }: IncomingMessage): boolean {
    if ((socket as Partial<TLSSocket>).encrypted === true) return true; // only a TLS socket has this field
    const isProxied = this.isTrusted(plainAddress(socket.remoteAddress ?? ''), 0);
    return isProxied && headers['x-forwarded-proto'] === 'https';
  }

  /** True for a machine between the callers and this server. */
  isProxy(address: string): boolean {
    return this.isTrusted(plainAddress(address), 0);
  }

  private warnOnce(address: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.logger.warn('a proxy that TRUST_PROXY does not name forwards requests: all of its callers count as one', {
      address,
    });
  }
}
