import { Global, Module } from '@nestjs/common';

import { AuditLog } from './audit-log.service.js';
import { AuditReader } from './audit-reader.service.js';
import { AuditRetention } from './audit-retention.service.js';
import { AuditStore } from './audit.store.js';

/** Who did what, and who was not let: see `docs/guides/audit.md`. */
@Global()
@Module({ providers: [AuditStore, AuditLog, AuditReader, AuditRetention], exports: [AuditLog, AuditReader] })
export class AuditModule {}
