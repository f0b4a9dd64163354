import { isUtf8 } from 'node:buffer';

import { ProtocolError } from '../protocol/protocol-error.js';
import { MAX_INLINE_BYTES } from './asset.args.js';
import type { Asset } from './asset.contract.js';
import { FOLDER_TYPE } from './asset.contract.js';
import type { AssetContent } from './asset.view.js';

/** The arguments that may carry a content. */
export interface InlineContent {
  readonly content_type?: string | undefined;
  readonly content?: string | undefined;
  readonly content_base64?: string | undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Reads the content out of a command's arguments; null for a folder, which has none.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` unless there is exactly one content, `TOO_LARGE` beyond `MAX_INLINE_BYTES`
 */
export const readInlineContent = ({ content_type, content, content_base64 }: InlineContent): Uint8Array | null => {
  if (content_type === FOLDER_TYPE) {
    if (content !== undefined || content_base64 !== undefined) throw wrong('content', 'must be left out for a folder');
    return null;
  }
  if (content !== undefined && content_base64 !== undefined) {
    throw wrong('content_base64', 'can not be given together with content');
  }
  if (content === undefined && content_base64 === undefined) throw wrong('content', 'or content_base64 must be given');
  const bytes = content === undefined ? fromBase64(content_base64 ?? '') : Buffer.from(content);
  if (bytes.byteLength > MAX_INLINE_BYTES) throw tooLargeInline();
  return bytes;
};

/** @throws ProtocolError `TOO_LARGE` when a content is too large for an answer of a command */
export const assertInline = ({ assetId, size }: Asset): void => {
  if (size <= MAX_INLINE_BYTES) return;
  throw new ProtocolError(
    'TOO_LARGE',
    `Asset ${assetId} has ${size} bytes; commands give at most ${MAX_INLINE_BYTES}`,
    {
      hint: `Fetch it from GET /api/v1/assets/${assetId}/content.`,
      details: { max_bytes: MAX_INLINE_BYTES },
    },
  );
};

/** Shows a content as text where it is one. */
export const viewContent = ({ assetId, contentType, size }: Asset, bytes: Buffer): AssetContent => {
  const isText = TEXT_TYPE.test(contentType) && isUtf8(bytes);
  return {
    asset_id: assetId,
    content_type: contentType,
    size,
    content: isText ? bytes.toString('utf8') : null,
    content_base64: isText ? null : bytes.toString('base64'),
  };
};

const TEXT_TYPE = /^text\/|[/+](?:json|xml|yaml|javascript)\b/;

const fromBase64 = (text: string): Buffer => {
  if (!BASE64.test(text)) throw wrong('content_base64', 'must be base64, without spaces or line ends');
  return Buffer.from(text, 'base64');
};

const wrong = (field: string, fault: string): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', `create_asset: ${field} ${fault}`, {
    problems: [{ field, message: `${field} ${fault}` }],
  });

const tooLargeInline = (): ProtocolError =>
  new ProtocolError('TOO_LARGE', `create_asset takes at most ${String(MAX_INLINE_BYTES)} bytes`, {
    hint: 'Send larger contents as the body of POST /api/v1/assets.',
    details: { max_bytes: MAX_INLINE_BYTES },
  });
