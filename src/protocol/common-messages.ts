import type { Static } from 'typebox';
import Type from 'typebox';

import { anyObject, maybe, message } from './schema.js';

/** A problem that isn't the answer to a request; version 1 adds what it was about. */
export const ErrorMessage = message('error', {
  error: Type.String(),
  details: maybe(anyObject()),
  request_id: maybe(Type.String()),
  code: maybe(Type.String()),
  retryable: maybe(Type.Boolean()),
});
export type ErrorMessage = Static<typeof ErrorMessage>;

/** Another message in compressed form: `data` is base64 text in JSON frames, bytes in MessagePack frames. */
export const Compressed = message('compressed', {
  encoding: Type.String(),
  data: Type.Unknown(),
});
export type Compressed = Static<typeof Compressed>;
