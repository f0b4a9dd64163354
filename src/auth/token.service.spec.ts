import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { describeDatabases } from '../../test/support/services.js';
import { AppConfig } from '../config/app-config.js';
import { Auth1764000000001 } from '../database/migrations/1764000000001-auth.js';
import { TokenScopes1764000000014 } from '../database/migrations/1764000000014-token-scopes.js';
import { TokenRotation1764000000017 } from '../database/migrations/1764000000017-token-rotation.js';
import type { TestDatabase } from '../database/testing.js';
import { openTestDatabase } from '../database/testing.js';
import { TokenUsage } from './token-usage.service.js';
import { ReplacedTokenTextRow, TokenRow } from './token.entity.js';
import { TokenService } from './token.service.js';

await describeDatabases('TokenService', (databaseUrl) => {
  let opened: TestDatabase;
  let usage: TokenUsage;

  beforeEach(async () => {
    opened = await openTestDatabase({
      entities: [TokenRow, ReplacedTokenTextRow],
      migrations: [Auth1764000000001, TokenScopes1764000000014, TokenRotation1764000000017],
      databaseUrl,
    });
    usage = new TokenUsage(opened.database);
  });

  afterEach(async () => {
    await usage.beforeApplicationShutdown();
    await opened.close();
  });

  const create = (settings: Partial<AppConfig> = {}): TokenService =>
    new TokenService(Object.assign(new AppConfig(), settings), opened.database, usage);

  it('makes an operator and a node token at the first start and none later', async () => {
    const tokens = await create().ensureFirstTokens();
    expect(tokens.map(({ kind }) => kind)).toEqual(['operator', 'node']);
    expect(await create().ensureFirstTokens()).toEqual([]);
  });

  it('lets one of two first starts make the tokens', async () => {
    const made = await Promise.all([create().ensureFirstTokens(), create().ensureFirstTokens()]);
    expect(made.flat()).toHaveLength(2);
  });

  it('knows a token after a restart, although only its hash is stored', async () => {
    const [operator, node] = await create().ensureFirstTokens();
    expect(await create().verify(operator?.text ?? '')).toMatchObject({
      kind: 'operator',
      userIds: null,
      nodeId: null,
    });
    expect(await create().verify(node?.text ?? '')).toMatchObject({ kind: 'node' });
    const rows = await opened.database.query('SELECT * FROM tokens');
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(operator?.text);
  });

  it('knows nobody behind another text', async () => {
    const service = create();
    await service.ensureFirstTokens();
    for (const text of ['', 'nt_op_', 'x'.repeat(10_000)]) expect(await service.verify(text)).toBeNull();
  });

  it('reads the bounds of a token', async () => {
    const { hashToken } = await import('./token-text.js');
    const sql = 'INSERT INTO tokens (token_id, kind, hash, node_id, user_ids, created_at) VALUES (?, ?, ?, ?, ?, ?)';
    await opened.database.atomic([{ sql, params: ['t1', 'service', hashToken('bound'), 'gpu-1', '["1","2"]', 0] }]);
    expect(await create().verify('bound')).toEqual({
      kind: 'service',
      tokenId: 't1',
      nodeId: 'gpu-1',
      userIds: ['1', '2'],
      scopes: null,
      textHash: hashToken('bound'),
      endsAt: null,
    });
  });

  it('takes fixed tokens from the configuration and makes only the others', async () => {
    const service = create({ hubOperatorToken: 'fixed-operator' });
    expect((await service.ensureFirstTokens()).map(({ kind }) => kind)).toEqual(['node']);
    expect(await service.verify('fixed-operator')).toMatchObject({ kind: 'operator' });
    expect(await create().verify('fixed-operator')).toBeNull();
  });

  it('gives a node process only an operator token for its own API', async () => {
    const service = create({ role: 'node', hubNodeToken: 'fixed-node' });
    expect((await service.ensureFirstTokens()).map(({ kind }) => kind)).toEqual(['operator']);
    expect(await service.verify('fixed-node')).toBeNull();
  });

  it("keeps the local node's token inside the process", async () => {
    const service = create();
    const text = service.mintLocalNodeToken();
    expect(await service.verify(text)).toMatchObject({ kind: 'node' });
    expect(await create().verify(text)).toBeNull();
  });
});
