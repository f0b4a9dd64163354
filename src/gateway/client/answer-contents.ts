import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { blobUri } from '../../common/blob-uri.js';
import type { WorkflowResponse } from '../../protocol/node-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { jobIdOf } from '../../protocol/response.js';
import type { ContentSource, LocalContent } from './content-source.js';
import type { LocalReference } from './references.js';
import { localReferencesIn, mapReferences } from './references.js';

/** What the hub at the other end takes. */
export interface HubLimits {
  /** Largest blob in bytes; null for a hub that takes none. */
  readonly blobBytes: number | null;
  /** Longest JSON text of a result that travels inside of the answer. */
  readonly inlineResultBytes: number;
}

/** Brings bytes to the hub. */
export type Upload = (content: LocalContent, requestId: string) => Promise<void>;

const RESULT_TYPE = 'application/json';
/** Bytes that travel inside of an answer where there is no other way. */
const MAX_INLINE_BYTES = 262_144;
/** The same for all of an answer: what base64 makes of it still fits the smallest frame. */
const MAX_INLINE_TOTAL_BYTES = 524_288;

type Contents = ReadonlyMap<string, LocalContent>;

/**
 * Makes an answer that its reader can use: the bytes that it names are brought to the hub, and it names them there. A
 * result that is too large for its frame goes the same way.
 *
 * @throws ProtocolError when bytes can't get there; `UNAVAILABLE` where another try may help
 */
export const prepareAnswer = async (
  message: WorkflowResponse,
  source: ContentSource,
  limits: HubLimits,
  upload: Upload,
): Promise<WorkflowResponse> => {
  const { result } = message;
  if (!result) return message;
  const contents = await findContents(message, source);
  const { blobBytes } = limits;
  if (blobBytes === null) return { ...message, result: await inline(result, contents) };
  for (const content of contents.values()) {
    checkSize(content.size, blobBytes, 'A file of the result');
    await upload(content, message.request_id);
  }
  const moved = mapReferences(result, (reference, assetId) => onHub(reference, contents.get(assetId)));
  return await shrink({ ...message, result: asResult(moved) }, limits, blobBytes, upload);
};

const findContents = async (message: WorkflowResponse, source: ContentSource): Promise<Contents> => {
  const place = { requestId: message.request_id, jobId: jobIdOf(message) };
  const contents = new Map<string, LocalContent>();
  for (const assetId of localReferencesIn(message.result)) {
    const content = await source.find(assetId, place);
    if (content) contents.set(assetId, content);
  }
  return contents;
};

/** What this node can't read stays as it is: a workflow may carry a reference that it never opens. */
const onHub = (reference: LocalReference, content: LocalContent | undefined): unknown =>
  content ? { ...reference, uri: blobUri(content.sha256), ...factsOf(content) } : reference;

const factsOf = ({ contentType, size }: LocalContent) => ({ content_type: contentType, size });

const shrink = async (
  message: WorkflowResponse,
  { inlineResultBytes }: HubLimits,
  blobBytes: number,
  upload: Upload,
): Promise<WorkflowResponse> => {
  const text = Buffer.from(JSON.stringify(message.result));
  const bytes = text.byteLength;
  if (bytes <= inlineResultBytes) return message;
  checkSize(bytes, blobBytes, 'The result');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const open = (): Promise<Readable> => Promise.resolve(Readable.from([text], { objectMode: false }));
  await upload({ sha256, size: bytes, contentType: RESULT_TYPE, open }, message.request_id);
  const ref = { uri: blobUri(sha256), sha256, bytes, content_type: RESULT_TYPE };
  return { ...message, result: null, result_ref: ref };
};

const checkSize = (size: number, maxBytes: number, what: string): void => {
  if (size <= maxBytes) return;
  throw new ProtocolError('TOO_LARGE', `${what} has ${size} bytes, but the hub takes at most ${maxBytes}`);
};

/** Without a place on the hub, small bytes travel as text; of larger ones the reader learns why they don't. */
const inline = async (
  result: Readonly<Record<string, unknown>>,
  contents: Contents,
): Promise<Record<string, unknown>> => {
  const texts = new Map<string, string>();
  let total = 0;
  for (const [assetId, content] of contents) {
    if (content.size > MAX_INLINE_BYTES || total + content.size > MAX_INLINE_TOTAL_BYTES) continue;
    total += content.size;
    texts.set(assetId, await dataUriOf(content));
  }
  return asResult(
    mapReferences(result, (reference, assetId) => {
      const content = contents.get(assetId);
      const uri = texts.get(assetId);
      if (!content) return reference;
      return uri === undefined
        ? { ...reference, ...factsOf(content), note: NOTE }
        : { ...reference, uri, ...factsOf(content) };
    }),
  );
};

const NOTE =
  'This hub takes no files, and the content is too large for a message: it stays on the node, as this asset.';

const dataUriOf = async ({ contentType, open }: LocalContent): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of await open()) chunks.push(Buffer.from(chunk as Uint8Array)); // a stream of bytes gives nothing else
  return `data:${contentType};base64,${Buffer.concat(chunks).toString('base64')}`;
};

/** `mapReferences` keeps an object an object unless it is a reference itself, which a whole result never is. */
const asResult = (value: unknown): Record<string, unknown> => value as Record<string, unknown>;
