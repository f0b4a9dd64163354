import { Module } from '@nestjs/common';

import { AuditController } from './audit.controller.js';
import { HttpAudit } from './http-audit.service.js';

/** The audit log over REST, and what REST itself records. */
@Module({ controllers: [AuditController], providers: [HttpAudit] })
export class AuditRestModule {}
