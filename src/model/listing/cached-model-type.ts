import { isRecord } from '../../common/json.js';
import type { ModelType } from '../model-type.js';
import { typeOfId } from '../model-type.js';

/** What the files of a downloaded repository say about the model in it. */
export interface RepositoryFacts {
  readonly repoId: string;
  /** Names of the files at the top of the repository. */
  readonly fileNames: readonly string[];
  /** `config.json`, of the Transformers library; null when there is none. */
  readonly config: unknown;
  /** `model_index.json`, of the Diffusers library; null when there is none. */
  readonly modelIndex: unknown;
}

/** Tells what a downloaded model is for; null when its files don't tell, as with adapters and parts of others. */
export const typeOfRepository = ({ repoId, fileNames, config, modelIndex }: RepositoryFacts): ModelType | null => {
  if (isRecord(modelIndex))
    return VIDEO_PIPELINE.test(String(modelIndex['_class_name'])) ? 'video_model' : 'image_model';
  // Sentence Transformers describe their pipeline in this file.
  if (fileNames.includes('modules.json')) return 'embedding_model';
  const byArchitecture = architecturesOf(config)
    .map(typeOfArchitecture)
    .find((type) => type !== null);
  if (byArchitecture) return byArchitecture;
  const byId = typeOfId(repoId);
  if (byId !== 'language_model') return byId;
  return fileNames.some((name) => name.endsWith('.gguf')) ? 'language_model' : null;
};

const VIDEO_PIPELINE = /video|wan|ltx|cogvideo|mochi|animatediff/i;

const ARCHITECTURES: readonly (readonly [ModelType, RegExp])[] = [
  ['asr_model', /^Whisper|ForCTC$|SpeechSeq2Seq/],
  ['tts_model', /^(Vits|Bark|SpeechT5ForTextToSpeech|ParlerTTS)|TextToWaveform/i],
  ['language_model', /(ForCausalLM|ForConditionalGeneration|LMHeadModel|ForSeq2SeqLM)$/],
  ['embedding_model', /^(Bert|XLMRoberta|MPNet|Roberta|NomicBert|DistilBert)Model$/],
];

const typeOfArchitecture = (name: string): ModelType | null =>
  ARCHITECTURES.find(([, pattern]) => pattern.test(name))?.[0] ?? null;

const architecturesOf = (config: unknown): readonly string[] => {
  const names: unknown = isRecord(config) ? config['architectures'] : null;
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
};
