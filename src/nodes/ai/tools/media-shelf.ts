import { isRecord } from '../../../common/json.js';

const SCHEME = 'media:';

/**
 * Keeps pictures, sounds and other bytes that tools made while an agent works: a model reads and writes only their names,
 * and can hand them to further tools.
 */
export class MediaShelf {
  private readonly kept: unknown[] = [];

  /** Puts names in the place of bytes. */
  put(value: unknown): unknown {
    if (value instanceof Uint8Array) return this.nameOf(value, 'document', null);
    if (Array.isArray(value)) return value.map((item) => this.put(item));
    if (!isRecord(value)) return value;
    const { type, data, content_type: contentType } = value;
    if (data instanceof Uint8Array) return this.nameOf(value, type, contentType);
    return mapFields(value, (item) => this.put(item));
  }

  /** Puts what was kept in the place of its name. */
  take(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.take(item));
    if (typeof value === 'string') return this.find(value) ?? value;
    if (!isRecord(value)) return value;
    return this.find(value['uri']) ?? mapFields(value, (item) => this.take(item));
  }

  private nameOf(value: unknown, type: unknown, contentType: unknown): unknown {
    this.kept.push(value);
    return { type, uri: `${SCHEME}${this.kept.length}`, ...(contentType ? { content_type: contentType } : {}) };
  }

  private find(name: unknown): unknown {
    if (typeof name !== 'string' || !name.startsWith(SCHEME)) return undefined;
    return this.kept[Number(name.slice(SCHEME.length)) - 1];
  }
}

const mapFields = (value: Readonly<Record<string, unknown>>, change: (item: unknown) => unknown) =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
