import { describe, expect, it } from '@jest/globals';

import { isRecord } from '../../../common/json.js';
import { tryNodeType } from '../../try-node-type.js';
import type { Picture } from '../../pixels/picture.js';
import { decodePicture, encodePng } from '../../pixels/picture-codec.js';
import { TrialAssets } from '../../trial-assets.js';
import { Blend, Composite } from './combine.js';
import { Background, GaussianNoise, RenderText } from './draw.js';
import { Brightness, RankFilter } from './enhance.js';
import { Expand, GetChannel } from './filter.js';
import { libPillowTypes } from './types.js';

const plain = (width: number, height: number, ...pixel: readonly number[]): Picture => {
  const channels = pixel.length === 4 ? 4 : 3;
  const data = Uint8Array.from({ length: width * height * channels }, (_, index) => pixel[index % channels] ?? 0);
  return { width, height, channels, data };
};
const imageOf = async (picture: Picture): Promise<unknown> => ({ type: 'image', data: await encodePng(picture) });

const resultOf = async (...[type, inputs, options = {}]: Parameters<typeof tryNodeType>): Promise<Picture> => {
  const assets = new TrialAssets();
  const { outputs } = await tryNodeType(type, inputs, { ...options, services: { assets } });
  const [output] = outputs['output'] ?? [];
  expect(isRecord(output) && output['type']).toBe('image');
  return await decodePicture(await assets.read(output));
};

/** Red to the right, green downwards, and half of it clear. */
const ramp: Picture = {
  width: 16,
  height: 12,
  channels: 4,
  data: Uint8Array.from({ length: 16 * 12 * 4 }, (_, index) => {
    const [x, y] = [Math.floor(index / 4) % 16, Math.floor(index / 64)];
    return [x * 16, y * 20, 90, x < 8 ? 255 : 128][index % 4] ?? 0;
  }),
};

describe('every type that changes one image', () => {
  const types = libPillowTypes.filter(({ properties }) => Object.keys(properties)[0] === 'image');
  const ownKind = new Set(['Canny', 'GetChannel']);

  it.each(types.map((type) => [type.title, type] as const))('%s keeps the size, and the opacity', async (_, type) => {
    const rank = type === RankFilter ? { rank: 4 } : {};
    const result = await resultOf(type, { image: await imageOf(ramp), ...rank });
    expect([result.width, result.height]).toEqual([16, 12]);
    if (ownKind.has(type.type.split('.').at(-1) ?? '')) return;
    const alphas = [...result.data].filter((_value, index) => index % result.channels === result.channels - 1);
    expect(alphas).toEqual([...ramp.data].filter((_value, index) => index % 4 === 3));
  });

  it.each(types.map((type) => [type.title, type] as const))('%s says when there is no image', async (_, type) => {
    await expect(tryNodeType(type)).rejects.toThrow('The image is not set');
  });

  it('says when what comes is no image', async () => {
    const image = { type: 'image', data: Buffer.from('nonsense') };
    await expect(tryNodeType(Brightness, { image })).rejects.toThrow("can't be read as an image");
  });
});

