/** What a model is for, in NodeTool's words. */
export const MODEL_TYPES = [
  'language_model',
  'image_model',
  'tts_model',
  'asr_model',
  'embedding_model',
  'video_model',
] as const;
export type ModelType = (typeof MODEL_TYPES)[number];

/**
 * Guesses from its id what a model is for; most listings say nothing else. What isn't recognised is a language model, as
 * almost everything in these lists is.
 *
 * @param id may begin with the names of its owners: `openai/whisper-large-v3`
 * @returns null for what none of the types fits: moderation, reranking, live audio
 */
export const typeOfId = (id: string): ModelType | null => {
  const name = id.toLowerCase();
  return RULES.find(([, pattern]) => pattern.test(name))?.[0] ?? (OTHER.test(name) ? null : 'language_model');
};

/** A word of an id ends at a dash, a dot, a slash and the like, so that `tts` isn't found in `motts`. */
const word = (words: string): RegExp => new RegExp(`(^|[^a-z])(${words})([^a-z]|$)`);

const OTHER = new RegExp(
  `${word('moderation|rerank|reranker|realtime|ocr|aqa').source}|(^|/)(babbage|davinci)-\\d|live-(preview|\\d)|-live$`,
);
const RULES: readonly (readonly [ModelType | null, RegExp])[] = [
  [null, OTHER],
  [
    'embedding_model',
    word('embed|embedding|embeddings|bge|gte|e5|minilm|sentence-transformers|sentence-t5|arctic-embed'),
  ],
  ['asr_model', word('whisper|transcribe|transcription|asr|stt|parakeet|canary|wav2vec2?|scribe')],
  ['tts_model', word('tts|kokoro|orpheus|parler|bark|speecht5|sonic|aura|text-to-speech')],
  [
    'video_model',
    word('sora|veo|kling|wan|ltx|cogvideox?|hunyuanvideo|mochi|text-to-video|video-preview|seedance|t2v|i2v'),
  ],
  [
    'image_model',
    word(
      'dall-e|image|imagen|flux|stable-diffusion|sdxl|sd3|kandinsky|pixart|recraft|ideogram|seedream|midjourney|nano-banana|text-to-image',
    ),
  ],
];

/**
 * Reads the type from the kinds of data that a model takes and gives.
 *
 * @returns `undefined` when the kinds don't tell
 */
export const typeOfModalities = (
  inputs: readonly string[],
  outputs: readonly string[],
): ModelType | null | undefined => {
  if (outputs.includes('embedding') || outputs.includes('embeddings')) return 'embedding_model';
  if (outputs.includes('transcription')) return 'asr_model';
  if (outputs.includes('speech')) return 'tts_model';
  if (outputs.includes('video')) return 'video_model';
  if (outputs.includes('image')) return 'image_model';
  if (outputs.includes('rerank')) return null;
  if (outputs.includes('text')) return inputs.length === 1 && inputs[0] === 'audio' ? 'asr_model' : 'language_model';
  return outputs.includes('audio') ? 'tts_model' : undefined;
};
