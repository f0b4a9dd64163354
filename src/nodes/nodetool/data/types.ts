import type { NodeType } from '../../../engine/node-type.js';
import { AddColumn, ExtractColumn, FillNA, Rename, SelectColumn } from './columns.js';
import { Append, Join, Merge } from './combine.js';
import { FilterNone, ForEachRow, RowIterator, ToList } from './each.js';
import { Aggregate, Pivot } from './group.js';
import { LoadCSVAssets, LoadCSVFile, LoadCSVURL } from './load.js';
import { FromList, ImportCSV, JSONToDataframe, Schema } from './make.js';
import { DropDuplicates, DropNA, Filter, FindRow, Slice, SortByColumn } from './rows.js';
import { SaveCSVDataframeFile, SaveDataframe } from './save.js';

/** Node types of `nodetool.data`. */
export const nodetoolDataTypes: readonly NodeType[] = [
  AddColumn,
  Aggregate,
  Append,
  DropDuplicates,
  DropNA,
  ExtractColumn,
  FillNA,
  Filter,
  FilterNone,
  FindRow,
  ForEachRow,
  FromList,
  ImportCSV,
  Join,
  JSONToDataframe,
  LoadCSVAssets,
  LoadCSVFile,
  LoadCSVURL,
  Merge,
  Pivot,
  Rename,
  RowIterator,
  SaveCSVDataframeFile,
  SaveDataframe,
  Schema,
  SelectColumn,
  Slice,
  SortByColumn,
  ToList,
];