describe('single types', () => {
  it('brighten', async () => {
    const result = await resultOf(Brightness, { image: await imageOf(plain(2, 2, 100, 50, 10)), factor: 1.5 });
    expect([...result.data.subarray(0, 3)]).toEqual([150, 75, 15]);
  });

  it('take a channel out, in grey', async () => {
    const result = await resultOf(GetChannel, { image: await imageOf(plain(2, 1, 1, 2, 3)), channel: 'G' });
    expect({ ...result, data: [...result.data] }).toEqual({ width: 2, height: 1, channels: 1, data: [2, 2] });
  });

  it('add a border', async () => {
    const result = await resultOf(Expand, { image: await imageOf(plain(2, 2, 9, 9, 9)), border: 3, fill: 255 });
    expect([result.width, result.height, result.data[0]]).toEqual([8, 8, 255]);
  });

  it('blend, in the size of the first', async () => {
    const inputs = { image1: await imageOf(plain(4, 4, 0, 0, 0)), image2: await imageOf(plain(9, 7, 200, 100, 0)) };
    const result = await resultOf(Blend, { ...inputs, alpha: 0.25 });
    expect([result.width, result.height, ...result.data.subarray(0, 3)]).toEqual([4, 4, 50, 25, 0]);
  });

  it('join by a mask', async () => {
    const result = await resultOf(Composite, {
      image1: await imageOf(plain(2, 1, 10, 20, 30)),
      image2: await imageOf(plain(2, 1, 200, 100, 0)),
      mask: await imageOf({ width: 2, height: 1, channels: 1, data: Uint8Array.of(255, 0) }),
    });
    expect([...result.data]).toEqual([10, 20, 30, 200, 100, 0]);
  });

  it('make a background, also a clear one', async () => {
    const red = await resultOf(Background, { width: 3, height: 2, color: { type: 'color', value: 'red' } });
    expect([red.width, red.height, red.channels, ...red.data.subarray(0, 3)]).toEqual([3, 2, 3, 255, 0, 0]);
    const clear = await resultOf(Background, { width: 1, height: 1, color: { type: 'color', value: '#00ff0080' } });
    expect([...clear.data]).toEqual([0, 255, 0, 128]);
    await expect(tryNodeType(Background, { color: { type: 'color', value: 'no"such' } })).rejects.toThrow(
      'is no colour',
    );
  });

  it('make noise about the mean', async () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const { data } = await resultOf(GaussianNoise, { mean: 0.5, stddev: 0.1, width: 40, height: 40 }, { random });
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(Math.abs(mean - 127.5)).toBeLessThan(3);
    const spread = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    expect(Math.abs(spread - 25.5)).toBeLessThan(3);
  });
});

describe('RenderText', () => {
  const white = plain(120, 60, 255, 255, 255);
  const inkOf = ({ data, width, channels }: Picture) => {
    const places: { readonly x: number; readonly y: number }[] = [];
    for (let at = 0; at < data.length; at += channels) {
      const index = at / channels;
      if ((data[at] ?? 0) < 128) places.push({ x: index % width, y: Math.floor(index / width) });
    }
    return {
      count: places.length,
      left: Math.min(...places.map(({ x }) => x)),
      top: Math.min(...places.map(({ y }) => y)),
    };
  };

  it('writes at the place, in the size', async () => {
    const image = await imageOf(white);
    const small = inkOf(await resultOf(RenderText, { image, text: 'H', x: 20, y: 10, size: 20 }));
    expect(small.left).toBeGreaterThanOrEqual(20);
    expect(small.left).toBeLessThan(26);
    expect(small.top).toBeGreaterThanOrEqual(10);
    expect(small.top).toBeLessThan(18);
    const large = inkOf(await resultOf(RenderText, { image, text: 'H', x: 20, y: 10, size: 40 }));
    expect(large.count).toBeGreaterThan(small.count * 2);
  });

  it('writes signs of markup as they are', async () => {
    const image = await imageOf(white);
    const { count } = inkOf(await resultOf(RenderText, { image, text: '<b>&amp;"\'', size: 16 }));
    expect(count).toBeGreaterThan(50);
  });

  it('lays lines to the right of each other', async () => {
    const image = await imageOf(white);
    const inputs = { image, text: 'HHHH\nI', size: 20 };
    const bottomLeft = (picture: Picture): number =>
      inkOf({ ...picture, height: 30, data: picture.data.subarray(30 * 120 * picture.channels) }).left;
    const left = bottomLeft(await resultOf(RenderText, inputs));
    const right = bottomLeft(await resultOf(RenderText, { ...inputs, align: 'right' }));
    expect(right).toBeGreaterThan(left + 20);
  });
});
