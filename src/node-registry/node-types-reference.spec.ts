import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { defineNodeType } from '../engine/node-type.js';
import { builtinTypes } from '../nodes/catalogue.js';
import { nodeTypesReference } from './node-types-reference.js';

const typeOf = (type: string, more: object = {}) =>
  defineNodeType({ type, title: 'T', description: `Does | ${type}.`, process: () => null, ...more });

it('counts what runs, what needs a program and what is listed only', () => {
  const text = nodeTypesReference([
    typeOf('a.b.One'),
    typeOf('a.b.Two', { requiredPrograms: ['ffmpeg'], requiredSettings: ['KEY'] }),
    typeOf('a.c.Three', { unavailable: 'It needs the moon.' }),
  ]);
  expect(text).toContain('| [`a.b`](#ab) | 2 | 1 | 1 | 0 |');
  expect(text).toContain('| **all** | 3 | 1 | 1 | 1 |');
  expect(text).toContain('| `Two` | Does \\| a.b.Two. | `ffmpeg`, `KEY` |');
  expect(text).toContain('## a.c\n\nListed only: It needs the moon.');
});

it('is what docs/reference/node-types.md says (npm run docs:nodes writes it)', () => {
  const file = join(import.meta.dirname, '../../docs/reference/node-types.md');
  expect(readFileSync(file, 'utf8')).toBe(nodeTypesReference(builtinTypes));
});
