import { defineNodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import { completeValue, emptyValue } from '../empty-values.js';
import { defineConstantType } from './constant-type.js';

/** A fixed sound. */
export const Audio = defineConstantType({
  name: 'Audio',
  title: 'Audio',
  description: 'Gives a fixed sound recording.',
  tags: ['audio', 'sound'],
  value: of('audio', emptyValue('audio')),
  output: 'audio',
});

/** Fixed sounds. */
export const AudioList = defineConstantType({
  name: 'AudioList',
  title: 'Audio List',
  description: 'Gives a fixed list of sound recordings.',
  tags: ['audio', 'list'],
  value: of('list[audio]', null, { isRequired: true }),
  output: 'list[audio]',
  unset: [],
});

/** A fixed table. */
export const DataFrame = defineConstantType({
  name: 'DataFrame',
  title: 'Data Frame',
  description: 'Gives a fixed table with named columns.',
  tags: ['dataframe', 'table'],
  value: of('dataframe', emptyValue('dataframe')),
  output: 'dataframe',
});

/** A fixed document. */
export const Document = defineConstantType({
  name: 'Document',
  title: 'Document',
  description: 'Gives a fixed document.',
  tags: ['document', 'file'],
  value: of('document', emptyValue('document')),
  output: 'document',
});

/** A fixed picture. */
export const Image = defineConstantType({
  name: 'Image',
  title: 'Image',
  description: 'Gives a fixed picture.',
  tags: ['image', 'picture'],
  value: of('image', emptyValue('image')),
  output: 'image',
});

/** Fixed pictures. */
export const ImageList = defineConstantType({
  name: 'ImageList',
  title: 'Image List',
  description: 'Gives a fixed list of pictures.',
  tags: ['image', 'list'],
  value: of('list[image]', null, { isRequired: true }),
  output: 'list[image]',
  unset: [],
});

/** Fixed dimensions of an image, also taken apart. */
export const ImageSize = defineNodeType({
  type: 'nodetool.constant.ImageSize',
  title: 'Image Size',
  description: 'Gives a fixed width and height, together and one by one.',
  tags: ['constant', 'image', 'size', 'dimensions'],
  properties: {
    value: of<Readonly<Record<string, unknown>> | null>('image_size', null, { isRequired: true }),
  },
  outputs: { image_size: 'image_size', width: 'int', height: 'int' },
  exposeAsTool: true,
  process: ({ value }) => {
    if (!value) throw new Error('Choose an image size: width and height');
    return { image_size: completeValue(value), width: value['width'], height: value['height'] };
  },
});

/** A fixed three-dimensional model. */
export const Model3D = defineConstantType({
  name: 'Model3D',
  title: 'Model 3D',
  description: 'Gives a fixed three-dimensional model.',
  tags: ['3d', 'mesh'],
  value: of('model_3d', emptyValue('model_3d')),
  output: 'model_3d',
});

/** A fixed film. */
export const Video = defineConstantType({
  name: 'Video',
  title: 'Video',
  description: 'Gives a fixed video.',
  tags: ['video', 'clip'],
  value: of('video', emptyValue('video')),
  output: 'video',
});

/** Fixed films. */
export const VideoList = defineConstantType({
  name: 'VideoList',
  title: 'Video List',
  description: 'Gives a fixed list of videos.',
  tags: ['video', 'list'],
  value: of('list[video]', null, { isRequired: true }),
  output: 'list[video]',
  unset: [],
});
