import type { BlockList } from 'node:net';
import type { IncomingMessage } from 'node:http';

import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { blockListOf, isListed, isLoopback } from './address-range.js';
import { ClientAddress } from './client-address.service.js';
import { isMeantForUs } from './host-header.js';
import { ListenerTable } from './listener-table.js';
import { RequestLimits } from './request-limits.service.js';
import type { Traffic } from './traffic.js';

/** Why a request gets no further than the door. */
export interface Rejection {
  readonly code: 'NOT_FOUND' | 'FORBIDDEN' | 'RATE_LIMITED';
  readonly message: string;
  readonly hint: string;
  readonly retryAfterMs?: number;
}

const ALLOW_SETTING: Readonly<Record<Traffic, string>> = {
  nodes: 'NODE_ALLOW',
  api: 'API_ALLOW',
  health: 'METRICS_ALLOW',
};

/** The door in front of every request and every socket: the listener, the caller's address, the name that it used, how much it asks. */
@Injectable()
export class Entrance {
  private readonly allowed: Readonly<Record<Traffic, BlockList | null>>;
  private readonly allowedHosts: readonly string[];

  constructor(
    private readonly addresses: ClientAddress,
    private readonly listeners: ListenerTable,
    private readonly limits: RequestLimits,
    { nodeAllow, apiAllow, metricsAllow, allowedHosts }: AppConfig,
  ) {
    this.allowed = { nodes: listOrNull(nodeAllow), api: listOrNull(apiAllow), health: listOrNull(metricsAllow) };
    this.allowedHosts = allowedHosts;
  }

  /**
   * Judges a request before anything is done for it.
   *
   * @param traffic kinds of traffic of which one must be open to the caller
   * @returns null when it may come in
   */
  judge(request: IncomingMessage, traffic: readonly Traffic[]): Rejection | null {
    const plan = this.listeners.planOf(request.socket);
    if (plan?.isInternal === true) return traffic.includes('nodes') ? null : ELSEWHERE;
    const served = traffic.filter((kind) => plan === null || plan.serves.includes(kind));
    if (served.length === 0) return ELSEWHERE;
    const address = this.addresses.of(request);
    const rejection = this.judgeAddress(address, served) ?? this.judgeHost(request);
    // A balancer that is told to wait would take the server for ill.
    if (rejection || served.includes('health')) return rejection;
    return tooFast(this.limits.takeForAddress(address), `Too many requests come from ${address}`, 'RATE_LIMIT_ADDRESS');
  }

  /** Tells whether a request comes from the node in this very process. */
  isInternal({ socket }: IncomingMessage): boolean {
    return this.listeners.planOf(socket)?.isInternal === true;
  }

  /** Judges whether the caller may try a token now. */
  judgeTokenTry(request: IncomingMessage): Rejection | null {
    const address = this.addresses.of(request);
    const wait = this.limits.tokenWaitMs(address);
    return tooFast(wait, `Too many wrong tokens came from ${address}`, 'WRONG_TOKEN_LIMIT');
  }

  /** Judges whether a token may ask once more. */
  judgeToken(tokenId: string): Rejection | null {
    return tooFast(this.limits.takeForToken(tokenId), 'This token asks too much', 'RATE_LIMIT_TOKEN');
  }

  /** Notes that a caller's token isn't known. */
  noteWrongToken(request: IncomingMessage): void {
    this.limits.noteWrongToken(this.addresses.of(request));
  }

  private judgeAddress(address: string, traffic: readonly Traffic[]): Rejection | null {
    if (traffic.some((kind) => this.allowed[kind] === null || isListed(this.allowed[kind], address))) return null;
    const settings = traffic.map((kind) => ALLOW_SETTING[kind]).join(' or ');
    return {
      code: 'FORBIDDEN',
      message: `The address ${address} may not use this`,
      hint: `${settings} of the server lists the addresses that may.`,
    };
  }

  private judgeHost({ socket, headers: { host } }: IncomingMessage): Rejection | null {
    const isLocal = isLoopback(socket.localAddress ?? '');
    if (isMeantForUs({ host, isLocal }, this.allowedHosts)) return null;
    return {
      code: 'FORBIDDEN',
      message: 'The name in the header Host is not one of this server',
      hint: 'Use its address, or name the host in ALLOWED_HOSTS of the server.',
    };
  }
}

const ELSEWHERE: Rejection = {
  code: 'NOT_FOUND',
  message: 'This listener does not serve that',
  hint: 'NODE_LISTEN, API_LISTEN and METRICS_LISTEN of the server say where nodes, callers and health checks go.',
};

const tooFast = (waitMs: number, message: string, setting: string): Rejection | null =>
  waitMs === 0
    ? null
    : {
        code: 'RATE_LIMITED',
        message,
        hint: `Wait as long as Retry-After says; ${setting} of the server is the limit.`,
        retryAfterMs: waitMs,
      };

const listOrNull = (rules: readonly string[]): BlockList | null => (rules.length === 0 ? null : blockListOf(rules));
