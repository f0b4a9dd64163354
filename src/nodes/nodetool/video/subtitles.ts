import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, int, list, of } from '../../../engine/property.js';
import { AAC, EVEN, fileOf, input, makeVideo, MP4 } from '../../media/ffmpeg.js';
import { probeVideo } from '../../media/probe.js';
import { colorOf } from './colour.js';
import { NEEDS_FFMPEG, video } from './video-type.js';

/** A piece of text with the time in which it is said, in seconds. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Places of the numeric pad, as the format of subtitles counts them. */
const ALIGNMENT = { top: 8, center: 5, bottom: 2 } as const;
const FONT = { type: 'font', name: '', source: 'system', url: '', weight: 'regular' };

const AddSubtitles = defineNodeType({
  type: 'nodetool.video.AddSubtitles',
  title: 'Add Subtitles',
  description: 'Writes what is said into the pictures of a video.',
  tags: ['video', 'subtitles', 'captions', 'text'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    chunks: list('audio_chunk', [], { description: 'Texts with their times, as speech recognition gives them.' }),
    font: of('font', FONT, { description: 'Font by its name on this machine; default a sans-serif one.' }),
    align: choice(
      'nodetool.nodes.nodetool.video.AddSubtitles.SubtitleTextAlignment',
      ['top', 'center', 'bottom'],
      'bottom',
      { description: 'Where the text stands.' },
    ),
    font_size: int(24, { min: 1, max: 72, description: 'Height of the text in pixels.' }),
    font_color: of('color', { type: 'color', value: '#FFFFFF' }, { description: 'Colour of the text.' }),
  },
  outputs: { output: 'video' },
  process: async ({ video: source, chunks, font, align, font_size: size, font_color: color }, context) => {
    const path = await fileOf(source, context, 'video');
    const { width, height } = (await probeVideo(path, context)).video;
    const folder = await context.programs.scratch();
    const script = subtitles(chunks.map(lineOf), {
      width,
      height,
      size,
      fontName: fontNameOf(font),
      color: colorOf(color, '#FFFFFF'),
      alignment: ALIGNMENT[align],
    });
    const file = join(folder, 'subtitles.ass');
    await writeFile(file, script);
    const quoted = file.replaceAll(/[\\:]/g, String.raw`\$&`);
    const filter = `ass=filename='${quoted}',${EVEN}`;
    const encoding = ['-vf', filter, ...MP4, '-map', '0:v:0', '-map', '0:a?', ...AAC];
    return { output: await makeVideo(context, [...input(path), ...encoding]) };
  },
});

/** @throws Error when a piece has no text or no times */
const lineOf = (chunk: unknown, index: number): Line => {
  const { text, timestamp } = isRecord(chunk) ? chunk : {};
  const [start, end]: readonly unknown[] = Array.isArray(timestamp) ? timestamp : [];
  if (typeof text !== 'string' || typeof start !== 'number' || typeof end !== 'number') {
    throw new Error(
      `chunk ${index + 1} is no piece of speech: it needs a text and a timestamp of [start, end] in seconds`,
    );
  }
  return { start, end, text };
};

const fontNameOf = (font: unknown): string => {
  const name = isRecord(font) ? font['name'] : '';
  return typeof name === 'string' && name !== '' ? name.replaceAll(/[,\r\n]/g, ' ') : 'DejaVu Sans';
};

/**
 * Writes Advanced SubStation Alpha.
 *
 * @see http://www.tcax.org/docs/ass-specs.htm
 */
export const subtitles = (
  lines: readonly Line[],
  {
    width,
    height,
    size,
    fontName,
    color,
    alignment,
  }: {
    readonly width: number;
    readonly height: number;
    readonly size: number;
    readonly fontName: string;
    /** As `0xRRGGBB`. */
    readonly color: string;
    readonly alignment: number;
  },
): string => {
  // The format counts blue first.
  const [red, green, blue] = [2, 4, 6].map((at) => color.slice(at, at + 2));
  const style = `Default,${fontName},${size},&H00${blue}${green}${red},&H00000000,1,1.5,0,${alignment},10,10,10`;
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV',
    `Style: ${style}`,
    '[Events]',
    'Format: Start, End, Style, Text',
    ...lines.map(({ start, end, text }) => `Dialogue: ${clock(start)},${clock(end)},Default,${escaped(text)}`),
    '',
  ].join('\n');
};

/** Braces would begin an instruction; a line break is written as one. */
const escaped = (text: string): string =>
  text
    .trim()
    .replaceAll('\\', '⧵')
    .replaceAll('{', String.raw`\{`)
    .replaceAll(/\r?\n/g, String.raw`\N`);

/** `h:mm:ss.cc` */
const clock = (seconds: number): string => {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60];
  return `${hours}:${two(minutes)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
};

/** Node types that write into videos. */
export const subtitleTypes = [AddSubtitles];
