import { Injectable } from '@nestjs/common';

import type { StoredBytes } from './asset-store.js';
import { AssetStore } from './asset-store.js';

/** The bytes that workflows take and make. */
@Injectable()
export class AssetService {
  constructor(private readonly store: AssetStore) {}

  /** Keeps bytes under the name of their content. */
  keep(bytes: Uint8Array): Promise<StoredBytes> {
    return this.store.put(bytes);
  }

  /** Finds kept bytes by the name of their content. */
  find(sha256: string): Promise<Uint8Array | null> {
    return this.store.read(sha256);
  }
}
