import { defineNodeType } from '../../../engine/node-type.js';
import { list, of } from '../../../engine/property.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';
import { defineInputType, inputProperties } from './input-type.js';

/** Takes a sound. */
export const AudioInput = defineInputType({
  name: 'AudioInput',
  title: 'Audio Input',
  description: 'A sound recording that a run hands to the workflow.',
  tags: ['audio', 'sound', 'voice'],
  value: of('audio', emptyValue('audio')),
  output: 'audio',
});

/** Takes several sounds. */
export const AudioListInput = defineInputType({
  name: 'AudioListInput',
  title: 'Audio List Input',
  description: 'Several sound recordings that a run hands to the workflow together.',
  tags: ['audio', 'list'],
  value: list('audio'),
  output: 'list[audio]',
});

/** Takes a table. */
export const DataframeInput = defineInputType({
  name: 'DataframeInput',
  title: 'Dataframe Input',
  description: 'A table with named columns that a run hands to the workflow.',
  tags: ['dataframe', 'table', 'rows'],
  value: of('dataframe', emptyValue('dataframe')),
  output: 'dataframe',
});

/** Takes a picture. */
export const ImageInput = defineInputType({
  name: 'ImageInput',
  title: 'Image Input',
  description: 'A picture that a run hands to the workflow.',
  tags: ['image', 'picture', 'photo'],
  value: of('image', emptyValue('image')),
  output: 'image',
});

/** Takes several pictures. */
export const ImageListInput = defineInputType({
  name: 'ImageListInput',
  title: 'Image List Input',
  description: 'Several pictures that a run hands to the workflow together.',
  tags: ['image', 'list'],
  value: list('image'),
  output: 'list[image]',
});

/** Takes a three-dimensional model. */
export const Model3DInput = defineInputType({
  name: 'Model3DInput',
  title: 'Model 3D Input',
  description: 'A three-dimensional model, such as a GLB file, that a run hands to the workflow.',
  tags: ['3d', 'mesh', 'glb'],
  value: of('model_3d', emptyValue('model_3d')),
  output: 'model_3d',
});

/** Takes a film. */
export const VideoInput = defineInputType({
  name: 'VideoInput',
  title: 'Video Input',
  description: 'A video that a run hands to the workflow.',
  tags: ['video', 'clip'],
  value: of('video', emptyValue('video')),
  output: 'video',
});

/** Takes several films. */
export const VideoListInput = defineInputType({
  name: 'VideoListInput',
  title: 'Video List Input',
  description: 'Several videos that a run hands to the workflow together.',
  tags: ['video', 'list'],
  value: list('video'),
  output: 'list[video]',
});

/** Takes pieces of sound while they are recorded; an unset value sends nothing. */
export const RealtimeAudioInput = defineNodeType({
  type: 'nodetool.input.RealtimeAudioInput',
  title: 'Realtime Audio Input',
  description: 'Sound that reaches the workflow piece by piece while a run goes on.',
  tags: ['input', 'parameter', 'audio', 'stream', 'microphone'],
  properties: inputProperties(of('audio', emptyValue('audio'), { isUnchecked: true })),
  outputs: { chunk: 'chunk' },
  role: 'input',
  isStreamingOutput: true,
  basicFields: ['name', 'value', 'value'],
  process: ({ value }) => (isChunk(value) || !isEmptyAsset(value) ? { chunk: value } : null),
});

const isChunk = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'chunk';
