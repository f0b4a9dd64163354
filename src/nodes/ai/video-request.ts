import type { NodeContext } from '../../engine/node-context.js';
import type { WantedVideo } from '../gemini/make-video.js';
import { warnIgnored } from './image-request.js';
import { modelCall } from './model-property.js';

/** What a graph node says of the video that it wants. */
export interface VideoInputs {
  readonly model: unknown;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly aspect_ratio: string;
  readonly resolution: string;
  readonly num_frames: number;
  readonly guidance_scale: number;
  readonly num_inference_steps: number;
  /** Below 0 for any. */
  readonly seed: number;
  /** 0 for the usual time. */
  readonly timeout_seconds: number;
}

const UPRIGHT = new Set(['9:16', '3:4']);

/**
 * Puts what is wanted into the form that Veo takes, and tells the reader of the log what it doesn't take.
 *
 * @throws Error for another provider than Gemini
 */
export const videoRequest = (wanted: VideoInputs, context: NodeContext): Omit<WantedVideo, 'image'> => {
  const { provider, model } = modelCall(wanted.model);
  if (provider !== 'gemini') {
    throw new Error(`Provider ${provider} makes no videos here: choose one of the Veo models of Gemini`);
  }
  const aspectRatio = UPRIGHT.has(wanted.aspect_ratio) ? '9:16' : '16:9';
  const hasFullSize = wanted.resolution === '1080p' && !model.startsWith('veo-2');
  const resolution = hasFullSize ? '1080p' : '720p';
  if (aspectRatio !== wanted.aspect_ratio || resolution !== wanted.resolution) {
    const asked = `${wanted.aspect_ratio} in ${wanted.resolution}`;
    context.log(`The model makes no videos of ${asked}: asked for ${aspectRatio} in ${resolution}.`, 'warning');
  }
  warnIgnored(
    {
      num_frames: [wanted.num_frames, 60],
      guidance_scale: [wanted.guidance_scale, 7.5],
      num_inference_steps: [wanted.num_inference_steps, 30],
      seed: [wanted.seed, -1],
    },
    context,
  );
  const { prompt, negative_prompt: negativePrompt, timeout_seconds: seconds } = wanted;
  const timeoutMs = seconds > 0 ? seconds * 1000 : undefined;
  return { model, prompt, negativePrompt, aspectRatio, resolution: hasFullSize ? '1080p' : null, timeoutMs };
};
