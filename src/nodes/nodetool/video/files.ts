import { copyFile } from 'node:fs/promises';
import { extname } from 'node:path';

import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { fileOf } from '../../media/ffmpeg.js';
import { mediaTypeOf, newFileOf, openMediaFile } from '../../media/media-files.js';
import { emptyValue } from '../empty-values.js';
import { saveFile } from '../saved-file.js';
import { video } from './video-type.js';

const LoadVideoAssets = defineNodeType({
  type: 'nodetool.video.LoadVideoAssets',
  title: 'Load Video Assets',
  description: 'Gives the videos of a folder of assets one after the other.',
  tags: ['video', 'assets', 'folder', 'load'],
  properties: { folder: of('folder', emptyValue('folder'), { description: 'The folder.' }) },
  outputs: { video: 'video', name: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder }, context) {
    for await (const { name, ...asset } of context.assets.list(folder, { contentType: 'video' })) {
      yield { video: { ...emptyValue('video'), ...asset, type: 'video' }, name };
    }
  },
});

const LoadVideoFile = defineNodeType({
  type: 'nodetool.video.LoadVideoFile',
  title: 'Load Video File',
  description: 'Reads a video from a file of the workspace.',
  tags: ['video', 'file', 'load', 'workspace'],
  properties: { path: str('', { description: 'Path of the file in the workspace.' }) },
  outputs: { output: 'video' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => ({ output: await openMediaFile(path, 'video', context) }),
});

const SaveVideo = defineNodeType({
  type: 'nodetool.video.SaveVideo',
  title: 'Save Video',
  description: 'Keeps a video as a file among the assets, and gives the reference to it.',
  tags: ['video', 'save', 'asset'],
  properties: {
    video: video('The video.'),
    folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to put it into.' }),
    name: str('%Y-%m-%d-%H-%M-%S.mp4', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
  },
  outputs: { output: 'video' },
  isPure: false,
  process: async ({ video: source, folder, name }, context) => {
    const path = await fileOf(source, context, 'video');
    const saved = await saveFile({ content: { path }, namePattern: name, folder, type: 'video' }, context);
    return { output: { ...emptyValue('video'), ...saved } };
  },
});

const SaveVideoFile = defineNodeType({
  type: 'nodetool.video.SaveVideoFile',
  title: 'Save Video File',
  description: 'Writes a video into a file of the workspace, as it is.',
  tags: ['video', 'save', 'file', 'workspace'],
  properties: {
    video: video('The video.'),
    folder: str('', { description: 'Folder of the workspace; it is made when it is missing.' }),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  outputs: { output: 'video' },
  isPure: false,
  process: async ({ video: source, folder, filename }, context) => {
    const path = await fileOf(source, context, 'video');
    const name = extname(filename) === '' && filename.trim() !== '' ? `${filename}.mp4` : filename;
    const target = await newFileOf({ folder, filename: name, what: 'video' }, context);
    await copyFile(path, target);
    context.save(name, { path: target, content_type: mediaTypeOf(target) });
    return { output: await openMediaFile(target, 'video', context) };
  },
});

/** Node types that bring videos from and to files. */
export const fileTypes = [LoadVideoAssets, LoadVideoFile, SaveVideo, SaveVideoFile];
