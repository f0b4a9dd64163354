import type { NodeType } from '../../../engine/node-type.js';
import type { Reduction } from '../../ndarray/reduce.js';
import { ARG_MAX, ARG_MIN, MAX, MEAN, MIN, reduceAlong, SUM } from '../../ndarray/reduce.js';
import { axisProperty, defineArrayType, resultOf } from './array-types.js';

const defineStatistic = (options: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly output?: string;
  readonly reduction: Reduction;
}): NodeType =>
  defineArrayType({
    type: `lib.numpy.statistics.${options.name}`,
    title: options.title,
    description: options.description,
    tags: ['array', 'statistics', ...options.tags],
    properties: axisProperty('Axis along which the elements are looked at; -1 is the last.'),
    output: options.output ?? 'np_array|float|int',
    compute: (array, { axis }) => resultOf(reduceAlong(array, axis, options.reduction)),
  });

/** The node types that fold arrays along an axis. */
export const statisticsTypes: readonly NodeType[] = [
  defineStatistic({
    name: 'ArgMaxArray',
    title: 'Arg Max Array',
    description: 'Tells at which place along an axis the largest element stands, the first of several.',
    tags: ['maximum', 'position'],
    output: 'np_array|int',
    reduction: ARG_MAX,
  }),
  defineStatistic({
    name: 'ArgMinArray',
    title: 'Arg Min Array',
    description: 'Tells at which place along an axis the smallest element stands, the first of several.',
    tags: ['minimum', 'position'],
    output: 'np_array|int',
    reduction: ARG_MIN,
  }),
  defineStatistic({
    name: 'MaxArray',
    title: 'Max Array',
    description: 'Gives the largest element along an axis.',
    tags: ['maximum', 'largest'],
    reduction: MAX,
  }),
  defineStatistic({
    name: 'MeanArray',
    title: 'Mean Array',
    description: 'Gives the mean of the elements along an axis.',
    tags: ['mean', 'average'],
    reduction: MEAN,
  }),
  defineStatistic({
    name: 'MinArray',
    title: 'Min Array',
    description: 'Gives the smallest element along an axis.',
    tags: ['minimum', 'smallest'],
    reduction: MIN,
  }),
  defineStatistic({
    name: 'SumArray',
    title: 'Sum Array',
    description: 'Adds up the elements along an axis.',
    tags: ['sum', 'total'],
    reduction: SUM,
  }),
];
