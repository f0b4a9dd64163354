import { expect, it } from '@jest/globals';

import { mergeModels } from './merge-models.js';
import { servedModel } from './model-provider.js';

const model = (provider: string, id: string) => ({ ...servedModel(id, id, 'language_model'), provider });

it('orders models by provider and id, whatever order the answers came in', () => {
  const models = [
    model('b', 'x'),
    model('a', 'z'),
    model('a', 'Z'),
    model('a-', 'a'),
    model('b', '10'),
    model('b', '9'),
  ];
  const order = mergeModels(models).map(({ provider, id }) => `${provider} ${id}`);
  expect(order).toEqual(['a Z', 'a z', 'a- a', 'b 10', 'b 9', 'b x']);
  expect(mergeModels(models.toReversed())).toEqual(mergeModels(models));
});

it('joins what two sources of one provider know of a model', () => {
  const local = { ...model('hf', 'a'), type: null, path: '/a', repoId: 'a', isDownloaded: true, sizeOnDisk: 7 };
  const joined = { ...local, type: 'language_model' };
  expect(mergeModels([model('hf', 'a'), local, model('other', 'a')])).toEqual([joined, model('other', 'a')]);
  expect(mergeModels([local, model('hf', 'a')])).toEqual([joined]);
});
