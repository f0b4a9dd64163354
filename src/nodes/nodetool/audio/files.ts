import { copyFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, dict, list, of, str } from '../../../engine/property.js';
import { ffmpeg, fileOf, input } from '../../media/ffmpeg.js';
import { mediaFilesIn, mediaTypeOf, newFileOf, openMediaFile } from '../../media/media-files.js';
import { emptyValue } from '../empty-values.js';
import { fileNameOf, saveFile } from '../saved-file.js';
import { audio, NEEDS_FFMPEG } from './audio-type.js';

/** How ffmpeg is to write a file, by the end of its name. */
const ENCODINGS: Readonly<Record<string, readonly string[]>> = {
  '.aac': ['-c:a', 'aac', '-f', 'adts'],
  '.flac': ['-c:a', 'flac'],
  '.m4a': ['-c:a', 'aac', '-f', 'ipod'],
  '.mp3': ['-c:a', 'libmp3lame', '-q:a', '2'],
  '.ogg': ['-c:a', 'libvorbis', '-q:a', '5'],
  '.opus': ['-c:a', 'libopus', '-b:a', '128k', '-f', 'ogg'],
  '.wav': ['-c:a', 'pcm_s16le'],
};

/** Writes a sound as the end of the file's name says. */
const encode = async (source: string, target: string, context: NodeContext): Promise<void> => {
  const ending = extname(target).toLowerCase();
  const encoding = ENCODINGS[ending];
  if (!encoding) {
    throw new Error(`a sound can't be saved as ${JSON.stringify(ending)}; use ${Object.keys(ENCODINGS).join(', ')}`);
  }
  await ffmpeg(context, [...input(source), '-vn', ...encoding, `file:${target}`]);
};

const LoadAudioAssets = defineNodeType({
  type: 'nodetool.audio.LoadAudioAssets',
  title: 'Load Audio Assets',
  description: 'Gives the sounds of a folder of assets one after the other.',
  tags: ['audio', 'assets', 'folder', 'load'],
  properties: { folder: of('folder', emptyValue('folder'), { description: 'The folder.' }) },
  outputs: { audio: 'audio', name: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder }, context) {
    for await (const { name, ...asset } of context.assets.list(folder, { contentType: 'audio' })) {
      yield { audio: { ...emptyValue('audio'), ...asset, type: 'audio' }, name };
    }
  },
});

const LoadAudioFile = defineNodeType({
  type: 'nodetool.audio.LoadAudioFile',
  title: 'Load Audio File',
  description: 'Reads a sound from a file of the workspace.',
  tags: ['audio', 'file', 'load', 'workspace'],
  properties: { path: str('', { description: 'Path of the file in the workspace.' }) },
  outputs: { output: 'audio' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => ({ output: await openMediaFile(path, 'audio', context) }),
});

const LoadAudioFolder = defineNodeType({
  type: 'nodetool.audio.LoadAudioFolder',
  title: 'Load Audio Folder',
  description: 'Gives the sounds of a folder of the workspace one after the other, with their paths.',
  tags: ['audio', 'folder', 'load', 'batch'],
  properties: {
    folder: str('', { description: 'Folder of the workspace.' }),
    include_subdirectories: bool(false, { description: 'Looks into the folders inside too.' }),
    extensions: list<string>('str', ['.mp3', '.wav', '.flac', '.ogg', '.m4a', '.aac'], {
      description: 'Ends of the names of files that are sounds.',
    }),
  },
  outputs: { audio: 'audio', path: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder, include_subdirectories: isDeep, extensions }, context) {
    if (folder.trim() === '') throw new Error('no folder is named; give its path in the workspace');
    for await (const path of mediaFilesIn(folder, { endings: extensions, isDeep }, context)) {
      yield { audio: await openMediaFile(path, 'audio', context), path };
    }
  },
});

const SaveAudio = defineNodeType({
  type: 'nodetool.audio.SaveAudio',
  title: 'Save Audio',
  description: 'Keeps a sound as a file among the assets, in the format that its name says.',
  tags: ['audio', 'save', 'asset'],
  ...NEEDS_FFMPEG,
  exposeAsTool: true,
  properties: {
    audio: audio('The sound.'),
    folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to put it into.' }),
    name: str('%Y-%m-%d-%H-%M-%S.opus', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
  },
  outputs: { output: 'audio' },
  isPure: false,
  process: async ({ audio: source, folder, name }, context) => {
    const path = join(await context.programs.scratch(), fileNameOf(name, context.now()));
    await encode(await fileOf(source, context, 'audio'), path, context);
    const contentType = mediaTypeOf(path);
    const saved = await saveFile({ content: { path }, namePattern: name, folder, type: 'audio', contentType }, context);
    return { output: { ...emptyValue('audio'), ...saved } };
  },
});

const SaveAudioFile = defineNodeType({
  type: 'nodetool.audio.SaveAudioFile',
  title: 'Save Audio File',
  description: 'Writes a sound into a file of the workspace, in the format that its name says.',
  tags: ['audio', 'save', 'file', 'workspace'],
  ...NEEDS_FFMPEG,
  properties: {
    audio: audio('The sound.'),
    folder: str('', { description: 'Folder of the workspace; it is made when it is missing.' }),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
    FORMAT_MAP: dict<string>(
      'str,str',
      { '.mp3': 'mp3', '.wav': 'wav', '.ogg': 'ogg', '.flac': 'flac', '.aac': 'adts', '.m4a': 'ipod' },
      { description: 'Has no effect; graphs that were made elsewhere carry it.' },
    ),
  },
  outputs: { output: 'audio' },
  isPure: false,
  process: async ({ audio: source, folder, filename }, context) => {
    const path = await fileOf(source, context, 'audio');
    const name = extname(filename) === '' && filename.trim() !== '' ? `${filename}.mp3` : filename;
    const target = await newFileOf({ folder, filename: name, what: 'sound' }, context);
    const made = join(await context.programs.scratch(), `sound${extname(target)}`);
    // The file in the workspace is written when all of it is there.
    await encode(path, made, context);
    await copyFile(made, target);
    context.save(name, { path: target, content_type: mediaTypeOf(target) });
    return { output: await openMediaFile(target, 'audio', context) };
  },
});

/** Node types that bring sounds from and to files. */
export const fileTypes = [LoadAudioAssets, LoadAudioFile, LoadAudioFolder, SaveAudio, SaveAudioFile];
