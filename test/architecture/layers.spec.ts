import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';

const ROOT = join(import.meta.dirname, '../..');
// The file is what the command-line tool reads; its own type is the tool's.
const { forbidden = [], options = {} } = createRequire(import.meta.url)(
  join(ROOT, '.dependency-cruiser.cjs'),
) as IConfiguration;

/** For each rule, what one file must not import: our own folder or file, or a package. */
const VIOLATIONS: Readonly<Record<string, { readonly from: string; readonly to: string }>> = {
  'layer-common': { from: 'common/a', to: 'protocol/b' },
  'layer-protocol': { from: 'protocol/a', to: 'engine/b' },
  'layer-engine': { from: 'engine/a', to: 'nodes/b' },
  'layer-nodes': { from: 'nodes/a', to: 'protocol/b' },
  'layer-config': { from: 'config/a', to: 'protocol/b' },
  'layer-logging': { from: 'logging/a', to: 'auth/b.service' },
  'layer-database': { from: 'database/a', to: 'job/b.service' },
  'layer-network': { from: 'network/a', to: 'dispatch/b' },
  'layer-outbound': { from: 'outbound/a', to: 'workflow/b.service' },
  'layer-audit': { from: 'audit/a', to: 'auth/b.service' },
  'layer-dispatch': { from: 'dispatch/a', to: 'auth/b.service' },
  'layer-auth': { from: 'auth/a', to: 'job/b.service' },
  'layer-asset': { from: 'asset/a', to: 'model/b.service' },
  'layer-model': { from: 'model/a', to: 'workflow/b.service' },
  'layer-collection': { from: 'collection/a', to: 'asset/b.service' },
  'layer-node-registry': { from: 'node-registry/a', to: 'hub/b' },
  'layer-job': { from: 'job/a', to: 'workflow/b.service' },
  'layer-workflow': { from: 'workflow/a', to: 'hub/b' },
  'layer-hub': { from: 'hub/a', to: 'gateway/b' },
  'layer-gateway': { from: 'gateway/a', to: 'hub/b' },
  'layer-rest': { from: 'rest/a', to: 'app/b' },
  'layer-mcp': { from: 'mcp/a', to: 'rest/b' },
  'layer-health': { from: 'health/a', to: 'metrics/b' },
  'layer-metrics': { from: 'metrics/a', to: 'hub/b' },
  'layer-dashboard': { from: 'dashboard/a', to: 'cli/b' },
  'doors-use-features-by-contract': { from: 'hub/c', to: 'job/b.entity' },
  'no-cycles': { from: 'app/x', to: 'app/y' },
  'pure-without-framework': { from: 'engine/c', to: '@nestjs/common' },
  'pure-without-system': { from: 'engine/d', to: 'node:fs' },
  'nodes-by-services': { from: 'nodes/c', to: 'node:net' },
  'client-without-nest': { from: 'gateway/client/a', to: 'typeorm' },
  'cli-without-nest': { from: 'cli/a', to: 'hub/b' },
  'mcp-sdk-stays-in-mcp': { from: 'mcp/c', to: '@modelcontextprotocol/sdk/types.js' },
  'no-tests-in-product': { from: 'hub/d', to: '../test/support/b' },
};

const cases = Object.entries(VIOLATIONS).map(([rule, violation]) => ({ rule, ...violation }));

describe('the dependency rules', () => {
  let found: readonly { readonly rule: string; readonly from: string }[] = [];
  const root = mkdtempSync(join(tmpdir(), 'layers-'));

  const write = (file: string, text: string): void => {
    const path = join(root, 'src', `${file}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };

  const importOf = (from: string, to: string): string => {
    if (!/^(\.\.\/)?(test|[a-z-]+)\//.test(to)) return to;
    return `${'../'.repeat(from.split('/').length - 1)}${to}.js`;
  };

  beforeAll(async () => {
    for (const { to } of Object.values(VIOLATIONS)) {
      if (!to.startsWith('@') && to.includes('/')) write(to, 'export const b = 1;\n');
    }
    for (const { from, to } of Object.values(VIOLATIONS)) write(from, `import '${importOf(from, to)}';\n`);
    write('app/y', "import './x.js';\n");
    write('app/z', "import type { b } from '../hub/b.js';\nexport type B = typeof b;\n");
    const { tsConfig: _, ...rest } = options;
    const { output } = await cruise(['src'], { ...rest, baseDir: root, validate: true, ruleSet: { forbidden } });
    const { summary } = output as ICruiseResult; // a text only with another `outputType`
    found = summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('are each shown to fail here', () => {
    expect(Object.keys(VIOLATIONS).sort()).toEqual(forbidden.map(({ name }) => String(name)).sort());
  });

  it.each(cases)('$rule refuses src/$from importing $to', ({ rule, from }) => {
    expect(found).toContainEqual({ rule, from: `src/${from}.ts` });
  });

  it('let the composition root import anything', () => {
    expect(found.filter(({ from }) => from === 'src/app/z.ts')).toEqual([]);
  });
});
