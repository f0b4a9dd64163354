import type { NodeType } from '../../../engine/node-type.js';
import { CreateTable, Delete, Insert, Update } from './change.js';
import { ExecuteSQL, GetDatabasePath, Query } from './query.js';

/** Node types of `lib.sqlite`. */
export const libSqliteTypes: readonly NodeType[] = [
  CreateTable,
  Delete,
  ExecuteSQL,
  GetDatabasePath,
  Insert,
  Query,
  Update,
];
