import { describe, expect, it } from '@jest/globals';

import { builtinCatalogue } from '../nodes/catalogue.js';
import { graphSchemas } from './graph-schemas.js';

const inputSchema = (type: string, data: object) =>
  graphSchemas(
    { nodes: [{ id: 'a', type: `nodetool.input.${type}`, data: { name: 'x', ...data } }], edges: [] },
    builtinCatalogue,
  ).input;

describe('graphSchemas', () => {
  it.each([
    ['IntegerInput', { value: 3, min: 1, max: 9 }, { type: 'integer', minimum: 1, maximum: 9, default: 3 }],
    ['FloatInput', { value: 0.5 }, { type: 'number', default: 0.5 }],
    [
      'BooleanInput',
      { value: true, description: 'Really?' },
      { type: 'boolean', description: 'Really?', default: true },
    ],
    ['StringInput', { value: 'a', max_length: 5 }, { type: 'string', maxLength: 5, default: 'a' }],
    ['SelectInput', { value: 'b', options: ['a', 'b'] }, { type: 'string', enum: ['a', 'b'], default: 'b' }],
    [
      'ImageInput',
      { value: { type: 'image', uri: '/api/v1/blobs/1' } },
      {
        type: 'object',
        properties: { type: { const: 'image' }, uri: { type: 'string', format: 'uri-reference' } },
        required: ['type', 'uri'],
        default: { type: 'image', uri: '/api/v1/blobs/1' },
      },
    ],
  ])('describes a %s with its bounds and its own value', (type, data, expected) => {
    const schema = inputSchema(type, data);
    expect(schema).toEqual({ type: 'object', properties: { x: expect.objectContaining(expected) }, required: [] });
  });

  it('asks for a file that the graph does not bring along', () => {
    const schema = inputSchema('ImageInput', { value: { type: 'image', uri: '', asset_id: null, data: null } });
    expect(schema['required']).toEqual(['x']);
    expect(JSON.stringify(schema)).not.toContain('default');
  });
});
