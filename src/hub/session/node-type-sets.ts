import { Injectable } from '@nestjs/common';

import type { NodeTypeSet } from './node-facts.js';
import { hashNodeTypes } from './node-facts.js';

/** Lists that may be known before those that no node uses any more are dropped. */
const MAX_KNOWN = 1_000;

/** Keeps each list of node types once: a fleet of equal machines names the same thousand types over and over. */
@Injectable()
export class NodeTypeSets {
  private readonly known = new Map<string, WeakRef<NodeTypeSet>>();

  /** Gives the one object for a list of node types. */
  intern(types: readonly string[]): NodeTypeSet {
    const hash = hashNodeTypes(types);
    const known = this.known.get(hash)?.deref();
    if (known) return known;
    if (this.known.size >= MAX_KNOWN) this.forgetUnused();
    const fresh: NodeTypeSet = { hash, types: new Set(types) };
    this.known.set(hash, new WeakRef(fresh));
    return fresh;
  }

  private forgetUnused(): void {
    for (const [hash, set] of this.known) if (!set.deref()) this.known.delete(hash);
  }
}
