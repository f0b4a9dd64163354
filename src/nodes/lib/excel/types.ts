import type { NodeType } from '../../../engine/node-type.js';
import { CreateWorkbook, SaveWorkbook } from './files.js';
import { AutoFitColumns, FormatCells } from './layout.js';
import { DataFrameToExcel, ExcelToDataFrame } from './tables.js';

/** Node types of `lib.excel`. */
export const libExcelTypes: readonly NodeType[] = [
  AutoFitColumns,
  CreateWorkbook,
  DataFrameToExcel,
  ExcelToDataFrame,
  FormatCells,
  SaveWorkbook,
];
