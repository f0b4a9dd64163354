import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';

import { AppModule } from '../../src/app/app.module.js';
import { listNodeCommands } from '../../src/app/node-commands.js';
import { nodePart } from '../../src/app/node-part.js';
import { AppConfig } from '../../src/config/app-config.js';
import { Database } from '../../src/database/database.js';
import { Dispatcher } from '../../src/dispatch/dispatcher.js';
import { fieldsOf } from '../../src/dispatch/fields.js';
import { createHttpAdapter } from '../../src/rest/http-adapter.js';
import type { HubStorage } from '../support/hub.js';
import { makeStorage } from '../support/hub.js';
import type { PagedList, SeedContext } from '../support/paged-lists.js';
import { PAGED_LISTS } from '../support/paged-lists.js';
import { describeDatabases } from '../support/services.js';

/** Arguments that say where a page begins. */
const CURSORS: ReadonlySet<string> = new Set(['start_key', 'after']);
const PAGED = (await listNodeCommands()).flatMap(({ name, args }) => {
  const cursor = fieldsOf(args).find((field) => CURSORS.has(field.name))?.name;
  return cursor === undefined ? [] : [{ name, cursor }];
});
const LONG_MS = 120_000;
/** Pages between two changes of every row. */
const TOUCH_EVERY = 5;

it.each(PAGED)('$name stands in the table of lists', ({ name }) => {
  expect(Object.keys(PAGED_LISTS)).toContain(name);
});

await describeDatabases('a list in pages', (databaseUrl) => {
  let storage: HubStorage;
  let app: INestApplicationContext;

  beforeAll(async () => {
    storage = await makeStorage(databaseUrl);
    const config = Object.assign(new AppConfig(), {
      role: 'node',
      dataDir: storage.dataDir,
      ...(storage.databaseUrl !== undefined && { databaseUrl: storage.databaseUrl, collectionStore: 'file' }),
    });
    const options = { logger: false, abortOnError: false } as const;
    app = await NestFactory.create(AppModule.forRole(config, [nodePart]), createHttpAdapter(), options);
    await app.init();
  }, LONG_MS);
  afterAll(async () => {
    await app.close();
    await storage.remove();
  });

  it.each(PAGED)(
    '$name gives each of 10,000 rows once while rows are written',
    async ({ name, cursor }) => {
      const list = PAGED_LISTS[name];
      if (!list) throw new Error(`${name} has no entry`);
      const context = seedContext(app, `user-of-${name}`);
      const args = await list.add(context, 0, list.count);
      const still = await readAll(context, { name, cursor, list, args });
      expect(still.length).toBeGreaterThanOrEqual(list.count);
      const seen = await readAll(context, { name, cursor, list, args }, (pageCount) =>
        disturb(context, list, pageCount),
      );
      expect(new Set(seen).size).toBe(seen.length);
      const found = new Set(seen);
      expect(still.filter((id) => !found.has(id))).toEqual([]);
    },
    LONG_MS,
  );
});

const seedContext = (app: INestApplicationContext, userId: string): SeedContext => {
  const dispatcher = app.get(Dispatcher);
  const caller = { door: 'rest', userIds: [userId], scopes: null } as const;
  return {
    userId,
    database: app.get(Database),
    dataSource: app.get(DataSource),
    call: (command, args) => dispatcher.dispatch({ command, args, caller }),
  };
};

interface Reading {
  readonly name: string;
  readonly cursor: string;
  readonly list: PagedList;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Reads a list to its end. */
const readAll = async (
  { call }: SeedContext,
  { name, cursor, list, args }: Reading,
  afterPage: (pageCount: number) => Promise<void> = () => Promise.resolve(),
): Promise<unknown[]> => {
  const seen: unknown[] = [];
  let place: unknown;
  for (let pageCount = 1; ; pageCount++) {
    const page = await call(name, { ...args, limit: list.limit, ...(place !== undefined && { [cursor]: place }) });
    const items = page[list.items] as Readonly<Record<string, unknown>>[]; // each list of the table has them
    seen.push(...items.map(list.idOf));
    place = page[list.next];
    if (place === '' || place === null || items.length === 0) return seen;
    await afterPage(pageCount);
  }
};

/** Adds rows between two pages, and now and then changes all that are there. */
const disturb = async (context: SeedContext, list: PagedList, pageCount: number): Promise<void> => {
  const from = list.count + pageCount * 3;
  await list.add(context, from, from + 3);
  if (list.touch !== undefined && pageCount % TOUCH_EVERY === 0) await context.database.atomic([{ sql: list.touch }]);
};
