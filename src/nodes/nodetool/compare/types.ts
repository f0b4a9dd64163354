import { holdsBytes } from '../../../engine/keep-bytes.js';
import { keepPreview } from '../../../engine/keep-preview.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { completeValue, emptyValue, isEmptyAsset } from '../empty-values.js';

/** Shows two pictures against each other; while one is missing there is nothing to show. */
export const CompareImages = defineNodeType({
  type: 'nodetool.compare.CompareImages',
  title: 'Compare Images',
  description: 'Shows two pictures against each other, for example before and after a step.',
  tags: ['image', 'compare', 'preview', 'before', 'after'],
  properties: {
    image_a: of('image', emptyValue('image'), { description: 'First picture.' }),
    image_b: of('image', emptyValue('image'), { description: 'Second picture.' }),
    label_a: str('A', { description: 'Caption of the first picture.' }),
    label_b: str('B', { description: 'Caption of the second picture.' }),
  },
  outputs: { output: 'none' },
  role: 'preview',
  basicFields: ['image_a', 'image_b'],
  process: ({ image_a, image_b, label_a, label_b }, context) => {
    if (isEmptyAsset(image_a) || isEmptyAsset(image_b)) return null;
    const images = { image_a: completeValue(image_a), image_b: completeValue(image_b) };
    const output = { type: 'image_comparison', ...images, label_a, label_b };
    if (!holdsBytes(output)) return { output };
    return keepPreview(output, context, 'comparison').then((kept) => ({ output: kept }));
  },
});

/** Node types of `nodetool.compare`. */
export const nodetoolCompareTypes: readonly NodeType[] = [CompareImages];
