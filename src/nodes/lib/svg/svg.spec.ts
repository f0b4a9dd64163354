import { describe, expect, it } from '@jest/globals';

import { decodePicture } from '../../pixels/picture-codec.js';
import { element } from '../../svg/element.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { ClipPath, DropShadow } from './effects.js';
import { Rect, Text } from './shapes.js';
import { Document, SVGToImage } from './types.js';

const FRAME = { width: 20, height: 20, viewBox: '0 0 20 20' };

const run = async (type: Parameters<typeof tryNodeType>[0], inputs: Readonly<Record<string, unknown>>) => {
  const assets = new TrialAssets();
  const { outputs } = await tryNodeType(type, inputs, { services: { assets } });
  return { output: outputs['output']?.[0], assets };
};
const documentOf = async (content: unknown): Promise<string> => {
  const { output, assets } = await run(Document, { content, ...FRAME });
  return Buffer.from(await assets.read(output)).toString();
};
const pixelsOf = async (content: unknown) => {
  const { output, assets } = await run(SVGToImage, { content, ...FRAME });
  const { width, channels, data } = await decodePicture(await assets.read(output));
  return (x: number, y: number): number[] => [
    ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
  ];
};

describe('a drawing', () => {
  it('holds elements with their texts, escaped, and no more', async () => {
    const { output: text } = await run(Text, { text: 'a < b & "c"\u0000' });
    const svg = await documentOf([text, element('g', {}, { children: [element('rect', { x: '"1' })] })]);
    expect(svg).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
    expect(svg).toContain('<g><rect x="&quot;1"/></g>');
    expect(svg).not.toMatch(/None|null|undefined/);
  });

  it('takes markup as it is', async () => {
    expect(await documentOf('<circle r="5"/>')).toContain('\n    <circle r="5"/>\n</svg>');
  });

  it('refuses names that would break it', async () => {
    await expect(documentOf([element('rect onload="x"')])).rejects.toThrow('no name');
    await expect(documentOf([element('rect', { 'x y': '1' })])).rejects.toThrow('no name');
  });

  it('becomes an image, larger by the scale', async () => {
    const { output: rect } = await run(Rect, {
      x: 5,
      y: 5,
      width: 10,
      height: 10,
      fill: { type: 'color', value: 'red' },
    });
    const at = await pixelsOf(rect);
    expect(at(10, 10)).toEqual([255, 0, 0, 255]);
    expect(at(1, 1)[3]).toBe(0);
    const { output, assets } = await run(SVGToImage, { content: rect, ...FRAME, scale: 3 });
    expect(await decodePicture(await assets.read(output))).toMatchObject({ width: 60, height: 60 });
  });

  it('throws a shadow where the shape is not', async () => {
    const { output: shadow } = await run(DropShadow, { std_deviation: 0.5, dx: 6, dy: 6 });
    const shape = element('rect', {
      x: '2',
      y: '2',
      width: '8',
      height: '8',
      fill: 'red',
      filter: 'url(#filter_drop_shadow)',
    });
    const at = await pixelsOf([shadow, shape]);
    expect(at(5, 5)).toEqual([255, 0, 0, 255]);
    expect(at(11, 11)).toEqual([0, 0, 0, 255]);
  });

  it('shows what lies inside of a clip', async () => {
    const wide = element('rect', { width: '20', height: '20', fill: 'blue' });
    const { output } = await run(ClipPath, {
      content: wide,
      clip_content: element('rect', { width: '5', height: '20' }),
    });
    const at = await pixelsOf(output);
    expect(at(2, 10)).toEqual([0, 0, 255, 255]);
    expect(at(10, 10)[3]).toBe(0);
  });

  it('does not read files of the machine', async () => {
    const at = await pixelsOf('<image href="file:///usr/share/pixmaps/debian-logo.png" width="20" height="20"/>');
    expect(at(10, 10)[3]).toBe(0);
  });
});
