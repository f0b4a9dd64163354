import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { adaptiveContrast } from './adaptive-contrast.js';
import { canny } from './canny.js';
import { hslOf, setHsl, transformColors } from './color-transform.js';
import { convolve, KERNELS } from './convolve.js';
import { gaussianBlur } from './gaussian-blur.js';
import { colorBalance, colorDecision, curves, exposure, liftGammaGain, vignette } from './grading.js';
import { labToRgb, rgbToLab } from './lab.js';
import type { ChannelCount, Picture } from './picture.js';
import { toByte, toGray, toRgba } from './picture.js';
import { crop, frame, overlay } from './place.js';
import { rankFilter } from './rank-filter.js';
import { autoContrast, equalize, interpolate, invert, posterize, solarize } from './tone-tables.js';
import { unsharpMask } from './unsharp-mask.js';

const gray = (width: number, values: readonly number[]): Picture => ({
  width,
  height: values.length / width,
  channels: 1,
  data: Uint8Array.from(values),
});

const pictures: fc.Arbitrary<Picture> = fc
  .record({ width: fc.integer({ min: 1, max: 6 }), height: fc.integer({ min: 1, max: 6 }), kind: fc.nat({ max: 3 }) })
  .chain(({ width, height, kind }) => {
    const channels = ([1, 2, 3, 4] as const)[kind] ?? 3;
    const length = width * height * channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): Picture => ({ width, height, channels, data }));
  });

const alphaOf = ({ data, channels }: Picture): number[] =>
  channels % 2 === 0 ? [...data].filter((_, index) => index % channels === channels - 1) : [];

/** 3 × 3 with one light pixel in the middle. */
const dot = gray(3, [0, 0, 0, 0, 100, 0, 0, 0, 0]);

describe('operations on pictures', () => {
  const operations: Readonly<Record<string, (picture: Picture) => Picture>> = {
    adaptiveContrast: (picture) => adaptiveContrast(picture, 2, 2),
    autoContrast: (picture) => autoContrast(picture, 10),
    blur: (picture) => gaussianBlur(picture, 1.5),
    equalize,
    invert,
    rank: (picture) => rankFilter(picture, 3, 4),
    smooth: (picture) => convolve(picture, KERNELS.smooth),
    unsharp: (picture) => unsharpMask(picture, 1, 150, 3),
    colors: (picture) =>
      transformColors(
        picture,
        exposure({ exposure: 1, contrast: 0.5, highlights: 0, shadows: 0, whites: 0, blacks: 0 }),
      ),
  };

  it.each(Object.entries(operations))('%s keeps the size and the opacity, and its input as it was', (_, operation) => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const before = Uint8Array.from(picture.data);
        const result = operation(picture);
        expect([result.width, result.height]).toEqual([picture.width, picture.height]);
        expect(alphaOf(result)).toEqual(alphaOf(picture));
        expect(result.data).toHaveLength(picture.width * picture.height * result.channels);
        expect(picture.data).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('leave an even picture alone where they compare neighbours', () => {
    const even = gray(
      5,
      Array.from({ length: 25 }, () => 77),
    );
    for (const operation of [operations['blur'], operations['rank'], operations['smooth'], operations['unsharp']]) {
      expect(operation?.(even).data).toEqual(even.data);
    }
  });
});

describe('tones', () => {
  it('are turned around, in part or whole', () => {
    expect([...invert(gray(3, [0, 100, 255])).data]).toEqual([255, 155, 0]);
    expect([...solarize(gray(3, [0, 127, 200]), 128).data]).toEqual([0, 127, 55]);
    expect([...posterize(gray(3, [15, 129, 255]), 4).data]).toEqual([0, 128, 240]);
  });

  it('are stretched, without the outliers', () => {
    expect([...autoContrast(gray(3, [50, 75, 100]), 0).data]).toEqual([0, 127, 255]);
    const outlier = gray(10, [0, 100, 100, 100, 110, 110, 110, 120, 120, 255]);
    expect([...autoContrast(outlier, 10).data]).toEqual([0, 0, 0, 0, 127, 127, 127, 255, 255, 255]);
    expect(() => autoContrast(dot, 101)).toThrow('percentage');
  });

  it('are spread evenly', () => {
    expect([...equalize(gray(4, [10, 10, 10, 10])).data]).toEqual([10, 10, 10, 10]);
    const ramp = gray(
      16,
      Array.from({ length: 1024 }, (_, index) => 100 + Math.floor(index / 64)),
    );
    const levels = [...new Set(equalize(ramp).data)];
    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    expect(levels.at(-1)).toBeGreaterThan(230);
  });

  it('are mixed as Pillow mixes: cut off to whole numbers', () => {
    expect([...interpolate(gray(2, [0, 100]), gray(2, [101, 200]), 0.5).data]).toEqual([50, 150]);
    expect([...interpolate(gray(2, [0, 100]), gray(2, [200, 50]), 2).data]).toEqual([255, 0]);
  });

  it('become grey by their brightness', () => {
    const colors: Picture = { width: 3, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255) };
    expect([...toGray(colors).data]).toEqual([76, 150, 29]);
  });
});

