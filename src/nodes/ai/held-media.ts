import type { NodeContext } from '../../engine/node-context.js';
import type { GeneratedMedia } from '../../engine/services/node-models.js';

/** Passes on a picture, a sound or a video that a model made. */
export const holdMedia = (
  media: GeneratedMedia | undefined,
  type: 'image' | 'audio' | 'video',
  context: NodeContext,
): ReturnType<NodeContext['assets']['hold']> => {
  if (!media || media.data.byteLength === 0) throw new Error(`The model gave no ${type}: run the workflow again`);
  return context.assets.hold({ content: { bytes: media.data }, type, contentType: media.mediaType });
};
