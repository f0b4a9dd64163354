import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../../common/ids.js';
import { NODE_ID } from '../../common/node-id.js';
import { AppConfig } from '../../config/app-config.js';
import { sourceOf } from '../../network/address-range.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { newTokenRow } from '../new-token-row.js';
import { wrongField } from '../read-time.js';
import { hashToken } from '../token-text.js';
import { cleanPairingCode, newPairingCode, newPairingSecret, pairedTokenText } from './pairing-code.js';
import { PairingRow } from './pairing.entity.js';
import { PairingRepository } from './pairing.repository.js';
import { PairingSettings } from './pairing-settings.js';
import { RateLimit } from './rate-limit.js';

/** What a machine asks for. */
export interface PairingRequest {
  readonly nodeId: string;
  readonly userIds: readonly string[] | null;
  /** Network address from which it asks. */
  readonly address: string;
}

/** What an operator settles beside the machine's own wishes. */
export interface PairingTerms {
  readonly userIds: readonly string[] | null;
  readonly tokenName: string | null;
  /** Milliseconds since 1970. */
  readonly tokenExpiresAt: number | null;
}

/** How a machine's question for its token ends well. */
export type PairingOutcome =
  | { readonly status: 'pending'; readonly row: PairingRow }
  | { readonly status: 'approved'; readonly row: PairingRow; readonly token: string; readonly tokenId: string };

/** Machines ask sooner than told by this share of their pause: clocks and networks aren't exact. */
const POLL_SLACK = 0.8;

/**
 * Lets a machine get its token without anybody carrying it there: the machine shows a code, an operator types it, the machine
 * collects the token with a secret that only it has. Who knows the code alone gets nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8628
 */
@Injectable()
export class Pairings {
  private readonly logger = new Logger(Pairings.name);
  private readonly starts: RateLimit;
  private readonly misses: RateLimit;
  private readonly polls: RateLimit;

  constructor(
    private readonly pairings: PairingRepository,
    private readonly settings: PairingSettings,
    private readonly config: AppConfig,
  ) {
    const { maxStarts, maxMisses, startWindowMs, pollMs } = settings;
    this.starts = new RateLimit(maxStarts, startWindowMs);
    this.misses = new RateLimit(maxMisses, startWindowMs);
    this.polls = new RateLimit(1, pollMs * POLL_SLACK);
  }

  /**
   * Begins a pairing; code and secret exist only in the answer.
   *
   * @throws ProtocolError `RATE_LIMITED`, `INVALID_ARGUMENT`, `UNSUPPORTED` where pairing is off
   */
  async begin({ nodeId, userIds, address }: PairingRequest) {
    this.assertOn();
    if (!NODE_ID.test(nodeId))
      throw wrongField('node_id', 'must be letters, digits, dots, dashes, colons, underscores');
    if (userIds?.length === 0) throw wrongField('user_ids', 'must name a user; leave it out to ask for all');
    const nowMs = Date.now();
    limit(this.starts, sourceOf(address), nowMs, 'Too many pairings were begun from this address');
    await this.assertRoom(address, nowMs);
    const code = newPairingCode();
    const secret = newPairingSecret();
    const row = Object.assign(new PairingRow(), {
      pairingId: newId(),
      codeHash: hashToken(cleanPairingCode(code)),
      secretHash: hashToken(secret),
      nodeId,
      userIds,
      address,
      createdAt: nowMs,
      expiresAt: nowMs + this.settings.lifetimeMs,
    });
    await this.pairings.add(row, nowMs);
    this.logger.log('pairing begun', { pairing_id: row.pairingId, node_id: nodeId });
    return { row, code, secret, pollMs: this.settings.pollMs };
  }

  /** Lists what waits for an operator, each with the number of tokens that name its node already. */
  async list(): Promise<readonly { readonly row: PairingRow; readonly tokenCount: number }[]> {
    const rows = await this.pairings.listPending(Date.now());
    return await Promise.all(
      rows.map(async (row) => ({ row, tokenCount: await this.pairings.countTokensOf(row.nodeId) })),
    );
  }

  /**
   * Lets the machine that shows a code collect a token for its own name.
   *
   * @throws ProtocolError `NOT_FOUND` for an unknown or expired code, `CONFLICT`, `INVALID_ARGUMENT`, `RATE_LIMITED`
   */
  async approve(code: string, terms: PairingTerms, actorId: string): Promise<PairingRow> {
    const row = await this.findByCode(code, actorId);
    const { userIds, tokenExpiresAt } = terms;
    if (userIds?.length === 0) throw wrongField('user_ids', 'must name a user; leave it out to keep what it asked for');
    if (tokenExpiresAt !== null && tokenExpiresAt <= Date.now())
      throw wrongField('expires_at', 'must lie in the future');
    const approved = Object.assign(new PairingRow(), row, {
      status: 'approved',
      userIds: userIds ?? row.userIds,
      tokenName: terms.tokenName ?? row.nodeId,
      tokenExpiresAt,
      expiresAt: Date.now() + this.settings.lifetimeMs,
    });
    if (!(await this.pairings.approve(approved))) throw decided(row);
    this.logger.log('pairing approved', { pairing_id: row.pairingId, node_id: row.nodeId });
    return approved;
  }

