import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal } from '../../auth/auth.decorators.js';
import type { Principal } from '../../auth/auth.contract.js';
import { isRecord } from '../../common/json.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { isCleanName } from '../clean-text.js';
import { CommandRelay } from '../command/command-relay.service.js';
import type { NodeEntry } from '../directory/node-directory.service.js';
import { NodeDirectory } from '../directory/node-directory.service.js';
import { servesUser } from '../run/choose-node.js';
import { nodeDetailView, nodeView } from './node-view.js';
import { CallCommandQuery, ListNodesQuery, NodeDetailDto, NodePageDto } from './node.dto.js';
import { pageOf, placeOf } from './page.js';
import { actingUser } from './visible-users.js';

const DEFAULT_PAGE = 100;

/** The machines that have joined, and their commands. */
@ApiTags('nodes')
@ApiBearerAuth()
@Controller('api/v1/nodes')
export class NodesController {
  constructor(
    private readonly directory: NodeDirectory,
    private readonly relay: CommandRelay,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists the machines that have joined, also those that are away.' })
  @ApiOkResponse({ type: NodePageDto })
  async list(
    @Query() { cursor, limit = DEFAULT_PAGE }: ListNodesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<NodePageDto> {
    const entries = await this.directory.list(placeOf(cursor) ?? '', limit + 1);
    const { items, next } = pageOf(entries, limit, ({ row }) => row.nodeId);
    return { nodes: items.filter((entry) => isVisible(entry, principal)).map(nodeView), next };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Gives a machine with its node types and the errors that it reported.' })
  @ApiOkResponse({ type: NodeDetailDto })
  async get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<NodeDetailDto> {
    const entry = await this.getVisible(id, principal);
    return nodeDetailView(entry, await this.directory.listNodeTypes(entry), this.directory.listErrors(id));
  }

  @Post(':id/commands/:command')
  @HttpCode(200)
  @ApiOperation({ summary: 'Calls a command of a node and answers with its result.' })
  @ApiBody({ required: false, schema: { type: 'object', additionalProperties: true }, description: 'The arguments.' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async call(
    @Param('id') id: string,
    @Param('command') command: string,
    @Query() { timeout_ms: timeoutMs }: CallCommandQuery,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    const args = body ?? {};
    if (!isRecord(args)) throw new ProtocolError('INVALID_ARGUMENT', 'The arguments must be an object');
    const named = args['user_id'];
    if (named !== undefined && typeof named !== 'string') throw wrongUserId();
    await this.getVisible(id, principal);
    const userId = principal.userIds === null && named === undefined ? null : actingUser(principal, named);
    return await this.relay.send(id, command, args, { userId, ...(timeoutMs !== undefined && { timeoutMs }) });
  }

  private async getVisible(nodeId: string, principal: Principal): Promise<NodeEntry> {
    const entry = isCleanName(nodeId) ? await this.directory.find(nodeId) : null;
    if (!entry || !isVisible(entry, principal)) {
      throw new ProtocolError('NOT_FOUND', `Node ${nodeId.slice(0, 64)} not found`, {
        hint: 'GET /api/v1/nodes lists the nodes that have joined.',
      });
    }
    return entry;
  }
}

/** A caller whose token is bound to users sees the nodes that work for one of them. */
const isVisible = ({ row }: NodeEntry, { userIds }: Principal): boolean =>
  userIds === null || userIds.some((userId) => servesUser(row, userId));

const wrongUserId = (): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', 'user_id must be a text', {
    problems: [{ field: 'user_id', message: 'must be a text' }],
  });
