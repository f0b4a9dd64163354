import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

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
const NODE_ID_HEADER = 'x-node-id';
const NODE_ID_SPEC = { description: 'The node that was chosen, percent-encoded.', schema: { type: 'string' } } as const;
const RESULT = { schema: { type: 'object', additionalProperties: true } } as const;
const ARGUMENTS = { ...RESULT, required: false, description: 'The arguments.' } as const;

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

  @Post('any/commands/:command')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Calls a command of a node that the hub chooses, and answers with its result.',
    description:
      'The hub asks the least busy connected node that lists the command and works for the user; each node keeps rows of its own. `any` always means this: a node of that name is called only when it is the one chosen.',
  })
  @ApiBody(ARGUMENTS)
  @ApiOkResponse({ ...RESULT, headers: { [NODE_ID_HEADER]: NODE_ID_SPEC } })
  async callAny(
    @Param('command') command: string,
    @Query() { timeout_ms: timeoutMs }: CallCommandQuery,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Record<string, unknown>> {
    const { args, namedUserId } = argumentsOf(body);
    const userId = actingUser(principal, namedUserId);
    const nodeId = this.relay.choose(command, userId);
    // Before the call: a refusal of the node also says whose it is.
    void reply.header(NODE_ID_HEADER, headerText(nodeId));
    return await this.relay.send(nodeId, command, args, { userId, ...(timeoutMs !== undefined && { timeoutMs }) });
  }

  @Post(':id/commands/:command')
  @HttpCode(200)
  @ApiOperation({ summary: 'Calls a command of a node and answers with its result.' })
  @ApiBody(ARGUMENTS)
  @ApiOkResponse(RESULT)
  async call(
    @Param('id') id: string,
    @Param('command') command: string,
    @Query() { timeout_ms: timeoutMs }: CallCommandQuery,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    const { args, namedUserId } = argumentsOf(body);
    await this.getVisible(id, principal);
    const isForNobody = principal.userIds === null && namedUserId === undefined;
    const userId = isForNobody ? null : actingUser(principal, namedUserId);
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

/** The way over UTF-8 replaces halves of surrogate pairs, for which `encodeURIComponent` would throw. */
const headerText = (nodeId: string): string => encodeURIComponent(Buffer.from(nodeId).toString());

interface CommandArguments {
  readonly args: Record<string, unknown>;
  readonly namedUserId: string | undefined;
}

const argumentsOf = (body: unknown): CommandArguments => {
  const args = body ?? {};
  if (!isRecord(args)) throw new ProtocolError('INVALID_ARGUMENT', 'The arguments must be an object');
  const namedUserId = args['user_id'];
  if (namedUserId !== undefined && typeof namedUserId !== 'string') throw wrongUserId();
  return { args, namedUserId };
};

const wrongUserId = (): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', 'user_id must be a text', {
    problems: [{ field: 'user_id', message: 'must be a text' }],
  });
