import 'reflect-metadata';

import { DataSource } from 'typeorm';

import { PERSISTENCE } from './src/app/persistence.js';
import { loadConfig } from './src/config/load-config.js';
import { dataSourceOptions } from './src/database/data-source-options.js';

const config = loadConfig({ env: process.env, cwd: import.meta.dirname });

/** The data source of `npm run typeorm -- <command>`; it finds its database as the server does, and migrates only when told. */
export default new DataSource({ ...dataSourceOptions(config, PERSISTENCE), migrationsRun: false });
