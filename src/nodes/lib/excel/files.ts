import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { writeWorkspaceFile } from '../../workspace-files.js';
import { sheetName, workbook } from './properties.js';
import { newWorkbook, workbookBytes } from './workbook.js';

/** `lib.excel.CreateWorkbook`: a workbook with one empty worksheet. */
export const CreateWorkbook = defineNodeType({
  type: 'lib.excel.CreateWorkbook',
  title: 'Create Workbook',
  description: 'Makes a workbook with one empty worksheet.',
  tags: ['excel', 'workbook', 'create'],
  properties: { sheet_name: sheetName },
  outputs: { output: 'excel' },
  process: async ({ sheet_name }, context) => ({ output: await newWorkbook(sheet_name, context) }),
});

/** `lib.excel.SaveWorkbook`: a workbook as a file of the workspace. */
export const SaveWorkbook = defineNodeType({
  type: 'lib.excel.SaveWorkbook',
  title: 'Save Workbook',
  description: 'Writes a workbook into a folder of the workspace.',
  tags: ['excel', 'workbook', 'save', 'file'],
  properties: {
    workbook,
    folder: of('file_path', { type: 'file_path', path: '' }, { description: 'Folder of the workspace.' }),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  outputs: {},
  isPure: false,
  isRetrySafe: true,
  process: async ({ workbook: reference, folder, filename }, context) => {
    const path = isRecord(folder) && typeof folder['path'] === 'string' ? folder['path'] : '';
    if (path === '') throw new ValueError('Path is not set');
    if (filename === '') throw new ValueError('filename cannot be empty');
    const content = await workbookBytes(reference, context);
    await writeWorkspaceFile({ folder: path, pattern: filename, content }, context);
  },
});
