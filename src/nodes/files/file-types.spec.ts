import { mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';

import { TempWorkspace } from '../../../test/support/temp-workspace.js';
import { libOsTypes } from '../lib/os/types.js';
import { nodetoolWorkspaceTypes } from '../nodetool/workspace/types.js';
import { TrialAssets } from '../trial-assets.js';
import { tryNodeType } from '../try-node-type.js';

type Values = Readonly<Record<string, unknown>>;

describe('files of the workspace', () => {
  let workspace: TempWorkspace;

  beforeEach(async () => {
    workspace = await TempWorkspace.open();
    await mkdir(join(workspace.folder, 'sub/deep'), { recursive: true });
    await writeFile(join(workspace.folder, 'a.txt'), 'one\r\ntwo\r');
    await writeFile(join(workspace.folder, '.hidden.txt'), '');
    await writeFile(join(workspace.folder, 'sub/b.txt'), 'b');
    await writeFile(join(workspace.folder, 'sub/deep/c.md'), 'c');
    await writeFile(join(workspace.folder, '../outside.txt'), 'secret');
    await symlink(join(workspace.folder, '../outside.txt'), join(workspace.folder, 'link.txt'));
    await symlink(join(workspace.folder, '..'), join(workspace.folder, 'up'));
  });

  afterEach(() => workspace.close());

  const run = async (type: string, inputs: Values = {}) => {
    const nodeType = [...libOsTypes, ...nodetoolWorkspaceTypes].find((known) => known.type.endsWith(type));
    if (!nodeType) throw new Error(`no type ${type}`);
    const now = () => new Date('2026-03-04T05:06:07Z');
    const { outputs } = await tryNodeType(nodeType, inputs, {
      services: { workspace, assets: new TrialAssets() },
      now,
    });
    return outputs;
  };
  const output = async (type: string, inputs: Values = {}) => (await run(type, inputs))['output']?.[0];
  const contentOf = (path: string) => readFile(join(workspace.folder, path), 'utf8');

  it('are read with line ends as Python reads them', async () => {
    expect(await output('ReadTextFile', { path: 'a.txt' })).toBe('one\ntwo\n');
    expect(await output('ReadBinaryFile', { path: 'sub/b.txt' })).toBe('Yg==');
    await expect(output('ReadTextFile', { path: 'none' })).rejects.toThrow('File not found: none');
    await expect(output('ReadTextFile', { path: 'sub' })).rejects.toThrow('Path is not a file: sub');
  });

  it('are written, added to, and made with the folders above', async () => {
    expect(await output('WriteTextFile', { path: 'x/y.txt', content: 'ä', encoding: 'latin-1' })).toBe('x/y.txt');
    await output('WriteTextFile', { path: 'x/y.txt', content: 'b', append: true });
    expect([...(await readFile(join(workspace.folder, 'x/y.txt')))]).toEqual([0xe4, 0x62]);
    await output('WriteBinaryFile', { path: 'x/z', content: 'aGk=' });
    expect(await contentOf('x/z')).toBe('hi');
  });

  it.each([
    ['ReadTextFile', { path: '../outside.txt' }],
    ['ReadTextFile', { path: 'link.txt' }],
    ['ReadTextFile', { path: 'up/outside.txt' }],
    ['ReadTextFile', { path: '/etc/passwd' }],
    ['WriteTextFile', { path: 'up/new.txt', content: 'x' }],
    ['CopyFile', { source_path: '../outside.txt', destination_path: 'got.txt' }],
    ['CopyFile', { source_path: 'a.txt', destination_path: 'up' }],
    ['MoveFile', { source_path: 'a.txt', destination_path: '../a.txt' }],
    ['lib.os.ListFiles', { folder: '~', pattern: '../*' }],
    ['lib.os.ListFiles', { folder: '..', pattern: '*' }],
    ['GetFileSize', { path: '/etc/passwd' }],
    ['DeleteWorkspaceFile', { path: '.', recursive: true }],
    ['JoinWorkspacePaths', { paths: ['a', '../../b'] }],
  ])('outside of it are refused: %s %j', async (type, inputs) => {
    await expect(run(type, inputs)).rejects.toThrow(/workspace|leads out|absolute|goes up|not found/);
    expect(await contentOf('../outside.txt')).toBe('secret');
    await expect(stat(join(workspace.folder, 'got.txt'))).rejects.toThrow('ENOENT');
  });

  it('outside of it do not exist', async () => {
    expect(await output('FileExists', { path: '/etc/passwd' })).toBe(false);
    expect(await output('FileExists', { path: 'link.txt' })).toBe(false);
    expect(await output('IsDirectory', { path: '~/sub' })).toBe(true);
    expect(await output('IsFile', { path: join(workspace.folder, 'a.txt') })).toBe(true);
  });

  it('are listed by name, hidden ones and linked folders left out', async () => {
    const shown = async (type: string, inputs: Values) => (await run(type, inputs))['file'];
    expect(await shown('ListWorkspaceFiles', {})).toEqual(['a.txt', 'link.txt', 'sub', 'up']);
    expect(await shown('ListWorkspaceFiles', { pattern: '*.txt', recursive: true })).toEqual([
      'a.txt',
      'link.txt',
      'sub/b.txt',
    ]);
    expect(await shown('lib.os.ListFiles', { folder: 'sub', include_subdirectories: true })).toEqual([
      'sub/b.txt',
      'sub/deep',
      'sub/deep/c.md',
    ]);
    expect(await shown('lib.os.ListFiles', { pattern: '.hid*' })).toEqual([join(workspace.folder, '.hidden.txt')]);
    expect(await shown('lib.os.ListFiles', { folder: 'nowhere' })).toBeUndefined();
  });

  it('are copied with their times, into a folder or to a name', async () => {
    const time = new Date('2020-01-02T03:04:05Z');
    await utimes(join(workspace.folder, 'a.txt'), time, time);
    expect(await output('CopyFile', { source_path: 'a.txt', destination_path: 'sub' })).toBe('sub/a.txt');
    expect(await output('ModifiedTime', { path: 'sub/a.txt' })).toMatchObject({ year: 2020, minute: 4, tzinfo: 'UTC' });
    await output('CopyWorkspaceFile', { source: 'sub', destination: 'new/copy' });
    expect(await contentOf('new/copy/deep/c.md')).toBe('c');
    await expect(run('CopyFile', { source_path: 'sub', destination_path: 'q' })).rejects.toThrow(
      "[Errno 21] Is a directory: 'sub'",
    );
    await expect(run('CopyWorkspaceFile', { source: 'sub', destination: 'sub/in' })).rejects.toThrow('into itself');
  });

  it('are moved, but not over what lies in a folder', async () => {
    await run('MoveFile', { source_path: 'a.txt', destination_path: 'sub' });
    expect(await contentOf('sub/a.txt')).toContain('one');
    await writeFile(join(workspace.folder, 'a.txt'), 'new');
    await expect(run('MoveFile', { source_path: 'a.txt', destination_path: 'sub' })).rejects.toThrow(
      "Destination path 'sub/a.txt' already exists",
    );
    await run('MoveWorkspaceFile', { source: 'a.txt', destination: 'sub/other.txt' });
    expect(await contentOf('sub/other.txt')).toBe('new');
    await expect(run('MoveFile', { source_path: 'none', destination_path: 'x' })).rejects.toThrow(
      "[Errno 2] No such file or directory: 'none'",
    );
  });

  it('are removed, folders only on request', async () => {
    await expect(run('DeleteWorkspaceFile', { path: 'sub' })).rejects.toThrow('recursive');
    await run('DeleteWorkspaceFile', { path: 'sub', recursive: true });
    expect(await output('WorkspaceFileExists', { path: 'sub' })).toBe(false);
  });

  it('tell what they are', async () => {
    expect(await output('GetWorkspaceFileInfo', { path: 'sub/b.txt' })).toMatchObject({
      name: 'b.txt',
      size: 1,
      is_file: true,
    });
    expect(await output('GetPathInfo', { path: 'sub' })).toEqual({
      dirname: '',
      basename: 'sub',
      extension: '',
      absolute: join(workspace.folder, 'sub'),
      exists: true,
      is_file: false,
      is_dir: true,
      is_symlink: false,
    });
    expect(await output('RelativePath', { target_path: 'a', start_path: '../b' })).toBe('../inside/a');
    expect(await output('Basename', { path: '~/x.txt', remove_extension: true })).toBe('x');
  });

  it('make folders once where that is asked for', async () => {
    await run('lib.os.CreateDirectory', { path: 'p/q' });
    await expect(run('lib.os.CreateDirectory', { path: 'p/q', exist_ok: false })).rejects.toThrow('File exists');
  });

  it('hold pictures in the format of their name, never over another', async () => {
    const background = { r: 1, g: 2, b: 3 };
    const data = await sharp({ create: { width: 2, height: 2, channels: 3, background } })
      .png()
      .toBuffer();
    const save = () => run('SaveImageFile', { image: { type: 'image', data }, folder: 'pics', filename: '%Y.jpg' });
    expect((await save())['output']?.[0]).toMatchObject({ type: 'image' });
    await save();
    const second = await sharp(await readFile(join(workspace.folder, 'pics/2026_1.jpg'))).metadata();
    expect(second.format).toBe('jpeg');
    await expect(run('SaveImageFile', { image: { type: 'image', data }, filename: 'x.doc' })).rejects.toThrow('.doc');
  });
});
