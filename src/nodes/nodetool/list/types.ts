import type { NodeType } from '../../../engine/node-type.js';
import { Flatten, Randomize, Reverse, Sort } from './arrange.js';
import { SaveList } from './save.js';
import {
  Append,
  Chunk,
  Extend,
  GenerateSequence,
  GetElement,
  Length,
  ListRange,
  SelectElements,
  Slice,
} from './select.js';
import { Dedupe, Difference, Intersection, Union } from './sets.js';
import { Average, Maximum, Minimum, Product, Sum } from './statistics.js';

/** The node types of `nodetool.list`. */
export const nodetoolListTypes: readonly NodeType[] = [
  Append,
  Average,
  Chunk,
  Dedupe,
  Difference,
  Extend,
  Flatten,
  GenerateSequence,
  GetElement,
  Intersection,
  Length,
  ListRange,
  Maximum,
  Minimum,
  Product,
  Randomize,
  Reverse,
  SaveList,
  SelectElements,
  Slice,
  Sort,
  Sum,
  Union,
];
