import { Readable } from 'node:stream';

import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AssetPart } from '../../asset/asset-url.service.js';
import { AssetUrls } from '../../asset/asset-url.service.js';
import type { Asset } from '../../asset/asset.contract.js';
import { AssetService } from '../../asset/asset.service.js';
import { THUMBNAIL_TYPE, ThumbnailService } from '../../asset/thumbnail.service.js';
import type { Principal } from '../../auth/auth.contract.js';
import { CurrentPrincipal, Public } from '../../auth/auth.decorators.js';
import type { BytesAnswer } from '../../common/bytes-answer.js';
import { bytesAnswer } from '../../common/bytes-answer.js';
import { isRecord } from '../../common/json.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { BytesQuery } from './asset.dto.js';
import { OpenTransfers } from './open-transfers.js';

/** Whoever has a signature needs no token. */
const isSigned = ({ query }: { readonly query?: unknown }): boolean =>
  isRecord(query) && typeof query['signature'] === 'string';

/** The bytes of assets: by token, or by an address that `get_url` and `thumb_url` gave. */
@ApiTags('assets')
@ApiBearerAuth()
@Public(isSigned)
@Controller('api/v1/assets/:id')
export class AssetBytesController {
  constructor(
    private readonly assets: AssetService,
    private readonly thumbnails: ThumbnailService,
    private readonly urls: AssetUrls,
    private readonly transfers: OpenTransfers,
  ) {}

  @Get('content')
  @ApiOperation({ summary: 'Gives the bytes of a file, or a part of them.' })
  @ApiHeader({ name: 'range', required: false, example: 'bytes=0-1023' })
  @ApiProduces('application/octet-stream')
  async content(
    @Param('id') id: string,
    @Query() query: BytesQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentPrincipal() principal?: Principal,
  ): Promise<void> {
    const asset = await this.getVisible(id, 'content', query, principal);
    const { sha256, size, contentType, name } = asset;
    if (sha256 === null) throw new ProtocolError('INVALID_ARGUMENT', `Asset ${id} is a folder: it has no content`);
    const answer = bytesAnswer({ sha256, size, contentType, name }, request.headers);
    const url = await this.assets.publicUrl(asset, answer.headers['content-disposition'] ?? '');
    if (url !== null) return void reply.redirect(url, 302);
    this.transfers.add(reply);
    await send(request, reply, answer, () => this.assets.openContent(asset, answer.range));
  }

  @Get('thumbnail')
  @ApiOperation({ summary: 'Gives a small picture of an image, at most 320 pixels wide and high.' })
  @ApiProduces(THUMBNAIL_TYPE)
  async thumbnail(
    @Param('id') id: string,
    @Query() query: BytesQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentPrincipal() principal?: Principal,
  ): Promise<void> {
    const { name: original } = await this.getVisible(id, 'thumbnail', query, principal);
    const { sha256, size } = await this.thumbnails.get(id);
    const name = `${original}.webp`;
    const answer = bytesAnswer({ sha256, size, contentType: THUMBNAIL_TYPE, name }, request.headers);
    this.transfers.add(reply);
    await send(request, reply, answer, () => this.thumbnails.open(sha256, answer.range));
  }

  /** A wrong signature is told before anything about the asset; another user's asset isn't there. */
  private async getVisible(
    id: string,
    part: AssetPart,
    { expires = '', signature }: BytesQuery,
    principal: Principal | undefined,
  ): Promise<Asset> {
    if (signature !== undefined) this.urls.verify(id, part, { expires, signature });
    const asset = await this.assets.get(id, null);
    const userIds = signature === undefined ? principal?.userIds : null;
    if (userIds === null || userIds?.includes(asset.userId) === true) return asset;
    throw new ProtocolError('NOT_FOUND', `Asset ${id} not found`);
  }
}

const send = async (
  { method }: FastifyRequest,
  reply: FastifyReply,
  { status, headers, hasBody }: BytesAnswer,
  open: () => Promise<Readable>,
): Promise<void> => {
  void reply.status(status).headers(headers);
  // For HEAD, Fastify keeps the length that was said only beside a stream.
  if (method === 'HEAD') void reply.send(Readable.from([]));
  else void reply.send(hasBody ? await open() : undefined);
};
