import { Readable } from 'node:stream';

import type { FastifyRequest } from 'fastify';

import { isRecord } from '../../common/json.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { assertAnnouncedSize } from './announced.js';

/** A file on its way in. */
export interface UploadedFile {
  readonly bytes: Readable;
  readonly contentType: string | undefined;
  /** Only a form says it. */
  readonly name: string | undefined;
}

/** A caller that sends nothing for so long is given up. */
const IDLE_MS = 60_000;
/** A caller whose upload is refused may go on sending for so long: one that is cut off at once often misses the answer. */
const LINGER_MS = 2000;
/** The size of the file is limited where it is kept. */
const FORM_LIMITS = { files: 1, fields: 1, parts: 2, fileSize: Infinity, headerPairs: 100 } as const;

/**
 * Hands the file in a request to `keep`: the body itself, or the one file of a form.
 *
 * @param maxBytes a body that says it is larger isn't read at all
 * @throws ProtocolError `TOO_LARGE`, `INVALID_ARGUMENT` for a form without a file, `CANCELLED` when the caller went away, and as `keep` does
 */
export const readUpload = async <T>(
  request: FastifyRequest,
  maxBytes: number,
  keep: (file: UploadedFile) => Promise<T>,
): Promise<T> => {
  const { raw } = request;
  let isIdle = false;
  const giveUp = (): void => {
    isIdle = true;
    raw.destroy();
  };
  raw.setTimeout(IDLE_MS, giveUp);
  try {
    assertAnnouncedSize(request.headers, maxBytes);
    return await (request.isMultipart() ? readForm(request, keep) : keep(bodyOf(request)));
  } catch (error) {
    endSoon(raw);
    if (!raw.destroyed || raw.complete || error instanceof ProtocolError) throw error;
    throw new ProtocolError('CANCELLED', isIdle ? 'The upload stood still for too long' : 'The upload was broken off', {
      cause: error,
    });
  } finally {
    raw.removeListener('timeout', giveUp);
    if (!raw.destroyed) raw.setTimeout(0);
  }
};

/** The request closes with its answer, the connection does not: what still comes in is thrown away until then. */
const endSoon = (raw: FastifyRequest['raw']): void => {
  if (raw.complete || raw.destroyed) return;
  const { socket } = raw;
  const timer = setTimeout(() => {
    if (!raw.complete) socket.destroy();
  }, LINGER_MS);
  socket.once('close', () => {
    clearTimeout(timer);
  });
};

const bodyOf = ({ body, raw }: FastifyRequest): UploadedFile => {
  if (!(body instanceof Readable)) throw new TypeError('the route takes no stream');
  return { bytes: unowned(body), contentType: raw.headers['content-type'], name: undefined };
};

/** A reader that stops early, with an error or without, must not close the connection on which the refusal has yet to go back. */
const unowned = (body: Readable): Readable => Readable.from(piecesOf(body), { objectMode: false });

async function* piecesOf(body: Readable): AsyncGenerator {
  for await (const piece of body.iterator({ destroyOnReturn: false })) yield piece;
}

const readForm = async <T>(request: FastifyRequest, keep: (file: UploadedFile) => Promise<T>): Promise<T> => {
  for await (const part of partsOf(request)) {
    if (part.type !== 'file') throw wrongForm(`The form has a field ${part.fieldname} before the file`);
    const bytes = Readable.from(formPieces(part.file), { objectMode: false });
    return await keep({ bytes, contentType: part.mimetype, name: part.filename });
  }
  throw wrongForm('The form has no file');
};

/** The parser's faults are the caller's; those of the limits say so themselves. */
async function* partsOf(request: FastifyRequest) {
  try {
    yield* request.parts({ limits: FORM_LIMITS });
  } catch (cause) {
    if (isRecord(cause) && typeof cause['statusCode'] === 'number') throw cause;
    throw wrongForm('The form is not well-formed', cause);
  }
}

async function* formPieces(file: Readable): AsyncGenerator {
  try {
    for await (const piece of file) yield piece;
  } catch (cause) {
    throw wrongForm('The form ends in the middle of the file', cause);
  }
}

const wrongForm = (message: string, cause?: unknown): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', message, {
    cause,
    hint: 'Send one file, as `curl -F file=@picture.png` does; name, parent_id, workflow_id and user_id go into the query.',
    problems: [{ field: 'file', message: 'must be the only part of the form' }],
  });
