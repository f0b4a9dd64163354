import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentPrincipal, NeedsScope } from '../../auth/auth.decorators.js';
import type { Principal } from '../../auth/auth.contract.js';
import { isRecord } from '../../common/json.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { ANY_NODE, CommandCalls, isVisible } from '../command/command-calls.service.js';
import type { NodeEntry } from '../directory/node-directory.service.js';
import { NodeDirectory } from '../directory/node-directory.service.js';
import { nodeDetailView, nodeView } from './node-view.js';
import { CallCommandQuery, ListNodesQuery, NodeDetailDto, NodePageDto } from './node.dto.js';
import { pageOf, placeOf } from './page.js';

const DEFAULT_PAGE = 100;
const NODE_ID_HEADER = 'x-node-id';
const NODE_ID_SPEC = { description: 'The node that was chosen, percent-encoded.', schema: { type: 'string' } } as const;
const RESULT = { schema: { type: 'object', additionalProperties: true } } as const;
const ARGUMENTS = { ...RESULT, required: false, description: 'The arguments.' } as const;

/** The machines that have joined, and their commands. */
@ApiTags('nodes')
@ApiBearerAuth()
@NeedsScope('nodes:read')
@Controller('api/v1/nodes')
export class NodesController {
  constructor(
    private readonly directory: NodeDirectory,
    private readonly calls: CommandCalls,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists the machines that have joined, also those that are away.' })
  @ApiOkResponse({ type: NodePageDto })
  async list(
    @Query() { cursor, limit = DEFAULT_PAGE }: ListNodesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<NodePageDto> {
    const isWanted = (entry: NodeEntry): boolean => isVisible(entry, principal);
    const entries = await this.directory.list(placeOf(cursor) ?? '', limit + 1, isWanted);
    const { items, next } = pageOf(entries, limit, ({ row }) => row.nodeId);
    return { nodes: items.map(nodeView), next };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Gives a machine with its node types and the errors that it reported.' })
  @ApiOkResponse({ type: NodeDetailDto })
  async get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<NodeDetailDto> {
    const entry = await this.calls.getVisible(id, principal);
    // An error may tell of anybody's work.
    const errors = principal.userIds === null ? this.directory.listErrors(id) : [];
    return nodeDetailView(entry, await this.directory.listNodeTypes(entry), errors);
  }

  @Post('any/commands/:command')
  @NeedsScope('by-command')
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
    const args = argumentsOf(body);
    const target = await this.calls.target(ANY_NODE, command, args, principal);
    // Before the call: a refusal of the node also says whose it is.
    void reply.header(NODE_ID_HEADER, headerText(target.nodeId));
    return await this.calls.send(target, command, args, timeoutMs);
  }

  @Post(':id/commands/:command')
  @NeedsScope('by-command')
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
    const args = argumentsOf(body);
    return await this.calls.send(await this.calls.target(id, command, args, principal), command, args, timeoutMs);
  }
}

/** The way over UTF-8 replaces halves of surrogate pairs, for which `encodeURIComponent` would throw. */
const headerText = (nodeId: string): string => encodeURIComponent(Buffer.from(nodeId).toString());

const argumentsOf = (body: unknown): Record<string, unknown> => {
  const args = body ?? {};
  if (isRecord(args)) return args;
  throw new ProtocolError('INVALID_ARGUMENT', 'The arguments must be an object');
};
