import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TempWorkspace } from '../../../../test/support/temp-workspace.js';
import type { NodeType } from '../../../engine/node-type.js';
import { LoadJSONAssets } from '../../lib/json/load-assets.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { SaveList } from '../list/save.js';
import { LoadTextAssets, LoadTextFolder } from '../text/load.js';
import { SaveTextFile } from '../text/save.js';
import { LoadCSVFile, SaveCSVFile, SaveJSON } from './files.js';

let workspace: TempWorkspace;
let assets: TrialAssets;

beforeEach(async () => {
  workspace = await TempWorkspace.open();
  assets = new TrialAssets();
});

afterEach(() => workspace.close());

const now = (): Date => new Date('2026-05-01T00:00:00Z');

const run = async (type: NodeType, inputs: Readonly<Record<string, unknown>>) =>
  (await tryNodeType(type, inputs, { services: { workspace, assets }, now })).outputs;

const content = (path: string): Promise<string> => readFile(join(workspace.folder, path), 'utf8');

describe('dictionaries and files of the workspace', () => {
  it('become lines of a CSV file and come back as texts', async () => {
    const data = [
      { a: 1, b: 'x,y' },
      { a: null, b: 'z' },
    ];
    await run(SaveCSVFile, { data, folder: '.', filename: 'rows-%Y.csv' });
    expect(await content('rows-2026.csv')).toBe('a,b\r\n1,"x,y"\r\n,z\r\n');
    expect((await run(LoadCSVFile, { path: '~/rows-2026.csv' }))['output']).toEqual([
      [
        { a: '1', b: 'x,y' },
        { a: '', b: 'z' },
      ],
    ]);
  });

  it('name what a line has too many or too few of', async () => {
    await writeFile(join(workspace.folder, 'odd.csv'), 'a,b\n1\n\n1,2,3,4\n');
    expect((await run(LoadCSVFile, { path: 'odd.csv' }))['output']).toEqual([
      [
        { a: '1', b: null },
        { a: '1', b: '2', null: ['3', '4'] },
      ],
    ]);
  });

  it.each([
    [SaveCSVFile, { folder: '.', filename: 'x' }, "'data' field cannot be empty"],
    [SaveCSVFile, { data: [{}], filename: 'x' }, 'folder cannot be empty'],
    [SaveCSVFile, { data: [{}], folder: '.' }, 'filename cannot be empty'],
    [SaveCSVFile, { data: [{ a: 1 }, { b: 1 }], folder: '.', filename: 'x' }, "not in fieldnames: 'b'"],
    [LoadCSVFile, {}, 'path cannot be empty'],
    [SaveJSON, { data: { a: 1 }, folder: '../x' }, 'out of the workspace'],
    [SaveTextFile, { text: 'x', folder: 'none' }, 'Folder does not exist: none'],
    [LoadTextFolder, { folder: 'none' }, 'Folder does not exist: none'],
    [LoadTextAssets, {}, 'Please select an asset folder.'],
    [LoadJSONAssets, {}, 'Please select an asset folder.'],
  ])('%# say what is wrong', async (type, inputs, message) => {
    await expect(run(type, inputs)).rejects.toThrow(message);
  });

  it('become JSON text, in a file when there is a folder', async () => {
    expect((await run(SaveJSON, { data: { a: [1] }, indent: 1 }))['output']).toEqual(['{\n "a": [\n  1\n ]\n}']);
    const saved = await run(SaveJSON, { data: { a: 1 }, folder: '.', name: 'a.json' });
    expect(saved['output']).toEqual([join(workspace.folder, 'a.json')]);
    expect(await content('a.json')).toBe('{\n  "a": 1\n}');
  });
});

describe('texts and files', () => {
  it('are written to the workspace and read from its folders, in the order of their paths', async () => {
    await mkdir(join(workspace.folder, 'texts', 'deep'), { recursive: true });
    await run(SaveTextFile, { text: 'two', folder: 'texts', name: 'b.txt' });
    await run(SaveTextFile, { text: 'one', folder: 'texts', name: 'a.MD' });
    await run(SaveTextFile, { text: 'three', folder: 'texts/deep', name: 'c.txt' });
    await run(SaveTextFile, { text: '-', folder: 'texts', name: 'd.bin' });
    expect((await run(LoadTextFolder, { folder: 'texts' }))['text']).toEqual(['one', 'two']);
    const deep = await run(LoadTextFolder, { folder: 'texts', include_subdirectories: true, pattern: '*.txt' });
    expect(deep['text']).toEqual(['two', 'three']);
    expect(deep['path']).toEqual(['texts/b.txt', 'texts/deep/c.txt'].map((path) => join(workspace.folder, path)));
  });

  it('are kept as assets and found in their folder', async () => {
    const [list] = (await run(SaveList, { values: ['a', 1, null], name: 'list.txt' }))['output'] ?? [];
    expect(new TextDecoder().decode(await assets.read(list))).toBe('a\n1\nNone');
    const bytes = new TextEncoder().encode('{"a":1}');
    const folder = { type: 'folder', uri: '', asset_id: 'f1' };
    await assets.create({ content: { bytes }, name: 'a.json', folderId: 'f1', contentType: 'application/json' });
    await assets.create({ content: { bytes }, name: 'b.txt', folderId: 'f1', contentType: 'text/plain' });
    expect(await run(LoadJSONAssets, { folder })).toEqual({ json: [{ a: 1 }], name: ['a.json'] });
    expect(await run(LoadTextAssets, { folder })).toMatchObject({ text: [{ type: 'text' }], name: ['b.txt'] });
  });

  it('are named where one holds no JSON', async () => {
    const folder = { type: 'folder', uri: '', asset_id: 'f1' };
    const file = { content: { bytes: new TextEncoder().encode('{') }, contentType: 'application/json' };
    await assets.create({ ...file, name: 'bad.json', folderId: 'f1' });
    await expect(run(LoadJSONAssets, { folder })).rejects.toThrow('bad.json holds no JSON');
  });
});
