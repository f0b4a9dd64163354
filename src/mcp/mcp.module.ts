import { Module } from '@nestjs/common';

import { McpResources } from './mcp-resources.service.js';
import { McpSessions } from './mcp-sessions.service.js';
import { McpTools } from './mcp-tools.service.js';
import { McpController } from './mcp.controller.js';

/** Every command as a tool of the Model Context Protocol, at `/mcp`. */
@Module({ controllers: [McpController], providers: [McpTools, McpResources, McpSessions] })
export class McpModule {}