describe('kernels', () => {
  it.each([
    ['smooth', 38],
    ['sharpen', 200],
    ['edgeEnhance', 255],
    ['detail', 167],
    ['findEdges', 255],
    ['contour', 255],
    ['emboss', 228],
  ] as const)('%s weighs the middle', (name, value) => {
    const result = convolve(dot, KERNELS[name]);
    expect(result.data[4]).toBe(value);
    expect(result.data[0]).toBe(0);
  });

  it('emboss looks down to the left', () => {
    expect(convolve(gray(3, [0, 0, 0, 0, 100, 0, 40, 0, 0]), KERNELS.emboss).data[4]).toBe(188);
  });
});

describe('blur', () => {
  it('spreads a dot evenly and keeps its light', () => {
    const { data } = gaussianBlur(gray(21, Array.from({ length: 441 }, () => 0).with(220, 250)), 2);
    const at = (x: number, y: number): number => data[y * 21 + x] ?? 0;
    expect([at(9, 10), at(10, 9)]).toEqual([at(11, 10), at(10, 11)]);
    // A Gaussian with a deviation of 2 has 1 / (2 * pi * 4) in its middle.
    expect(Math.abs(at(10, 10) - 250 / (8 * Math.PI))).toBeLessThan(2);
    const light = data.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(light - 250)).toBeLessThan(40);
  });
});

