import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { AudioPart, ChatMessage, ImagePart } from '../../engine/services/node-models.js';
import { isEmptyAsset } from '../nodetool/empty-values.js';

/** A part of what a person says to a model. */
export type UserPart = Extract<ChatMessage, { role: 'user' }>['parts'][number];

/** What a graph node puts before a model besides words. */
export interface PromptMedia {
  readonly image?: unknown;
  readonly audio?: unknown;
}

/** Puts words, a picture and a sound into the parts of one message; what is empty is left out. */
export const userParts = async (
  text: string,
  { image, audio }: PromptMedia,
  context: NodeContext,
): Promise<readonly UserPart[]> => {
  const parts: UserPart[] = text === '' ? [] : [{ type: 'text', text }];
  if (!isEmptyAsset(image)) parts.push(await imagePart(image, context));
  if (!isEmptyAsset(audio)) parts.push(await audioPart(audio, context));
  return parts;
};

/** Reads a picture for a model. */
export const imagePart = async (reference: unknown, { assets }: NodeContext): Promise<ImagePart> => ({
  type: 'image',
  data: await assets.read(reference),
});

/** Reads a sound for a model. */
export const audioPart = async (reference: unknown, { assets }: NodeContext): Promise<AudioPart> => {
  const data = await assets.read(reference);
  return { type: 'audio', data, mediaType: audioTypeOf(data, reference) };
};

/** First bytes of the kinds of files that models take; `at` counts bytes. */
const SIGNATURES: readonly { readonly at: number; readonly text: string; readonly mediaType: string }[] = [
  { at: 8, text: 'WAVE', mediaType: 'audio/wav' },
  { at: 0, text: 'ID3', mediaType: 'audio/mpeg' },
  { at: 0, text: 'OggS', mediaType: 'audio/ogg' },
  { at: 0, text: 'fLaC', mediaType: 'audio/flac' },
  { at: 4, text: 'ftyp', mediaType: 'audio/mp4' },
  { at: 0, text: '\x1aE\xdf\xa3', mediaType: 'audio/webm' },
];

/** Names the kind of a sound: by its first bytes, else as its reference says, else MP3, which has frames without a head. */
export const audioTypeOf = (bytes: Uint8Array, reference: unknown = null): string => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  const known = SIGNATURES.find(({ at, text }) => head.startsWith(text, at));
  if (known) return known.mediaType;
  const told = isRecord(reference) ? reference['content_type'] : null;
  return typeof told === 'string' && told.startsWith('audio/') ? told : 'audio/mpeg';
};
