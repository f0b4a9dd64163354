import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Principal } from '../auth.contract.js';
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

/** The part of a request that tells where it comes from. */
interface Asker {
  readonly ip: string;
}

/** Machines that want to join, and operators who let them. */
@ApiTags('pairings')
@Controller('api/v1/pairings')
export class PairingsController {
  constructor(private readonly pairings: Pairings) {}

  @Post()
  @Public()
  @ApiOperation({
    summary: 'Begins a pairing: a machine asks for a token. Needs none.',
    description: 'The code is shown to people and grants nothing by itself; the secret stays with the machine.',
  })
  @ApiCreatedResponse({ type: BegunPairingDto })
  async begin(@Body() { node_id, user_ids }: BeginPairingBody, @Req() { ip }: Asker): Promise<BegunPairingDto> {
    const request = { nodeId: node_id, userIds: user_ids ?? null, address: ip };
    const { row, code, secret, pollMs } = await this.pairings.begin(request);
    const grant = grantView(row);
    const expires_in_ms = row.expiresAt - row.createdAt;
    return { pairing_id: row.pairingId, code, secret, grant, expires_in_ms, poll_ms: pollMs };
  }

  @Post('collect')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives a machine its token once an operator has approved. Needs its secret.' })
  @ApiOkResponse({ type: CollectedPairingDto })
  async collect(@Body() { secret }: CollectPairingBody, @Req() { ip }: Asker): Promise<CollectedPairingDto> {
    const outcome = await this.pairings.collect(secret, ip);
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
  async approve(@Body() body: ApprovePairingBody, @CurrentPrincipal() principal: Principal): Promise<PairingDto> {
    forbidBound(principal);
    const terms = {
      userIds: body.user_ids ?? null,
      tokenName: body.name ?? null,
      tokenExpiresAt: readTime('expires_at', body.expires_at ?? null),
    };
    return pairingView(await this.pairings.approve(body.code, terms, principal.tokenId));
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
  ): Promise<PairingDto> {
    forbidBound(principal);
    if (code !== undefined) return pairingView(await this.pairings.deny({ code }, principal.tokenId));
    if (pairingId === undefined) throw wrongField('code', 'must be given, or pairing_id');
    return pairingView(await this.pairings.deny({ pairingId }, principal.tokenId));
  }
}

const grantView = ({ nodeId, userIds }: PairingRow) => ({ kind: 'node', node_id: nodeId, user_ids: userIds });

const pairingView = (row: PairingRow): { readonly [K in keyof PairingDto]: PairingDto[K] } => ({
  pairing_id: row.pairingId,
  status: row.status,
  grant: grantView(row),
  address: row.address,
  created_at: new Date(row.createdAt).toISOString(),
  expires_at: new Date(row.expiresAt).toISOString(),
});
