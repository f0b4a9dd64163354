import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';

import { AuditController } from './audit.controller.js';
import { HttpAudit } from './http-audit.service.js';
import { McpAudit } from './mcp-audit.interceptor.js';

/** The audit log over REST, and what REST and MCP record. */
@Module({ controllers: [AuditController], providers: [HttpAudit, { provide: APP_INTERCEPTOR, useClass: McpAudit }] })
export class AuditRestModule {}
