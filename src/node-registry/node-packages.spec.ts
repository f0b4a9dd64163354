import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { entryOf } from './package-entry.js';
import { loadCatalogue } from './node-packages.js';

const typeText = (type: string): string =>
  `{ type: '${type}', title: '', description: '', tags: [], properties: {}, outputs: {}, behaviour: { kind: 'process' } }`;

describe('loadCatalogue', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'packages-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  const pack = async (name: string, code: string, manifest: object = { exports: './main.js' }): Promise<string> => {
    const folder = join(root, name);
    await mkdir(folder);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', ...manifest }));
    await writeFile(join(folder, 'main.js'), code);
    return folder;
  };

  it('joins the built-in node types with those of packages', async () => {
    const one = await pack('one', `export const nodeTypes = [${typeText('one.A')}];`);
    const two = await pack('two', `export const nodeTypes = [${typeText('two.A')}, ${typeText('two.B')}];`);
    const catalogue = await loadCatalogue([one, join(two, 'main.js')]);
    const types = ['one.A', 'two.A', 'two.B', 'nodetool.text.Concat'];
    expect(types.map((type) => catalogue.find(type)?.type)).toEqual(types);
  });

  it('names every package that is wrong, and why', async () => {
    const throwing = await pack('throwing', `throw new Error('no licence');`);
    const empty = await pack('empty', `export const other = 1;`);
    const shapeless = await pack('shapeless', `export const nodeTypes = [${typeText('x.A')}, { type: 'B' }];`);
    await expect(
      loadCatalogue([throwing, empty, shapeless, join(root, 'gone'), 'not-installed-here']),
    ).rejects.toMatchObject({
      problems: [
        `${throwing}: no licence`,
        `${empty}: it must export \`nodeTypes\`, a list of node types`,
        `${shapeless}: nodeTypes[1] isn't a node type: make it with defineNodeType`,
        `${join(root, 'gone')}: there is no such file or folder`,
        expect.stringContaining("not-installed-here: it isn't installed: run `npm install not-installed-here`"),
      ],
    });
  });

  it('refuses a node type that two have, naming both', async () => {
    const one = await pack(
      'one',
      `export const nodeTypes = [${typeText('one.A')}, ${typeText('nodetool.text.Concat')}];`,
    );
    const two = await pack('two', `export const nodeTypes = [${typeText('one.A')}];`);
    await expect(loadCatalogue([one, two])).rejects.toMatchObject({
      problems: [
        `node type nodetool.text.Concat is declared by nodetool-gateway itself and by ${one}`,
        `node type one.A is declared by ${one} and by ${two}`,
      ],
    });
  });

  it.each([
    ['exports', { exports: './main.js' }],
    ['conditions of exports', { exports: { '.': { types: './x.d.ts', import: './main.js' } } }],
    ['main', { main: 'main.js' }],
  ])('finds the entry of a package by %s', async (_how, manifest) => {
    const folder = await pack('p', '', manifest);
    expect(entryOf(folder)).toBe(join(folder, 'main.js'));
  });

  it('says that a package must be built when its entry is missing', async () => {
    const folder = await pack('p', '', { main: 'dist/index.js' });
    expect(() => entryOf(folder)).toThrow('its entry dist/index.js is missing: build the package first');
  });
});
