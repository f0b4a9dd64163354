import type { IncomingMessage } from 'node:http';

import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ClientAddress } from '../../network/client-address.service.js';
import type { Principal } from '../auth.contract.js';
import type { AuthenticatedRequest } from '../auth.decorators.js';
import { CurrentPrincipal, NeedsScope, Public } from '../auth.decorators.js';
import { forbidBound } from '../forbid-bound.js';
import { readTime, wrongField } from '../read-time.js';
import {
  ApprovePairingBody,
  BegunPairingDto,
  BeginPairingBody,
  CollectedPairingDto,
  CollectPairingBody,
  DenyPairingBody,
  PairingDto,
  PairingListDto,
} from './pairing.dto.js';
import type { PairingRow } from './pairing.entity.js';
import { Pairings } from './pairing.service.js';

/** The parts of a request that tell where it comes from and what came of it. */
interface Asker extends Pick<AuthenticatedRequest, 'auditTarget'> {
  readonly raw: IncomingMessage;
}

/** Machines that want to join, and operators who let them. */
@ApiTags('pairings')
@Controller('api/v1/pairings')
export class PairingsController {
  constructor(
    private readonly pairings: Pairings,
    private readonly addresses: ClientAddress,
  ) {}

  @Post()
  @Public()
  @ApiOperation({
    summary: 'Begins a pairing: a machine asks for a token. Needs none.',
    description: 'The code is shown to people and grants nothing by itself; the secret stays with the machine.',
  })
  @ApiCreatedResponse({ type: BegunPairingDto })
  async begin(@Body() { node_id, user_ids }: BeginPairingBody, @Req() asker: Asker): Promise<BegunPairingDto> {
    const request = { nodeId: node_id, userIds: user_ids ?? null, address: this.addresses.of(asker.raw) };
    const { row, code, secret, pollMs } = await this.pairings.begin(request);
    asker.auditTarget = auditedAs(row);
    const grant = grantView(row);
    const expires_in_ms = row.expiresAt - row.createdAt;
    return { pairing_id: row.pairingId, code, secret, grant, expires_in_ms, poll_ms: pollMs };
  }

  @Post('collect')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives a machine its token once an operator has approved. Needs its secret.' })
  @ApiOkResponse({ type: CollectedPairingDto })
  async collect(@Body() { secret }: CollectPairingBody, @Req() asker: Asker): Promise<CollectedPairingDto> {
    const outcome = await this.pairings.collect(secret, this.addresses.of(asker.raw));
    asker.auditTarget = outcome.status === 'pending' ? null : `${auditedAs(outcome.row)} ${outcome.tokenId}`;
    const grant = grantView(outcome.row);
    return outcome.status === 'pending'
      ? { status: 'pending', token: null, token_id: null, grant }
      : { status: 'approved', token: outcome.token, token_id: outcome.tokenId, grant };
  }

  @Get()
  @NeedsScope('admin')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Lists the machines that wait for an operator; their codes stand on their own screens.' })
  @ApiOkResponse({ type: PairingListDto })
  async list(@CurrentPrincipal() principal: Principal): Promise<PairingListDto> {
    forbidBound(principal);
    const waiting = await this.pairings.list();
    return { pairings: waiting.map(({ row, tokenCount }) => ({ ...pairingView(row), tokens_of_node: tokenCount })) };
  }

  @Post('approve')
  @NeedsScope('admin')
  @HttpCode(200)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Lets the machine that shows a code collect a token for its own name.' })
  @ApiOkResponse({ type: PairingDto })
  async approve(
    @Body() body: ApprovePairingBody,
    @CurrentPrincipal() principal: Principal,
    @Req() asker: Asker,
  ): Promise<PairingDto> {
    forbidBound(principal);
    const terms = {
      userIds: body.user_ids ?? null,
      tokenName: body.name ?? null,
      tokenExpiresAt: readTime('expires_at', body.expires_at ?? null),
    };
    const row = await this.pairings.approve(body.code, terms, principal.tokenId);
    asker.auditTarget = auditedAs(row);
    return pairingView(row);
  }

  @Post('deny')
  @NeedsScope('admin')
  @HttpCode(200)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Turns a machine away.' })
  @ApiOkResponse({ type: PairingDto })
  async deny(
    @Body() { code, pairing_id: pairingId }: DenyPairingBody,
    @CurrentPrincipal() principal: Principal,
    @Req() asker: Asker,
  ): Promise<PairingDto> {
    forbidBound(principal);
    if (code === undefined && pairingId === undefined) throw wrongField('code', 'must be given, or pairing_id');
    const by = code === undefined ? { pairingId: pairingId ?? '' } : { code };
    const row = await this.pairings.deny(by, principal.tokenId);
    asker.auditTarget = auditedAs(row);
    return pairingView(row);
  }
}

/** Which machine a record is about: the code alone would tell nobody. */
const auditedAs = ({ pairingId, nodeId }: PairingRow): string => `${nodeId} ${pairingId}`;

const grantView = ({ nodeId, userIds }: PairingRow) => ({ kind: 'node', node_id: nodeId, user_ids: userIds });

const pairingView = (row: PairingRow): { readonly [K in keyof PairingDto]: PairingDto[K] } => ({
  pairing_id: row.pairingId,
  status: row.status,
  grant: grantView(row),
  address: row.address,
  created_at: new Date(row.createdAt).toISOString(),
  expires_at: new Date(row.expiresAt).toISOString(),
});
