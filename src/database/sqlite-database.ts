import type BetterSqlite3 from 'better-sqlite3';
import type { DataSource, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

import type { KnownRows } from './database.js';
import { Database } from './database.js';
import type { SqlValue, Statement } from './statement.js';
import { assertChanged } from './statement.js';

interface Batch {
  readonly statements: readonly Statement[];
  readonly resolve: (changes: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Statements in one transaction: bounds how long a group of batches holds the event loop. */
const MAX_GROUP_STATEMENTS = 4096;
/** Rows that one insert appends: half the time of single ones. What is left over goes one by one, so that the texts stay few. */
const ROWS_PER_INSERT = 32;
/** Prepared statements that are kept; the SQL texts of the program are a fixed, smaller set. */
const MAX_PREPARED = 1000;

/**
 * SQLite through the synchronous handle of TypeORM's driver. Batches that arrive in one turn of the event loop
 * are written in one transaction, each behind its own savepoint: the price of a commit is shared.
 */
export class SqliteDatabase extends Database {
  readonly kind = 'sqlite';
  private readonly prepared = new Map<string, BetterSqlite3.Statement<SqlValue[]>>();
  private queue: Batch[] = [];
  private isFlushPlanned = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly handle: BetterSqlite3.Database,
  ) {
    super();
  }

  atomic(statements: readonly Statement[]): Promise<readonly number[]> {
    if (statements.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.queue.push({ statements, resolve, reject });
      this.planFlush();
    });
  }

  async query<Row>(sql: string, params: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return this.prepare(sql).all(...params.map(bind)) as Row[]; // the caller names the row's shape beside its SQL
  }

  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.dataSource.getRepository(entity);
  }

  appendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    known: KnownRows = 'refuse',
  ): readonly Statement[] {
    const tail = known === 'skip' ? ' ON CONFLICT DO NOTHING' : '';
    const head = `INSERT INTO ${table} (${columns.join(', ')}) VALUES`;
    const tuple = `(${columns.map(() => '?').join(', ')})`;
    const many = `${head} ${Array.from({ length: ROWS_PER_INSERT }, () => tuple).join(', ')}${tail}`;
    const statements: Statement[] = [];
    let place = 0;
    for (; place + ROWS_PER_INSERT <= rows.length; place += ROWS_PER_INSERT)
      statements.push({ sql: many, params: rows.slice(place, place + ROWS_PER_INSERT).flat() });
    return [...statements, ...rows.slice(place).map((params) => ({ sql: `${head} ${tuple}${tail}`, params }))];
  }

  private planFlush(): void {
    if (this.isFlushPlanned) return;
    this.isFlushPlanned = true;
    setImmediate(() => {
      this.isFlushPlanned = false;
      this.flush();
    });
  }

  private flush(): void {
    const group = this.takeGroup();
    if (this.queue.length > 0) this.planFlush();
    const settle: (() => void)[] = [];
    try {
      this.run('BEGIN IMMEDIATE');
      for (const batch of group) settle.push(this.write(batch));
      this.run('COMMIT');
    } catch (error) {
      this.rollBack();
      for (const { reject } of group) reject(error);
      return;
    }
    for (const done of settle) done();
  }

  private takeGroup(): Batch[] {
    let count = 0;
    let end = 0;
    while (end < this.queue.length && (end === 0 || count < MAX_GROUP_STATEMENTS)) {
      count += this.queue[end]?.statements.length ?? 0;
      end += 1;
    }
    return this.queue.splice(0, end);
  }

  /** Writes one batch and returns what to tell its caller after the commit. */
  private write({ statements, resolve, reject }: Batch): () => void {
    const needsSavepoint = statements.length > 1 || statements[0]?.expect !== undefined;
    if (needsSavepoint) this.run('SAVEPOINT batch');
    try {
      const changes = statements.map((statement, index) => this.change(statement, index));
      if (needsSavepoint) this.run('RELEASE batch');
      return () => {
        resolve(changes);
      };
    } catch (error) {
      // A full disk or a lost file ends the outer transaction too: then the whole group has failed.
      if (!this.handle.inTransaction) throw error;
      if (needsSavepoint) {
        this.run('ROLLBACK TO batch');
        this.run('RELEASE batch');
      }
      return () => {
        reject(error);
      };
    }
  }

  private change(statement: Statement, index: number): number {
    const { changes } = this.prepare(statement.sql).run(...(statement.params ?? []).map(bind));
    assertChanged(statement, index, changes);
    return changes;
  }

  private run(sql: string): void {
    this.prepare(sql).run();
  }

  private rollBack(): void {
    if (this.handle.open && this.handle.inTransaction) this.handle.exec('ROLLBACK');
  }

  private prepare(sql: string): BetterSqlite3.Statement<SqlValue[]> {
    const known = this.prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.handle.prepare<SqlValue[]>(sql);
    if (this.prepared.size >= MAX_PREPARED) this.prepared.clear();
    this.prepared.set(sql, statement);
    return statement;
  }
}

const bind = (value: SqlValue): SqlValue => (typeof value === 'boolean' ? Number(value) : value);