describe('ranks', () => {
  it('take the darkest, the middle and the lightest neighbour', () => {
    const values = gray(3, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect([0, 4, 8].map((rank) => rankFilter(values, 3, rank).data[4])).toEqual([1, 5, 9]);
    expect(rankFilter(values, 1, 0).data).toEqual(values.data);
    expect(() => rankFilter(values, 4, 0)).toThrow('odd side');
    expect(() => rankFilter(values, 3, 9)).toThrow('ranks 0 to 8');
  });
});

describe('canny', () => {
  it('draws one line where dark meets light, and none in an even picture', () => {
    const half = gray(
      8,
      Array.from({ length: 64 }, (_, index) => (index % 8 < 4 ? 0 : 200)),
    );
    const { data } = canny(half, 100, 200);
    const rows = Array.from(
      { length: 8 },
      (_, y) => [...data.subarray(y * 8, y * 8 + 8)].filter((value) => value > 0).length,
    );
    expect(rows).toEqual(Array.from({ length: 8 }, () => 1));
    expect(
      canny(
        gray(
          4,
          Array.from({ length: 16 }, () => 50),
        ),
        100,
        200,
      ).data.every((value) => value === 0),
    ).toBe(true);
  });
});

describe('colours', () => {
  it('come back from hue and from L*a*b*', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), ([red, green, blue]) => {
        const color = Float64Array.of(red / 255, green / 255, blue / 255);
        setHsl(color, ...hslOf(color));
        expect([...color].map((value) => toByte(value * 255))).toEqual([red, green, blue]);
        expect(labToRgb(...rgbToLab(red, green, blue)).map(toByte)).toEqual([red, green, blue]);
      }),
    );
  });

  const pixel = (...data: readonly number[]): Picture => {
    const channels: ChannelCount = 3;
    return { width: 1, height: 1, channels, data: Uint8Array.from(data) };
  };
  const graded = (transform: Parameters<typeof transformColors>[1], ...data: readonly number[]): number[] => [
    ...transformColors(pixel(...data), transform).data,
  ];
  const same = (value: number) => [value, value, value] as const;

  it('are graded by slope, offset, power and saturation', () => {
    expect(graded(colorDecision([2, 1, 1], same(0), same(1), 1), 50, 60, 70)).toEqual([100, 60, 70]);
    expect(graded(colorDecision(same(1), same(0.2), same(1), 1), 50, 60, 70)).toEqual([101, 111, 121]);
    expect(graded(colorDecision(same(1), same(0), same(2), 1), 128, 128, 128)).toEqual([64, 64, 64]);
    expect(new Set(graded(colorDecision(same(1), same(0), same(1), 0), 200, 60, 70)).size).toBe(1);
  });

  it('keep white when lifted, black when gained', () => {
    expect(graded(liftGammaGain(same(0.5), same(1), same(1)), 0, 128, 255)).toEqual([128, 192, 255]);
    expect(graded(liftGammaGain(same(0), same(1), same(2)), 0, 50, 255)).toEqual([0, 100, 255]);
    expect(graded(liftGammaGain(same(0), same(2), same(1)), 0, 64, 255)).toEqual([0, 128, 255]);
  });

  it('get warmer and stay as bright', () => {
    const [red = 0, , blue = 0] = graded(colorBalance(1, 0), 120, 120, 120);
    expect(red).toBeGreaterThan(120);
    expect(blue).toBeLessThan(120);
    expect(graded(colorBalance(0, 0), 12, 34, 56)).toEqual([12, 34, 56]);
  });

  it('are cut off at the black and the white point', () => {
    const settings = { shadows: 0, midtones: 0, highlights: 0, channels: same(0) };
    expect(graded(curves({ ...settings, blackPoint: 0.2, whitePoint: 0.8 }), 51, 128, 204)).toEqual([0, 128, 255]);
    expect(graded(curves({ ...settings, blackPoint: 0, whitePoint: 1 }), 1, 2, 254)).toEqual([1, 2, 254]);
  });

  it('fall off towards the corners, not in the middle', () => {
    const white = gray(
      9,
      Array.from({ length: 81 }, () => 255),
    );
    const settings = { amount: 1, midpoint: 0.5, roundness: 0, feather: 0.5 };
    const { data, channels } = transformColors(white, vignette(9, 9, settings));
    expect(data[40 * channels]).toBe(255);
    expect(data[0]).toBe(0);
    expect(data[80 * channels]).toBe(0);
  });
});

describe('places', () => {
  it('beyond the edge are black', () => {
    expect([...crop(gray(2, [1, 2, 3, 4]), { left: 1, top: -1, width: 2, height: 3 }).data]).toEqual([
      0, 0, 2, 0, 4, 0,
    ]);
    expect([...crop(gray(2, [1, 2, 3, 4]), { left: 5, top: 5, width: 1, height: 1 }).data]).toEqual([0]);
  });

  it('get a border', () => {
    expect([...frame(gray(1, [7]), 1, 9).data]).toEqual([9, 9, 9, 9, 7, 9, 9, 9, 9]);
  });

  it('let what is below show through where the upper picture is clear', () => {
    const below: Picture = { width: 2, height: 1, channels: 3, data: Uint8Array.of(100, 100, 100, 100, 100, 100) };
    const above: Picture = { width: 2, height: 1, channels: 4, data: Uint8Array.of(200, 0, 0, 128, 9, 9, 9, 0) };
    expect([...overlay(below, above, 0, 0).data]).toEqual([150, 50, 50, 100, 100, 100]);
    expect([...overlay(toRgba(below), above, 1, 0).data]).toEqual([100, 100, 100, 255, 150, 50, 50, 255]);
    expect(overlay(below, above, 5, 5).data).toEqual(below.data);
  });
});
