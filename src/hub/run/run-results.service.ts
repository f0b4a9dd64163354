import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';

import { Injectable } from '@nestjs/common';

import { AssetContents } from '../../asset/asset-contents.service.js';
import { isRecord } from '../../common/json.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { valuesOf } from './run-result.js';
import { RunRow } from './run.entity.js';
import { isRunOver } from './run.state.js';

/** Bytes of a result that stand in the description of its run; parsing more would hold up everybody else. */
const MAX_SHOWN_BYTES = 1_048_576;

/** The results of runs, wherever they are kept. */
@Injectable()
export class RunResults {
  constructor(private readonly contents: AssetContents) {}

  /** Fills in result and outputs that are kept as a blob, unless they are too large to be shown. */
  async fill(run: RunRow): Promise<RunRow> {
    if (run.resultRef === null || run.resultRef.bytes > MAX_SHOWN_BYTES) return run;
    const stream = await this.contents.open(run.resultRef.sha256);
    const raw: unknown = stream && (await json(stream));
    return isRecord(raw) ? Object.assign(new RunRow(), run, valuesOf(raw)) : run;
  }

  /**
   * Gives what a completed run came to.
   *
   * @returns an object, or a stream of its JSON text
   * @throws ProtocolError `CONFLICT` for a run that isn't over or didn't complete
   */
  async open(run: RunRow): Promise<Readable | Readonly<Record<string, unknown>>> {
    if (run.status !== 'completed') {
      const reason = isRunOver(run.status) ? `: ${run.errorMessage ?? 'no reason given'}` : ' and has no result yet';
      throw new ProtocolError('CONFLICT', `Run ${run.id} is ${run.status}${reason}`);
    }
    const { result, outputs, resultRef } = run;
    if (resultRef === null) return { result, outputs };
    const stream = await this.contents.open(resultRef.sha256);
    if (!stream) throw new ProtocolError('NOT_FOUND', `The result of run ${run.id} is gone`);
    return stream;
  }
}
