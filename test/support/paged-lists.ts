import type { DataSource } from 'typeorm';

import type { Database } from '../../src/database/database.js';
import type { SqlValue } from '../../src/database/statement.js';
import { sumGraph } from './graphs.js';

type Values = Readonly<Record<string, unknown>>;

/** What a paged list may use to fill itself. */
export interface SeedContext {
  readonly userId: string;
  readonly database: Database;
  readonly dataSource: DataSource;
  call(command: string, args: Values): Promise<Record<string, unknown>>;
}

/** How to fill a list, and how to read it page by page. */
export interface PagedList {
  /** Rows that are there before the first page is read. */
  readonly count: number;
  readonly limit: number;
  /** Fields of the result: the rows, and where the next page begins. */
  readonly items: string;
  readonly next: string;
  readonly idOf: (item: Values) => unknown;
  /** Adds the rows from one number up to another; gives further arguments of the list. */
  readonly add: (context: SeedContext, from: number, to: number) => Promise<Values>;
  /** Changes something of all rows that must not move them. */
  readonly touch?: string;
}

const COUNT = 10_000;
const T0 = Date.UTC(2026, 0, 1);
/** As many rows share a millisecond: an order by time alone would lose some between two pages. */
const PER_MS = 7;

/** One entry for each command that gives its list in pages; one without fails the test by its name. */
export const PAGED_LISTS: Readonly<Record<string, PagedList>> = {
  list_workflows: {
    count: COUNT,
    limit: 500,
    items: 'workflows',
    next: 'next',
    idOf: (item) => item['id'],
    add: async (context, from, to) => {
      await insert(context, 'workflows', from, to, (index) => ({
        workflowId: hexId(index),
        graph: sumGraph,
        tags: [],
      }));
      return {};
    },
    touch: "UPDATE workflows SET updated_at = updated_at + 1, name = name || '.'",
  },
  list_workflow_versions: {
    count: COUNT,
    limit: 500,
    items: 'versions',
    next: 'next',
    idOf: (item) => item['version'],
    add: async (context, from, to) => {
      const workflow_id = hexId(1, 'b');
      if (from === 0)
        await insert(context, 'workflows', 0, 1, () => ({ workflowId: workflow_id, graph: sumGraph, tags: [] }));
      const row = (index: number) => ({
        id: `${workflow_id}:${index + 1}`,
        workflowId: workflow_id,
        version: index + 1,
      });
      await insert(context, 'workflow_versions', from, to, row);
      return { workflow_id };
    },
  },
  list_jobs: {
    count: COUNT,
    limit: 500,
    items: 'jobs',
    next: 'next_start_key',
    idOf: (item) => item['id'],
    add: async (context, from, to) => {
      await insert(context, 'jobs', from, to, (index) => ({ jobId: hexId(index), nodeId: 'n', status: 'running' }));
      return {};
    },
    touch: "UPDATE jobs SET status = 'completed', finished_at = 1",
  },
  get_job_logs: {
    count: COUNT,
    limit: 500,
    items: 'logs',
    next: 'next',
    idOf: (item) => item['seq'],
    add: async (context, from, to) => {
      const job_id = hexId(1, 'c');
      const job = { jobId: job_id, nodeId: 'n', status: 'completed' };
      if (from === 0) await insert(context, 'jobs', 0, 1, () => job);
      await insert(context, 'job_logs', from, to, (index) => ({ jobId: job_id, seq: index + 1, message: 'm' }));
      return { job_id };
    },
  },
  list_nodes: {
    count: 0,
    limit: 10,
    items: 'nodes',
    next: 'next',
    idOf: (item) => item['type'],
    add: async () => Promise.resolve({}),
  },
  list_assets: {
    count: COUNT,
    limit: 500,
    items: 'assets',
    next: 'next',
    idOf: (item) => item['id'],
    add: (context, from, to) => addAssets(context, from, to),
    touch: 'UPDATE assets SET size = size + 1',
  },
  search_assets: {
    count: COUNT,
    limit: 500,
    items: 'assets',
    next: 'next',
    idOf: (item) => item['id'],
    add: async (context, from, to) => ({ ...(await addAssets(context, from, to, 'b')), query: 'row' }),
    touch: 'UPDATE assets SET size = size + 1',
  },
  list_collections: {
    count: 150,
    limit: 20,
    items: 'collections',
    next: 'next',
    idOf: (item) => item['name'],
    add: async ({ call }, from, to) => {
      for (let index = from; index < to; index++) await call('create_collection', { name: `row-${index}` });
      return {};
    },
  },
  get_documents_from_collection: {
    count: COUNT,
    limit: 100,
    items: 'ids',
    next: 'next',
    idOf: (item) => item,
    add: async ({ call }, from, to) => {
      const name = 'pages';
      if (from === 0) await call('create_collection', { name });
      for (let start = from; start < to; start += 1000) {
        const ids = Array.from({ length: Math.min(1000, to - start) }, (_, index) => `row-${start + index}`);
        await call('add_documents', { name, ids, documents: ids });
      }
      return { name };
    },
  },
};

const addAssets = async (context: SeedContext, from: number, to: number, fill = 'a'): Promise<Values> => {
  const row = (index: number) => ({
    assetId: hexId(index, fill),
    parentId: context.userId,
    searchText: `row ${index}`,
    contentType: 'text/plain',
  });
  await insert(context, 'assets', from, to, row);
  return {};
};

/** An id of the form that the product's have, of which later ones sort behind. */
const hexId = (index: number, fill = 'a'): string => index.toString(16).padStart(12, '0') + fill.repeat(20);

/** Inserts rows of a table by the properties of its entity; the others keep what the entity itself says. */
const insert = async (
  { database, dataSource, userId }: SeedContext,
  table: string,
  from: number,
  to: number,
  row: (index: number) => Values,
): Promise<void> => {
  const metadata = dataSource.entityMetadatas.find(({ tableName }) => tableName === table);
  if (!metadata) throw new Error(`there is no table ${table}`);
  const columns = metadata.columns.filter(({ isGenerated }) => !isGenerated);
  const rows = Array.from({ length: to - from }, (_, offset) => {
    const index = from + offset;
    const time = T0 + Math.floor(index / PER_MS);
    const common = { userId, name: `row ${index}`, createdAt: time, updatedAt: time };
    const all: Values = { ...(metadata.create() as Values), ...common, ...row(index) }; // an entity is an object
    return columns.map(({ propertyName, transformer }): SqlValue => {
      const value = all[propertyName] ?? null;
      // A column's transformer makes a value that the database takes.
      return (transformer && !Array.isArray(transformer) ? transformer.to(value) : value) as SqlValue;
    });
  });
  const names = columns.map(({ databaseName }) => databaseName);
  await database.atomic(database.appendRows(table, names, rows));
};
