import type { NodeContext } from '../../engine/node-context.js';
import type { ImageRequest } from '../../engine/services/node-models.js';
import { modelCall } from './model-property.js';

/** What a graph node says of the picture that it wants. */
export interface WantedPicture {
  readonly model: unknown;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly width: number;
  readonly height: number;
  /** Below 0 for any. */
  readonly seed: number;
  /** 0 for the usual time. */
  readonly timeoutSeconds: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sizes that OpenAI's models make, by how their names begin; the first one that fits the name counts. */
const OPENAI_SIZES: readonly (readonly [string, readonly Size[]])[] = [
  ['dall-e-2', [256, 512, 1024].map((side) => ({ width: side, height: side }))],
  ['dall-e-3', sizes([1024, 1024], [1792, 1024], [1024, 1792])],
  ['', sizes([1024, 1024], [1536, 1024], [1024, 1536])],
];

const GEMINI_RATIOS = sizes([1, 1], [3, 4], [4, 3], [9, 16], [16, 9]);

function sizes(...pairs: readonly (readonly [number, number])[]): readonly Size[] {
  return pairs.map(([width, height]) => ({ width, height }));
}

/** Puts what is wanted into a request, in the form that the provider takes. */
export const imageRequest = (wanted: WantedPicture, context: NodeContext): ImageRequest => {
  const call = modelCall(wanted.model);
  const { prompt, negativePrompt, seed, timeoutSeconds } = wanted;
  const avoided = negativePrompt.trim() === '' ? '' : `\n\nAvoid: ${negativePrompt.trim()}`;
  const form = formOf(call, wanted);
  if (form.size && form.size.width !== wanted.width) tell(form.size, wanted, context);
  return {
    ...call,
    prompt: `${prompt}${avoided}`,
    ...form,
    ...(seed >= 0 && call.provider !== 'openai' && { seed }),
    ...(timeoutSeconds > 0 && { timeoutMs: timeoutSeconds * 1000 }),
  };
};

const formOf = (
  { provider, model }: { readonly provider: string; readonly model: string },
  wanted: Size,
): { readonly size?: Size; readonly aspectRatio?: Size } => {
  if (provider === 'gemini') return { aspectRatio: nearest(GEMINI_RATIOS, wanted) };
  if (provider !== 'openai') return { size: { width: wanted.width, height: wanted.height } };
  const known = OPENAI_SIZES.find(([name]) => model.startsWith(name))?.[1] ?? [];
  return { size: nearest(known, wanted) };
};

/** The form whose sides have most nearly the same ratio; of several, the one nearest in size. */
export const nearest = (forms: readonly Size[], wanted: Size): Size => {
  const ratioOff = ({ width, height }: Size): number =>
    Math.abs(Math.log((width / height) * (wanted.height / wanted.width)));
  const sizeOff = ({ width }: Size): number => Math.abs(Math.log(width / wanted.width));
  const [best = wanted] = forms.toSorted((a, b) => ratioOff(a) - ratioOff(b) || sizeOff(a) - sizeOff(b));
  return best;
};

const tell = (size: Size, wanted: Size, context: NodeContext): void =>
  context.log(
    `The model makes no pictures of ${wanted.width}x${wanted.height}: asked for ${size.width}x${size.height}.`,
    'warning',
  );

/** Tells the reader of the log which settings no provider takes here, where somebody has changed them. */
export const warnIgnored = (
  settings: Readonly<Record<string, readonly [value: unknown, usual: unknown]>>,
  context: NodeContext,
): void => {
  const changed = Object.entries(settings).filter(([, [value, usual]]) => value !== usual);
  if (changed.length === 0) return;
  const names = changed.map(([name]) => name).join(', ');
  context.log(`Not passed on, because the interface of models has no such setting: ${names}.`, 'warning');
};
