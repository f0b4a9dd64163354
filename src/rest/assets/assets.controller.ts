import { Controller, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Asset } from '../../asset/asset.contract.js';
import { AssetService } from '../../asset/asset.service.js';
import type { Principal } from '../../auth/auth.contract.js';
import { CurrentPrincipal } from '../../auth/auth.decorators.js';
import { AppConfig } from '../../config/app-config.js';
import { actingUser } from '../../dispatch/caller.js';
import { Dispatcher } from '../../dispatch/dispatcher.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { restCaller } from '../caller.js';
import { StreamsBody } from '../stream-body.js';
import { AssetQuery, ListAssetsQuery, UploadFormDto, UploadQuery } from './asset.dto.js';
import { announcedSha256 } from './announced.js';
import { OpenTransfers } from './open-transfers.js';
import type { UploadedFile } from './read-upload.js';
import { readUpload } from './read-upload.js';

const anObject = { schema: { type: 'object', additionalProperties: true } } as const;

/** The assets of a node as resources; all routes but the upload are commands. */
@ApiTags('assets')
@ApiBearerAuth()
@Controller('api/v1/assets')
export class AssetsController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly assets: AssetService,
    private readonly config: AppConfig,
    private readonly transfers: OpenTransfers,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists files and folders, newest first; with a query it searches their names.' })
  @ApiOkResponse(anObject)
  list(@Query() query: ListAssetsQuery, @CurrentPrincipal() principal: Principal): Promise<Record<string, unknown>> {
    return this.call('list_assets', query, principal);
  }

  @Post()
  @StreamsBody()
  @ApiOperation({
    summary: 'Keeps the body as a new file.',
    description:
      'The body is the content itself, with its `Content-Type` and the query `name`, or a form with one file (`curl -F file=@picture.png`). It is streamed: the limit is ASSET_MAX_BYTES.',
  })
  @ApiConsumes('application/octet-stream', 'multipart/form-data')
  @ApiBody({ type: UploadFormDto })
  @ApiHeader({ name: 'x-content-sha256', required: false, description: 'SHA-256 of the content, in hexadecimal.' })
  @ApiCreatedResponse(anObject)
  async create(
    @Query() { name, parent_id: parentId, workflow_id: workflowId, user_id }: UploadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    const caller = restCaller(principal);
    const userId = actingUser(caller, user_id);
    const sha256 = announcedSha256(request.headers);
    const keep = ({ bytes, contentType, name: formName }: UploadedFile): Promise<Asset> => {
      const place = { userId, parentId, workflowId, name: nameOf(name, formName) };
      return this.assets.create({ ...place, contentType, sha256 }, bytes);
    };
    const made = await this.transfers.during(reply, () => readUpload(request, this.config.assetMaxBytes, keep));
    await this.assets.settled(made.assetId, userId);
    return await this.call('get_asset', { asset_id: made.assetId, user_id: userId }, principal);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Shows one file or folder.' })
  @ApiOkResponse(anObject)
  get(
    @Param('id') id: string,
    @Query() query: AssetQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    return this.call('get_asset', Object.assign(query, { asset_id: id }), principal);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Removes a file for good, or a folder with all that it holds.' })
  @ApiOkResponse(anObject)
  remove(
    @Param('id') id: string,
    @Query() query: AssetQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    return this.call('delete_asset', Object.assign(query, { asset_id: id }), principal);
  }

  private call(command: string, args: object, principal: Principal): Promise<Record<string, unknown>> {
    return this.dispatcher.dispatch({ command, args, caller: restCaller(principal) });
  }
}

const nameOf = (queryName: string | undefined, formName: string | undefined): string => {
  const name = queryName ?? formName;
  if (name !== undefined) return name;
  throw new ProtocolError('INVALID_ARGUMENT', 'name is missing', {
    hint: 'Say it in the query: POST /api/v1/assets?name=picture.png',
    problems: [{ field: 'name', message: 'name must be given in the query' }],
  });
};
