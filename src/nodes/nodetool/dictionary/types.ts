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
import { LoadCSVFile, SaveCSVFile, SaveJSON } from './files.js';
import { ParseJSON, ToJSON, ToYAML } from './serialize.js';

/** Node types of `nodetool.dictionary`. */
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
  LoadCSVFile,
  MakeDictionary,
  ParseJSON,
  ReduceDictionaries,
  Remove,
  SaveCSVFile,
  SaveJSON,
  ToJSON,
  ToYAML,
  Update,
  Zip,
];
