import type { NodeType } from '../../../engine/node-type.js';
import {
  ArgMax,
  Combine,
  Filter,
  GetValue,
  MakeDictionary,
  ReduceDictionaries,
  Remove,
  Update,
  Zip,
} from './entries.js';
import {
  FilterDictByNumber,
  FilterDictByQuery,
  FilterDictByRange,
  FilterDictByValue,
  FilterDictRegex,
} from './filters.js';
import { ParseJSON, ToJSON, ToYAML } from './serialize.js';

/** The node types of `nodetool.dictionary` that need no file. */
export const nodetoolDictionaryTypes: readonly NodeType[] = [
  ArgMax,
  Combine,
  Filter,
  FilterDictByNumber,
  FilterDictByQuery,
  FilterDictByRange,
  FilterDictByValue,
  FilterDictRegex,
  GetValue,
  MakeDictionary,
  ParseJSON,
  ReduceDictionaries,
  Remove,
  ToJSON,
  ToYAML,
  Update,
  Zip,
];
