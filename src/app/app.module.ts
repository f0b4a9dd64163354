import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';

import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import type { AppConfig } from '../config/app-config.js';
import { AppConfigModule } from '../config/config.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { HealthModule } from '../health/health.module.js';
import { McpModule } from '../mcp/mcp.module.js';
import { AuditRestModule } from '../rest/audit/audit-rest.module.js';
import { NetworkModule } from '../network/network.module.js';
import { RestModule } from '../rest/rest.module.js';
import { PERSISTENCE } from './persistence.js';
import type { RolePart } from './role-part.js';

/** The root of every role: what all processes share, and the parts of the role. */
@Module({})
export class AppModule {
  static forRole(config: AppConfig, parts: readonly RolePart[]): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AppConfigModule.forRoot(config),
        NetworkModule,
        DatabaseModule.forRoot(PERSISTENCE),
        ScheduleModule.forRoot(),
        DispatchModule,
        AuditModule,
        AuthModule,
        RestModule,
        AuditRestModule,
        HealthModule,
        McpModule,
        ...parts.flatMap(({ imports }) => imports),
      ],
    };
  }
}
