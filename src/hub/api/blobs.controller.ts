import { Readable } from 'node:stream';

import { Controller, Get, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Principal } from '../../auth/auth.contract.js';
import { Allow, CurrentPrincipal } from '../../auth/auth.decorators.js';
import { blobUri } from '../../common/blob-uri.js';
import { bytesAnswer } from '../../common/bytes-answer.js';
import type { BlobRow } from '../blob/blob.entity.js';
import { UNKNOWN_TYPE } from '../blob/blob.repository.js';
import { BlobService } from '../blob/blob.service.js';
import { BlobDto, BlobQuery } from './blob.dto.js';
import { isoTime } from './run-view.js';
import { readBody } from './upload-body.js';

const BYTES = { schema: { type: 'string', format: 'binary' } } as const;
const ANY_TYPE = '*/*';
const MEDIA_TYPE = /^[a-z0-9][\w!#$&^.+-]{0,63}\/[a-z0-9][\w!#$&^.+-]{0,127}$/;

/** Bytes on their way between callers and nodes, by the name of their content. */
@ApiTags('blobs')
@ApiBearerAuth()
@Allow('operator', 'service', 'node')
@Controller('api/v1/blobs')
export class BlobsController {
  constructor(private readonly blobs: BlobService) {}

  @Put(':sha256')
  @RouteConfig({ streamsBody: true })
  @ApiOperation({
    summary: 'Uploads bytes under the SHA-256 of their content; sent again, they are kept once.',
    description: "Give the place of the blob as `uri` of an image, document or the like in a run's parameters.",
  })
  @ApiConsumes(ANY_TYPE)
  @ApiBody(BYTES)
  @ApiCreatedResponse({ type: BlobDto })
  async put(
    @Param('sha256') sha256: string,
    @Query() { request_id: requestId, user_id: userId }: BlobQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() { raw }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlobDto> {
    const { 'content-type': declared, 'content-length': length } = raw.headers;
    const facts = { sha256, contentType: mediaTypeOf(declared), size: length === undefined ? null : Number(length) };
    try {
      const owner = await this.blobs.ownerOf(principal, { requestId, userId });
      const blob = await readBody(raw, (body) => this.blobs.put({ ...facts, body }, owner));
      void reply.status(201).header('location', blobUri(sha256));
      return blobView(blob);
    } catch (error) {
      // What is left of a body that nobody wants isn't worth reading.
      if (!raw.readableEnded) void reply.header('connection', 'close');
      throw error;
    }
  }

  @Get(':sha256')
  @ApiOperation({ summary: 'Gives the bytes, or a part of them.' })
  @ApiHeader({ name: 'Range', required: false, description: 'One range of bytes.' })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiProduces(ANY_TYPE)
  @ApiOkResponse(BYTES)
  async get(
    @Param('sha256') sha256: string,
    @Query() query: BlobQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const blob = await this.find(sha256, principal, query);
    const { size, contentType } = blob;
    const served = { sha256, size, contentType, name: sha256.slice(0, 16) };
    const { status, headers, hasBody, range } = bytesAnswer(served, request.headers);
    void reply.status(status).headers(headers);
    // For HEAD, Fastify keeps the length that was said only beside a stream.
    if (request.method === 'HEAD') await reply.send(Readable.from([]));
    else await reply.send(hasBody ? await this.blobs.open(blob, range) : undefined);
  }

  /** A node that asks for a request's sake asks as the request's user. */
  private async find(sha256: string, principal: Principal, { request_id: requestId }: BlobQuery): Promise<BlobRow> {
    const isForRun = principal.kind === 'node' && requestId !== undefined;
    const owner = isForRun ? await this.blobs.ownerOf(principal, { requestId }) : null;
    const blob = await this.blobs.get(sha256, owner ? [owner.userId] : principal.userIds);
    await this.blobs.use(blob, owner);
    return blob;
  }
}

const blobView = ({ sha256, size, contentType, createdAt }: BlobRow): BlobDto => ({
  uri: blobUri(sha256),
  sha256,
  size,
  content_type: contentType,
  created_at: isoTime(createdAt),
});

/** The type without its parameters; a text that is no type counts as none. */
const mediaTypeOf = (declared: string | undefined): string => {
  const [type = ''] = (declared ?? '').toLowerCase().split(';', 1);
  return MEDIA_TYPE.test(type.trim()) ? type.trim() : UNKNOWN_TYPE;
};
