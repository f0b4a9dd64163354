import { defineNodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import { emptyValue, isEmptyAsset } from '../../nodetool/empty-values.js';
import { ValueError } from '../../python/errors.js';
import { readJson } from '../../python/json-text.js';
import { utf8Text } from '../../utf8-text.js';

/** `lib.json.LoadJSONAssets`: a step per JSON file of an asset folder. */
export const LoadJSONAssets = defineNodeType({
  type: 'lib.json.LoadJSONAssets',
  title: 'Load JSON Assets',
  description: 'Reads the JSON files of a folder of assets, one after another.',
  tags: ['json', 'load', 'folder', 'asset'],
  properties: { folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to read from.' }) },
  outputs: { json: 'dict', name: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder }, context) {
    if (isEmptyAsset(folder)) throw new ValueError('Please select an asset folder.');
    for await (const asset of context.assets.list(folder, { contentType: 'application/json' })) {
      const text = utf8Text(await context.assets.read(asset), asset.name);
      yield { json: parsed(text, asset.name), name: asset.name };
    }
  },
});

const parsed = (text: string, name: string): unknown => {
  try {
    return readJson(text);
  } catch (cause) {
    throw new ValueError(`${name} holds no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};
