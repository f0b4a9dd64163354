import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import type { Scope } from '../dispatch/scope.js';
import { SCOPES } from '../dispatch/scope.js';
import type { Principal } from './auth.contract.js';
import type { AuthenticatedRequest } from './auth.decorators.js';
import { CurrentPrincipal, NeedsScope, OutlivesToken } from './auth.decorators.js';
import { forbidBound } from './forbid-bound.js';
import type { TokenEntry } from './token-admin.service.js';
import { TokenAdmin } from './token-admin.service.js';
import { readTime, wrongField } from './read-time.js';
import { TokenRotation } from './token-rotation.service.js';
import {
  CreateTokenBody,
  ListTokensQuery,
  NewTokenDto,
  RevokedTokenDto,
  RotatedTokenDto,
  RotateTokenBody,
  TokenDto,
  TokenPageDto,
} from './token.dto.js';

const DEFAULT_PAGE = 100;

/** The tokens of this process's callers and nodes. */
@ApiTags('tokens')
@ApiBearerAuth()
@NeedsScope('admin')
@OutlivesToken()
@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokenAdmin,
    private readonly rotation: TokenRotation,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists the tokens that were given out, without their texts.' })
  @ApiOkResponse({ type: TokenPageDto })
  async list(
    @Query() { cursor, limit = DEFAULT_PAGE }: ListTokensQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TokenPageDto> {
    forbidBound(principal);
    const rows = await this.tokens.list(placeOf(cursor), limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { tokens: shown.map(tokenView), next: last ? encodeCursor([last.row.tokenId]) : null };
  }

  @Post()
  @ApiOperation({ summary: 'Makes a token; its text is shown this once.' })
  @ApiCreatedResponse({ type: NewTokenDto })
  async create(
    @Body() body: CreateTokenBody,
    @CurrentPrincipal() principal: Principal,
    @Req() request: AuthenticatedRequest,
  ): Promise<NewTokenDto> {
    forbidBound(principal);
    const { row, text } = await this.tokens.create({
      kind: body.kind,
      name: body.name ?? null,
      userIds: body.user_ids ?? null,
      scopes: scopesOf(body.scopes ?? null),
      nodeId: body.node_id ?? null,
      expiresAt: readTime('expires_at', body.expires_at ?? null),
    });
    request.auditTarget = row.tokenId;
    return { ...tokenView({ row, overlapEndsAt: null }), token: text };
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Gives a token a new text; the old one is taken until the node has come back with the new one.',
    description:
      'Connected version 1 nodes are sent the new text, write it into their token file and come back with it. A token that names its node then ends the old text; one that several machines share keeps it until the overlap ends.',
  })
  @ApiOkResponse({ type: RotatedTokenDto })
  async rotate(
    @Param('id') id: string,
    @Body() body: RotateTokenBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RotatedTokenDto> {
    forbidBound(principal);
    const { text, sentToNodes, ...entry } = await this.rotation.rotate(id, body.overlap_ms);
    return { ...tokenView(entry), token: text, sent_to_nodes: sentToNodes };
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Takes a token back: it is refused from now on, and sessions and streams that live by it end.',
  })
  @ApiOkResponse({ type: RevokedTokenDto })
  async revoke(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<RevokedTokenDto> {
    forbidBound(principal);
    await this.tokens.revoke(id);
    return { token_id: id, revoked: true };
  }
}

const tokenView = ({ row, overlapEndsAt }: TokenEntry): { readonly [K in keyof TokenDto]: TokenDto[K] } => ({
  token_id: row.tokenId,
  kind: row.kind,
  name: row.name,
  user_ids: row.userIds,
  scopes: row.scopes,
  node_id: row.nodeId,
  expires_at: timeText(row.expiresAt),
  created_at: new Date(row.createdAt).toISOString(),
  last_used_at: timeText(row.lastUsedAt),
  rotated_at: timeText(row.rotatedAt),
  overlap_ends_at: timeText(overlapEndsAt),
});

const timeText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const placeOf = (cursor: string | undefined): string => {
  if (cursor === undefined) return '';
  const [place] = decodeCursor(cursor, 1) ?? [];
  if (typeof place === 'string' && !place.includes('\0')) return place;
  throw wrongField('cursor', 'must be the `next` of another page');
};

const scopesOf = (texts: readonly string[] | null): readonly Scope[] | null => {
  if (texts === null) return null;
  const scopes = SCOPES.filter((scope) => texts.includes(scope));
  if (scopes.length === new Set(texts).size) return scopes;
  throw wrongField('scopes', `must be of ${SCOPES.join(', ')}`);
};
