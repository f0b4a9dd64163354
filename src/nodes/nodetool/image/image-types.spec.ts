import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TempWorkspace } from '../../../../test/support/temp-workspace.js';
import type { Picture } from '../../pixels/picture.js';
import { decodePicture, encodePng, imageFacts } from '../../pixels/picture-codec.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { LoadImageAssets, LoadImageFile, LoadImageFolder, SaveImageFile } from './files.js';
import { BatchToList, Crop, Fit, GetMetadata, ImagesToList, Paste, Resize, Scale } from './transform.js';

/** Each pixel tells its place: red is its column, green its row. */
const map = (width: number, height: number): Picture => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    return [pixel % width, Math.floor(pixel / width), 200][index % 3] ?? 0;
  }),
});

const imageOf = async (picture: Picture) => ({ type: 'image', uri: '', data: await encodePng(picture) });

const resultOf = async (...[type, inputs]: Parameters<typeof tryNodeType>): Promise<Picture> => {
  const assets = new TrialAssets();
  const { outputs } = await tryNodeType(type, inputs, { services: { assets } });
  return decodePicture(await assets.read(outputs['output']?.[0]));
};

const pixelAt = ({ width, channels, data }: Picture, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

describe('an image', () => {
  it('is cut to a part, whose right and lower edges do not belong to it', async () => {
    const image = await imageOf(map(8, 6));
    const part = await resultOf(Crop, { image, left: 2, top: 1, right: 5, bottom: 3 });
    expect([part.width, part.height]).toEqual([3, 2]);
    expect([pixelAt(part, 0, 0), pixelAt(part, 2, 1)]).toEqual([
      [2, 1, 200],
      [4, 2, 200],
    ]);
  });

  it('is black beyond its edges, and a part has an area', async () => {
    const image = await imageOf(map(8, 6));
    const part = await resultOf(Crop, { image, left: 6, top: 4, right: 10, bottom: 8 });
    expect([pixelAt(part, 1, 1), pixelAt(part, 2, 1), pixelAt(part, 1, 2)]).toEqual([
      [7, 5, 200],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    await expect(tryNodeType(Crop, { image, left: 5, right: 5 })).rejects.toThrow('right must be larger');
    await expect(tryNodeType(Crop, { image, top: 9, bottom: 5 })).rejects.toThrow('bottom must be larger');
  });

  it('takes a size, a share of its own, or the middle that fits', async () => {
    const image = await imageOf(map(40, 20));
    const sizeOf = async (...order: Parameters<typeof tryNodeType>) => {
      const { width, height } = await resultOf(...order);
      return [width, height];
    };
    expect(await sizeOf(Resize, { image, width: 10, height: 30 })).toEqual([10, 30]);
    expect(await sizeOf(Scale, { image, scale: 0.26 })).toEqual([10, 5]);
    const fitted = await resultOf(Fit, { image, width: 20, height: 20 });
    expect([fitted.width, fitted.height]).toEqual([20, 20]);
    expect(pixelAt(fitted, 10, 10)[0]).toBe(20);
    await expect(tryNodeType(Scale, { image, scale: 0 })).rejects.toThrow("can't be made");
  });

  it('shows through the clear parts of one that is laid over it', async () => {
    const clear: Picture = { width: 2, height: 1, channels: 4, data: new Uint8Array([9, 9, 9, 255, 9, 9, 9, 0]) };
    const inputs = { image: await imageOf(map(4, 4)), paste: await imageOf(clear), left: 1, top: 2 };
    const result = await resultOf(Paste, inputs);
    expect([pixelAt(result, 1, 2), pixelAt(result, 2, 2)]).toEqual([
      [9, 9, 9],
      [2, 2, 200],
    ]);
  });

  it('tells what it is', async () => {
    const { outputs } = await tryNodeType(GetMetadata, { image: await imageOf(map(7, 5)) });
    expect(outputs).toEqual({ format: ['PNG'], mode: ['RGB'], width: [7], height: [5], channels: [3] });
  });
});

describe('lists of images', () => {
  it('are made of a batch, and of what is connected', async () => {
    const batch = { type: 'image', uri: '', data: ['a', 'b'] };
    const { outputs } = await tryNodeType(BatchToList, { batch });
    expect(outputs['output']).toMatchObject([[{ data: 'a' }, { data: 'b' }]]);
    await expect(tryNodeType(BatchToList)).rejects.toThrow('The batch is not set');
    expect(ImagesToList.isDynamic).toBe(true);
  });
});

describe('image files', () => {
  const assets = new TrialAssets();
  let workspace: TempWorkspace;

  beforeEach(async () => {
    workspace = await TempWorkspace.open();
    await mkdir(join(workspace.folder, 'pictures/more'), { recursive: true });
    for (const name of ['b.png', 'a.PNG', 'more/c.png']) {
      await writeFile(join(workspace.folder, 'pictures', name), await encodePng(map(2, 2)));
    }
    await writeFile(join(workspace.folder, 'pictures/notes.txt'), 'no image');
    await symlink(join(workspace.folder, 'pictures/b.png'), join(workspace.folder, 'pictures/link.png'));
  });

  afterEach(() => workspace.close());

  const run = async (...[type, inputs]: Parameters<typeof tryNodeType>) =>
    (await tryNodeType(type, inputs, { services: { workspace, assets } })).outputs;

  it('are read one by one, by name, links left out', async () => {
    const namesOf = async (inputs: Readonly<Record<string, unknown>>) =>
      ((await run(LoadImageFolder, { folder: 'pictures', ...inputs }))['path'] ?? []).map((path) =>
        String(path).slice(workspace.folder.length + 10),
      );
    expect(await namesOf({})).toEqual(['a.PNG', 'b.png']);
    expect(await namesOf({ include_subdirectories: true })).toEqual(['a.PNG', 'b.png', 'more/c.png']);
    expect(await namesOf({ pattern: 'B*' })).toEqual(['b.png']);
    expect(await namesOf({ extensions: ['.jpg'] })).toEqual([]);
    await expect(namesOf({ folder: 'none' })).rejects.toThrow('Folder does not exist: none');
  });

  it('are read by path, and only images', async () => {
    const { output } = await run(LoadImageFile, { path: 'pictures/b.png' });
    expect(output).toMatchObject([{ type: 'image', content_type: 'image/png' }]);
    await expect(run(LoadImageFile, { path: 'x.png' })).rejects.toThrow('Image file not found: x.png');
    await expect(run(LoadImageFile, { path: 'pictures/notes.txt' })).rejects.toThrow("can't be read as an image");
    await expect(run(LoadImageFile, { path: '../x.png' })).rejects.toThrow('out of the workspace');
  });

  it('are written in the format of their name, beside one that is there or over it', async () => {
    const order = { image: await imageOf(map(3, 3)), folder: 'out', filename: 'p.jpg' };
    await run(SaveImageFile, order);
    await run(SaveImageFile, order);
    expect(await readdir(join(workspace.folder, 'out'))).toEqual(['p.jpg', 'p_1.jpg']);
    expect((await imageFacts(await readFile(join(workspace.folder, 'out/p.jpg')))).format).toBe('jpeg');
    await run(SaveImageFile, { ...order, image: await imageOf(map(5, 3)), overwrite: true });
    expect((await imageFacts(await readFile(join(workspace.folder, 'out/p.jpg')))).width).toBe(5);
    await expect(run(SaveImageFile, { ...order, filename: 'p.xyz' })).rejects.toThrow('end the file name with one of');
  });

  it('of an asset folder are given with their names', async () => {
    const content = { bytes: await encodePng(map(2, 2)) };
    await assets.create({ content, name: 'kept.png', folderId: 'f', type: 'image', contentType: 'image/png' });
    await assets.create({ content, name: 'kept.txt', folderId: 'f', type: 'text', contentType: 'text/plain' });
    const folder = { type: 'folder', uri: '', asset_id: 'f' };
    expect((await run(LoadImageAssets, { folder }))['name']).toEqual(['kept.png']);
    await expect(run(LoadImageAssets, {})).rejects.toThrow('Please select an asset folder');
  });
});
