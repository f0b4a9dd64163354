import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import type { Scope } from '../dispatch/scope.js';
import { SCOPES } from '../dispatch/scope.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { Principal } from './auth.contract.js';
import { CurrentPrincipal, NeedsScope } from './auth.decorators.js';
import { TokenAdmin } from './token-admin.service.js';
import { CreateTokenBody, ListTokensQuery, NewTokenDto, RevokedTokenDto, TokenDto, TokenPageDto } from './token.dto.js';
import type { TokenRow } from './token.entity.js';

const DEFAULT_PAGE = 100;

/** The tokens of this process's callers and nodes. */
@ApiTags('tokens')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('api/v1/tokens')
export class TokensController {
  constructor(private readonly tokens: TokenAdmin) {}

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
    return { tokens: shown.map(tokenView), next: last ? encodeCursor([last.tokenId]) : null };
  }

  @Post()
  @ApiOperation({ summary: 'Makes a token; its text is shown this once.' })
  @ApiCreatedResponse({ type: NewTokenDto })
  async create(@Body() body: CreateTokenBody, @CurrentPrincipal() principal: Principal): Promise<NewTokenDto> {
    forbidBound(principal);
    const { row, text } = await this.tokens.create({
      kind: body.kind,
      name: body.name ?? null,
      userIds: body.user_ids ?? null,
      scopes: scopesOf(body.scopes ?? null),
      nodeId: body.node_id ?? null,
      expiresAt: timeOf(body.expires_at ?? null),
    });
    return { ...tokenView(row), token: text };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Takes a token back: it is refused from now on.' })
  @ApiOkResponse({ type: RevokedTokenDto })
  async revoke(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<RevokedTokenDto> {
    forbidBound(principal);
    await this.tokens.revoke(id);
    return { token_id: id, revoked: true };
  }
}

/** Whoever acts for some users only must not make a token for the others. */
const forbidBound = ({ userIds }: Principal): void => {
  if (userIds !== null) throw new ProtocolError('FORBIDDEN', 'A token that is bound to users may not manage tokens');
};

const tokenView = (row: TokenRow): { readonly [K in keyof TokenDto]: TokenDto[K] } => ({
  token_id: row.tokenId,
  kind: row.kind,
  name: row.name,
  user_ids: row.userIds,
  scopes: row.scopes,
  node_id: row.nodeId,
  expires_at: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
  created_at: new Date(row.createdAt).toISOString(),
});

const placeOf = (cursor: string | undefined): string => {
  if (cursor === undefined) return '';
  const [place] = decodeCursor(cursor, 1) ?? [];
  if (typeof place === 'string' && !place.includes('\0')) return place;
  throw wrong('cursor', 'must be the `next` of another page');
};

const scopesOf = (texts: readonly string[] | null): readonly Scope[] | null => {
  if (texts === null) return null;
  const scopes = SCOPES.filter((scope) => texts.includes(scope));
  if (scopes.length === new Set(texts).size) return scopes;
  throw wrong('scopes', `must be of ${SCOPES.join(', ')}`);
};

const timeOf = (text: string | null): number | null => {
  if (text === null) return null;
  const time = /^\d{4}-\d{2}-\d{2}T/u.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw wrong('expires_at', 'must be a time such as 2027-01-31T00:00:00Z');
};

const wrong = (field: string, message: string): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', `${field} ${message}`, { problems: [{ field, message }] });
