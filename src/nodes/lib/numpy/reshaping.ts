import type { NodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { int } from '../../../engine/property.js';
import { arrayValue } from '../../ndarray/array-value.js';
import { reshape } from '../../ndarray/arrange.js';
import { defineArrayType } from './array-types.js';

const LENGTHS = {
  num_elements: 'Number of elements.',
  num_rows: 'Number of rows.',
  num_cols: 'Number of columns.',
  num_depths: 'Length of the third axis.',
  num_channels: 'Length of the fourth axis.',
} as const;

const defineReshape = (rank: number, names: readonly (keyof typeof LENGTHS)[]): NodeType =>
  defineArrayType({
    type: `lib.numpy.reshaping.Reshape${rank}D`,
    title: `Reshape ${rank}D`,
    description: `Lays the elements of an array out along ${rank === 1 ? 'one axis' : `${rank} axes`}, in the order that they have.`,
    tags: ['array', 'reshape', 'shape', 'dimensions'],
    properties: Object.fromEntries(
      names.map((name): [string, Property<number>] => [
        name,
        int(0, { description: `${LENGTHS[name]} One of them may be -1: it follows from the others.` }),
      ]),
    ),
    compute: (array, inputs) =>
      arrayValue(
        reshape(
          array,
          names.map((name) => Number(inputs[name])),
        ),
      ),
  });

/** The node types that give arrays another shape. */
export const reshapingTypes: readonly NodeType[] = [
  defineReshape(1, ['num_elements']),
  defineReshape(2, ['num_rows', 'num_cols']),
  defineReshape(3, ['num_rows', 'num_cols', 'num_depths']),
  defineReshape(4, ['num_rows', 'num_cols', 'num_depths', 'num_channels']),
];
