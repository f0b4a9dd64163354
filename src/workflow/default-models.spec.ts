import { expect, it } from '@jest/globals';

import type { NodeType } from '../engine/node-type.js';
import { defineNodeType } from '../engine/node-type.js';
import { defaultModelsOf } from './default-models.js';

const nodeType = (defaults: Readonly<Record<string, unknown>>): NodeType => {
  const plain = defineNodeType({ type: 'a.B', title: 'B', description: 'B.', outputs: {}, process: () => ({}) });
  const entries = Object.entries(defaults).map(([name, value]) => [
    name,
    { type: { type: 'tts_model' }, default: value },
  ]);
  return { ...plain, properties: Object.fromEntries(entries) };
};

it('finds the models that a node type names as defaults', () => {
  const speaker = { type: 'tts_model', provider: 'openai', id: 'tts-1', name: 'TTS', voices: [] };
  const found = defaultModelsOf(
    nodeType({ model: speaker, text: 'Hello', other: { type: 'asr_model', provider: 'x', id: 'y' } }),
  );
  expect(found).toEqual([
    { provider: 'openai', id: 'tts-1' },
    { provider: 'x', id: 'y' },
  ]);
});

it('finds none where the model is left to the user', () => {
  const unset = { type: 'language_model', provider: 'empty', id: '' };
  expect(defaultModelsOf(nodeType({ model: unset, bare: { type: 'language_model' }, none: null, list: [1] }))).toEqual(
    [],
  );
});
