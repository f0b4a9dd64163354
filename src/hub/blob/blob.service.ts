import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { AssetContents } from '../../asset/asset-contents.service.js';
import type { Principal } from '../../auth/auth.contract.js';
import { isSha256 } from '../../common/blob-uri.js';
import { AppConfig } from '../../config/app-config.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { actingUser } from '../api/visible-users.js';
import { attemptRefOf, isRunId } from '../run/request-id.js';
import type { VisibleUsers } from '../run/run.service.js';
import { RunRepository } from '../run/run.repository.js';
import { isRunOver } from '../run/run.state.js';
import type { BlobRow } from './blob.entity.js';
import type { BlobOwner } from './blob.repository.js';
import { BlobRepository } from './blob.repository.js';

/** Bytes that come in. */
export interface IncomingBlob {
  readonly sha256: string;
  readonly contentType: string;
  /** Bytes, where the sender announced them. */
  readonly size: number | null;
  readonly body: Readable;
}

/** Whom a request about a blob names. */
export interface BlobClaim {
  /** Nodes: the request whose result they upload. */
  readonly requestId?: string | undefined;
  /** Callers: the user for whom they upload. */
  readonly userId?: string | undefined;
}

/** Time between two notes of a blob's use, so that reading it doesn't write each time. */
const TOUCH_MS = 3_600_000;

/**
 * Bytes on their way between callers and nodes. Knowing the name of a content gives nobody access: a user reads what was
 * uploaded for it or made by its runs, and uploading means sending every byte.
 */
@Injectable()
export class BlobService {
  constructor(
    private readonly contents: AssetContents,
    private readonly blobs: BlobRepository,
    private readonly runs: RunRepository,
    private readonly config: AppConfig,
  ) {}

  /**
   * Keeps bytes that hash to their name; when this resolves, a crash doesn't take them.
   *
   * @throws ProtocolError `TOO_LARGE`, `INVALID_ARGUMENT` for other bytes or a faulty name
   */
  async put({ sha256, contentType, size, body }: IncomingBlob, owner: BlobOwner): Promise<BlobRow> {
    const maxBytes = this.config.blobMaxBytes;
    if (!isSha256(sha256)) throw wrongName();
    if (size !== null && size > maxBytes) throw tooLarge(size, maxBytes);
    await this.contents.keep(
      body,
      { sha256, maxBytes },
      {
        adopt: (stored) => this.blobs.add({ ...stored, contentType }, owner, Date.now()),
        undo: () => this.blobs.remove(sha256),
      },
    );
    return await this.get(sha256, [owner.userId]);
  }

  /** @throws ProtocolError `NOT_FOUND`, also for a blob of users that the caller may not see */
  async get(sha256: string, users: VisibleUsers): Promise<BlobRow> {
    const blob = isSha256(sha256) ? await this.blobs.findOf(sha256, users) : null;
    if (!blob) throw new ProtocolError('NOT_FOUND', `Blob ${sha256.slice(0, 64)} not found`);
    return blob;
  }

  /** Streams a blob or a part of it. */
  async open({ sha256 }: BlobRow, range?: { readonly start: number; readonly end: number }): Promise<Readable> {
    const stream = await this.contents.open(sha256, range);
    if (!stream) throw new ProtocolError('UNAVAILABLE', `The content of blob ${sha256} is missing in the store`);
    return stream;
  }

  /** Notes that a blob is in use, and that its run needs it. */
  async use(blob: BlobRow, owner: BlobOwner | null): Promise<void> {
    const nowMs = Date.now();
    const isForRun = owner !== null && owner.runId !== null;
    if (isForRun || nowMs - blob.lastUsedAt >= TOUCH_MS) await this.blobs.touch(blob.sha256, owner, nowMs);
  }

  /**
   * Tells for whom an upload is: a node's for the run whose request it names, anybody else's for a user.
   *
   * @throws ProtocolError `NOT_FOUND`, `CONFLICT` when the run is over, `INVALID_ARGUMENT`, `FORBIDDEN`
   */
  async ownerOf(principal: Principal, { requestId, userId }: BlobClaim): Promise<BlobOwner> {
    if (principal.kind !== 'node') return { userId: actingUser(principal, userId), runId: null };
    if (requestId === undefined) {
      const problems = [{ field: 'request_id', message: 'must name the request whose result the node uploads' }];
      throw new ProtocolError('INVALID_ARGUMENT', 'A node must name the request with request_id', { problems });
    }
    const { runId } = attemptRefOf(requestId, 'v1');
    const run = isRunId(runId) ? await this.runs.find(runId) : null;
    const { userIds, nodeId } = principal;
    const isItsOwn = run && (userIds === null || userIds.includes(run.userId)) && (nodeId ?? run.nodeId) === run.nodeId;
    if (!isItsOwn) throw new ProtocolError('NOT_FOUND', `Request ${requestId.slice(0, 64)} not found`);
    if (isRunOver(run.status)) throw new ProtocolError('CONFLICT', `Run ${run.id} is over and takes no more bytes`);
    return { userId: run.userId, runId: run.id };
  }
}

const wrongName = (): ProtocolError => {
  const problems = [{ field: 'sha256', message: 'must be 64 lower-case hexadecimal digits' }];
  return new ProtocolError('INVALID_ARGUMENT', 'The name of a blob is the SHA-256 of its bytes', { problems });
};

const tooLarge = (size: number, maxBytes: number): ProtocolError =>
  new ProtocolError('TOO_LARGE', `The blob has ${size} bytes; this hub takes at most ${maxBytes}`, {
    hint: 'The operator of the hub can raise BLOB_MAX_BYTES.',
  });
