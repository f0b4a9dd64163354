import type { StoredUpdate } from './link-handlers.js';
import { estimateBytes } from './update-buffer.js';

/** Most updates, and estimated bytes, that are remembered per request; older ones are dropped first. */
const MAX_UPDATES = 2000;
const MAX_BYTES = 1_048_576;

/** The last updates of one request, to be sent again after a reconnect when nobody else stores them. */
export class UpdateLog {
  private readonly updates: { readonly update: StoredUpdate; readonly bytes: number }[] = [];
  private totalBytes = 0;

  append(update: StoredUpdate): void {
    const bytes = estimateBytes(update.data);
    this.updates.push({ update, bytes });
    this.totalBytes += bytes;
    while (this.updates.length > MAX_UPDATES || (this.totalBytes > MAX_BYTES && this.updates.length > 1)) {
      this.totalBytes -= this.updates.shift()?.bytes ?? 0;
    }
  }

  /** Gives every update a number that is higher by so much. */
  shift(by: number): void {
    for (const [index, { update, bytes }] of this.updates.entries()) {
      this.updates[index] = { update: { ...update, seq: update.seq + by }, bytes };
    }
  }

  /** Updates with a higher number, oldest first, as far as they are still known. */
  after(seq: number): readonly StoredUpdate[] {
    return this.updates.filter(({ update }) => update.seq > seq).map(({ update }) => update);
  }
}
