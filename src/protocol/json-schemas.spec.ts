import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { schemaDocuments } from './json-schemas.js';
import { MESSAGES } from './messages.js';

const folder = new URL('../../docs/reference/schemas/', import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

describe('the JSON Schemas in docs/reference/schemas', () => {
  it.each(schemaDocuments())(
    'are up to date for $type (else: npm run build && npm run schemas)',
    ({ type, schema }) => {
      expect(readJson(`${type}.json`)).toEqual(schema);
    },
  );

  it('are one per message and an index', () => {
    const types = Object.keys(MESSAGES).sort();
    expect(readdirSync(folder).sort()).toEqual([...types, 'index'].map((name) => `${name}.json`).sort());
    expect(readJson('index.json')).toEqual(
      schemaDocuments().map(({ type, sender }) => ({ type, sender, schema: `${type}.json` })),
    );
  });

  it('are understood by another validator', () => {
    const ajv = new Ajv2020({ strict: false });
    const validate = ajv.compile(schemaDocuments().find(({ type }) => type === 'heartbeat')?.schema ?? {});
    expect(validate({ type: 'heartbeat', node_id: 'n', status: 'active', extra: 1 })).toBe(true);
    expect(validate({ type: 'heartbeat', node_id: 5, status: 'active' })).toBe(false);
    schemaDocuments().forEach(({ schema }) =>
      expect(() => new Ajv2020({ strict: false }).compile({ ...schema })).not.toThrow(),
    );
  });
});
