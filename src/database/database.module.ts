import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { AppConfig } from '../config/app-config.js';
import type { Persistence } from './data-source-options.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { databaseOf } from './open-database.js';

/** Opens the database, brings its schema up to date and makes `Database` injectable everywhere. */
@Module({})
export class DatabaseModule {
  static forRoot(persistence: Persistence): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [AppConfig],
          useFactory: (config: AppConfig) => ({
            ...dataSourceOptions(config, persistence),
            retryAttempts: config.databaseUrl === undefined ? 0 : 3,
            retryDelay: 1000,
          }),
        }),
      ],
      providers: [{ provide: Database, inject: [DataSource], useFactory: databaseOf }],
      exports: [Database],
    };
  }
}
