import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { emptyValue } from '../empty-values.js';
import { defineInputType, inputProperties } from './input-type.js';

/** Takes a folder of stored assets. */
export const AssetFolderInput = defineInputType({
  name: 'AssetFolderInput',
  title: 'Asset Folder Input',
  description: 'A folder of stored assets that a run points the workflow at.',
  tags: ['folder', 'assets'],
  value: of('folder', emptyValue('folder')),
  output: 'folder',
});

/** Takes a document. */
export const DocumentInput = defineInputType({
  name: 'DocumentInput',
  title: 'Document Input',
  description: 'A document, such as a PDF or a text file, that a run hands to the workflow.',
  tags: ['document', 'pdf', 'file'],
  value: of('document', emptyValue('document')),
  output: 'document',
});

/** Takes the path of a file on the machine that runs the workflow. */
export const FilePathInput = defineInputType({
  name: 'FilePathInput',
  title: 'File Path Input',
  description: 'The path of a file on the machine that runs the workflow. Only the path is passed on.',
  tags: ['file', 'path', 'local'],
  value: str(),
  output: 'str',
});

/** Takes the path of a folder on the machine that runs the workflow. */
export const FolderPathInput = defineInputType({
  name: 'FolderPathInput',
  title: 'Folder Path Input',
  description: 'The path of a folder on the machine that runs the workflow. Only the path is passed on.',
  tags: ['folder', 'path', 'local'],
  value: str(),
  output: 'str',
});

/** Takes the path of a document and hands on a reference to it; the file itself isn't opened. */
export const DocumentFileInput = defineNodeType({
  type: 'nodetool.input.DocumentFileInput',
  title: 'Document File Input',
  description: 'Turns the path of a local document into a document reference, and passes the path on beside it.',
  tags: ['input', 'parameter', 'document', 'file', 'path'],
  properties: inputProperties(str()),
  outputs: { document: 'document', path: 'str' },
  role: 'input',
  basicFields: ['name', 'value'],
  process: ({ value }) => {
    const path = String(value);
    return { document: { ...emptyValue('document'), uri: fileUri(path) }, path };
  },
});

const fileUri = (path: string): string => {
  if (path === '' || path.startsWith('file://')) return path;
  const isWindowsDrive = /^[A-Za-z]:[\\/]/.test(path);
  return isWindowsDrive ? `file:///${path.replaceAll('\\', '/')}` : `file://${path}`;
};
