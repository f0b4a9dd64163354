import { describe, expect, it } from '@jest/globals';

import { arrayValue } from '../../ndarray/array-value.js';
import { arrayOfList } from '../../ndarray/nested-list.js';
import { decodePicture, encodePng } from '../../pixels/picture-codec.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { ArrayToList, ConvertToArray, ConvertToAudio, ConvertToImage } from './conversion.js';
import { PlotArray, SaveArray } from './keep.js';

const assets = new TrialAssets();
const array = (values: readonly unknown[]) => arrayValue(arrayOfList(values));

const outputOf = async (...[type, inputs]: Parameters<typeof tryNodeType>): Promise<unknown> =>
  (await tryNodeType(type, inputs, { services: { assets } })).outputs['output']?.[0];

const bytesOf = async (...order: Parameters<typeof tryNodeType>): Promise<Buffer> =>
  Buffer.from(await assets.read(await outputOf(...order)));

describe('an image as an array', () => {
  it('has rows, columns and channels from 0 to 1, and comes back the same', async () => {
    const picture = { width: 2, height: 1, channels: 3, data: new Uint8Array([0, 51, 255, 102, 0, 0]) } as const;
    const image = { type: 'image', uri: '', data: await encodePng(picture) };
    const values = await outputOf(ConvertToArray, { image });
    expect(await outputOf(ArrayToList, { values })).toEqual([
      [
        [0, 0.2, 1],
        [0.4, 0, 0],
      ],
    ]);
    expect([...(await decodePicture(await bytesOf(ConvertToImage, { values }))).data]).toEqual([...picture.data]);
  });

  it('is made of whole numbers as they are, and of other fractions from the smallest to the largest', async () => {
    const grey = async (rows: readonly unknown[]) => [
      ...(await decodePicture(await bytesOf(ConvertToImage, { values: array(rows) }))).data,
    ];
    expect(await grey([[0, 300, 7]])).toEqual([0, 255, 7]);
    expect(await grey([[-1.5, 0, 1.5]])).toEqual([0, 128, 255]);
    await expect(grey([1, 2])).rejects.toThrow('is no image');
  });
});

describe('a sound as an array', () => {
  it('has its samples in 16 bits, cut off at full loudness', async () => {
    const wav = await bytesOf(ConvertToAudio, { values: array([0, 0.5, -1, 2]), sample_rate: 8000 });
    expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(24), wav.readUInt16LE(22)]).toEqual(['RIFF', 8000, 1]);
    expect([0, 1, 2, 3].map((at) => wav.readInt16LE(44 + 2 * at))).toEqual([0, 16_384, -32_767, 32_767]);
  });

  it('has a channel per column, and at least one sample per second', async () => {
    const values = array([
      [1, 2],
      [3, 4],
    ]);
    const wav = await bytesOf(ConvertToAudio, { values, sample_rate: 44_100 });
    expect([wav.readUInt16LE(22), wav.byteLength]).toEqual([2, 52]);
    await expect(outputOf(ConvertToAudio, { values, sample_rate: 0 })).rejects.toThrow('sample_rate is 0');
    await expect(outputOf(ConvertToAudio, { values: array([[[1]]]) })).rejects.toThrow('is no sound');
  });
});

describe('a plot of an array', () => {
  it.each(['line', 'bar', 'scatter'])('is drawn: %s', async (plot_type) => {
    const inputs = { values: array([1, 3, 2, null].map((value) => value ?? NaN)), plot_type };
    const { width, height, channels, data } = await decodePicture(await bytesOf(PlotArray, inputs));
    expect([width, height]).toEqual([640, 480]);
    const colors = new Set<string>();
    for (let at = 0; at < data.length; at += channels) colors.add([...data.subarray(at, at + 3)].join());
    // White paper, and ink in the first colour.
    expect(colors).toContain('255,255,255');
    expect(colors).toContain('31,111,180');
  });

  it('has one or two axes', async () => {
    await expect(outputOf(PlotArray, { values: array([[[1]]]) })).rejects.toThrow("can't be plotted");
  });
});

describe('a saved array', () => {
  it("is a file of NumPy's, and goes on as it was", async () => {
    const values = array([
      [1, 2],
      [3, 4],
    ]);
    const folder = { type: 'folder', uri: '', asset_id: 'f' };
    expect(await outputOf(SaveArray, { values, folder, name: 'a.npy' })).toEqual(values);
    const kept = [];
    for await (const asset of assets.list(folder)) kept.push(asset);
    const file = Buffer.from(await assets.read(kept[0]));
    expect(kept[0]?.name).toBe('a.npy');
    expect(file.toString('latin1', 1, 6)).toBe('NUMPY');
    expect(file.toString('latin1')).toContain("'fortran_order': False, 'shape': (2, 2)");
    expect([(file.byteLength - 32) % 64, file.readBigInt64LE(file.byteLength - 8)]).toEqual([0, 4n]);
  });
});
