import type { NodeType } from '../../../engine/node-type.js';
import {
  AddArray,
  BinaryOperationType,
  DivideArray,
  ModulusArray,
  MultiplyArray,
  SubtractArray,
} from './arithmetic.js';
import {
  ArrayToList,
  ArrayToScalar,
  ConvertToArray,
  ConvertToAudio,
  ConvertToImage,
  ListToArray,
  ScalarToArray,
} from './conversion.js';
import { PlotArray, SaveArray } from './keep.js';
import { IndexArray, MatMul, SliceArray, SplitArray, Stack, TransposeArray } from './manipulation.js';
import { AbsArray, CosineArray, ExpArray, LogArray, PowerArray, SineArray, SqrtArray } from './math.js';
import { reshapingTypes } from './reshaping.js';
import { statisticsTypes } from './statistics.js';

/** Node types of `lib.numpy`: arrays of numbers. */
export const libNumpyTypes: readonly NodeType[] = [
  AbsArray,
  AddArray,
  ArrayToList,
  ArrayToScalar,
  BinaryOperationType,
  ConvertToArray,
  ConvertToAudio,
  ConvertToImage,
  CosineArray,
  DivideArray,
  ExpArray,
  IndexArray,
  ListToArray,
  LogArray,
  MatMul,
  ModulusArray,
  MultiplyArray,
  PlotArray,
  PowerArray,
  SaveArray,
  ScalarToArray,
  SineArray,
  SliceArray,
  SplitArray,
  SqrtArray,
  Stack,
  SubtractArray,
  TransposeArray,
  ...reshapingTypes,
  ...statisticsTypes,
];