  /** @throws ProtocolError `NOT_FOUND`, `CONFLICT` when the token was collected */
  async deny(by: { readonly code: string } | { readonly pairingId: string }, actorId: string): Promise<PairingRow> {
    const row =
      'code' in by ? await this.findByCode(by.code, actorId) : await this.pairings.find(cleanId(by), Date.now());
    if (!row) throw unknownPairing();
    if (!(await this.pairings.deny(row.pairingId))) throw decided(row);
    this.logger.log('pairing denied', { pairing_id: row.pairingId, node_id: row.nodeId });
    return Object.assign(new PairingRow(), row, { status: 'denied' });
  }

  /**
   * Answers a machine that asks for its token; asked again after a lost answer, it gives the same one.
   *
   * @throws ProtocolError `NOT_FOUND` for an unknown or expired secret, `FORBIDDEN` after a denial, `RATE_LIMITED`
   */
  async collect(secret: string, address: string): Promise<PairingOutcome> {
    this.assertOn();
    const nowMs = Date.now();
    limit(this.misses, sourceOf(address), nowMs, 'Too many wrong secrets came from this address');
    const secretHash = hashToken(secret);
    const row = await this.pairings.find({ secretHash }, nowMs);
    if (!row) {
      this.misses.add(sourceOf(address), nowMs);
      throw unknownPairing();
    }
    limit(this.polls, secretHash, nowMs, 'The token was asked for too soon after the last time');
    this.polls.add(secretHash, nowMs);
    if (row.status === 'pending') return { status: 'pending', row };
    if (row.status === 'denied') throw new ProtocolError('FORBIDDEN', 'An operator has denied this pairing');
    return await this.handOut(row, secret);
  }

  private async handOut(row: PairingRow, secret: string): Promise<PairingOutcome> {
    const { pairingId, nodeId, userIds, tokenName: name, tokenExpiresAt: expiresAt } = row;
    const token = pairedTokenText(secret, pairingId);
    if (row.status === 'approved') {
      const made = newTokenRow(newId(), { kind: 'node', name, nodeId, userIds, scopes: null, expiresAt }, token);
      if (await this.pairings.collect(pairingId, made)) {
        this.logger.log('pairing complete', { pairing_id: pairingId, node_id: nodeId, token_id: made.tokenId });
        return { status: 'approved', row, token, tokenId: made.tokenId };
      }
    }
    const current = await this.pairings.find({ pairingId }, Date.now());
    const tokenId = current?.tokenId ?? '';
    if (await this.pairings.hasToken(tokenId, hashToken(token))) return { status: 'approved', row, token, tokenId };
    throw new ProtocolError('FORBIDDEN', 'The token of this pairing was revoked, rotated or denied meanwhile');
  }

  private async findByCode(code: string, actorId: string): Promise<PairingRow> {
    const nowMs = Date.now();
    limit(this.misses, actorId, nowMs, 'Too many wrong codes were tried with this token');
    const row = await this.pairings.find({ codeHash: hashToken(cleanPairingCode(code)) }, nowMs);
    if (row) return row;
    this.misses.add(actorId, nowMs);
    throw unknownPairing();
  }

  /** Counted before the write: two at once may both find room, which does no harm. */
  private async assertRoom(address: string, nowMs: number): Promise<void> {
    const source = sourceOf(address);
    this.starts.add(source, nowMs);
    const pending = await this.pairings.listPending(nowMs);
    const { maxPending, maxPendingPerAddress, startWindowMs } = this.settings;
    const own = pending.filter((row) => sourceOf(row.address) === source);
    if (pending.length < maxPending && own.length < maxPendingPerAddress) return;
    throw new ProtocolError('RATE_LIMITED', 'Too many machines wait to be paired', {
      hint: 'An operator can deny those that nobody knows: nodetool gateway pairings list.',
      retryAfterMs: startWindowMs,
    });
  }

  private assertOn(): void {
    if (this.config.hubPairing === 'on') return;
    throw new ProtocolError('UNSUPPORTED', 'This hub does not pair', {
      hint: 'Its operator can make a token with `nodetool gateway tokens create --kind node`, or set HUB_PAIRING=on.',
    });
  }
}

const limit = (rate: RateLimit, key: string, nowMs: number, text: string): void => {
  const retryAfterMs = rate.waitMs(key, nowMs);
  if (retryAfterMs > 0) throw new ProtocolError('RATE_LIMITED', text, { retryAfterMs: Math.ceil(retryAfterMs) });
};

const cleanId = ({ pairingId }: { readonly pairingId: string }) => ({ pairingId: pairingId.replaceAll('\0', '') });

const unknownPairing = (): ProtocolError =>
  new ProtocolError('NOT_FOUND', 'There is no such pairing, or its time is over', {
    hint: 'Begin again on the machine: nodetool gateway pair.',
  });

const decided = ({ pairingId }: PairingRow): ProtocolError =>
  new ProtocolError('CONFLICT', `Pairing ${pairingId} was decided already`, {
    hint: 'A token that was handed out is taken back with: nodetool gateway tokens revoke.',
  });
