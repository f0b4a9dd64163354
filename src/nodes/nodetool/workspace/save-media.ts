import { copyFile, writeFile } from 'node:fs/promises';

import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, of, str } from '../../../engine/property.js';
import { findFacts } from '../../files/file-facts.js';
import { withPath } from '../../files/os-error.js';
import { formatMoment } from '../../lib/date/format.js';
import { momentAt } from '../../lib/date/moment.js';
import { ValueError } from '../../python/errors.js';
import { joinPath, splitExtension } from '../../python/posix-path.js';
import { emptyValue } from '../empty-values.js';
import { imageAs } from './image-format.js';
import { placeForWriting, placeOf } from './place.js';

const MAX_NUMBER = 10_000;

const targetProperties = (name: string) => ({
  folder: str('.', { description: 'Folder in the workspace; it is made when it is missing.' }),
  filename: str(name, { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  overwrite: bool(false, { description: 'Replaces a file of that name; otherwise the new one gets a number.' }),
});

/** Writes a picture to the workspace, in the format that the name's ending says. */
export const SaveImageFile = defineNodeType({
  type: 'nodetool.workspace.SaveImageFile',
  title: 'Save Image File',
  description: 'Writes a picture to a file of the workspace, in the format that the ending of its name says.',
  tags: ['workspace', 'image', 'file', 'save'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The picture.' }),
    ...targetProperties('image.png'),
  },
  outputs: { output: 'image' },
  requiredInputs: ['image'],
  isPure: false,
  process: async ({ image, ...target }, context) => {
    const path = await freePath(target, context);
    const { bytes, contentType } = await imageAs(await context.assets.read(image), splitExtension(path).extension);
    const place = await placeForWriting(path, context);
    await withPath(path, () => writeFile(place, bytes));
    context.save(path, path);
    const held = await context.assets.hold({ content: { bytes }, type: 'image', contentType, name: path });
    return { output: { ...emptyValue('image'), ...held } };
  },
});

/** Writes a film to the workspace as it is. */
export const SaveVideoFile = defineNodeType({
  type: 'nodetool.workspace.SaveVideoFile',
  title: 'Save Video File',
  description: 'Writes a film to a file of the workspace, as it is.',
  tags: ['workspace', 'video', 'file', 'save'],
  properties: {
    video: of('video', emptyValue('video'), { description: 'The film.' }),
    ...targetProperties('video.mp4'),
  },
  outputs: { output: 'video' },
  requiredInputs: ['video'],
  isPure: false,
  process: async ({ video, ...target }, context) => {
    const path = await freePath(target, context);
    const place = await placeForWriting(path, context);
    const source = await context.assets.path(video);
    await withPath(path, () => copyFile(source, place));
    context.save(path, path);
    return { output: video };
  },
});

interface Target {
  readonly folder: string;
  readonly filename: string;
  readonly overwrite: boolean;
}

/** The path to write to: a name that is taken gets a number, each time a higher one. */
const freePath = async ({ folder, filename, overwrite }: Target, context: NodeContext): Promise<string> => {
  if (filename === '') throw new ValueError('filename cannot be empty');
  const name = formatMoment(momentAt(context.now()), filename);
  const path = folder === '.' || folder === '' ? name : joinPath(folder, name);
  await placeOf(path, context);
  if (overwrite || !(await findFacts(path, context))) return path;
  const { root, extension } = splitExtension(path);
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const numbered = `${root}_${number}${extension}`;
    if (!(await findFacts(numbered, context))) return numbered;
  }
  throw new Error(`${path} and ${MAX_NUMBER} numbered names after it are taken; choose another name`);
};
