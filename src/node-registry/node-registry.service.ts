import { Injectable } from '@nestjs/common';

import { Catalogue } from '../engine/catalogue.js';
import type { NodeType } from '../engine/node-type.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { Machine } from './machine.js';
import type { NodeQuery } from './node-search.js';
import { NodeSearch } from './node-search.js';

/** The node types that this process knows. */
@Injectable()
export class NodeRegistryService {
  private readonly types: readonly NodeType[];
  private readonly index: NodeSearch;

  constructor(
    readonly catalogue: Catalogue,
    readonly machine: Machine = new Machine(),
  ) {
    this.types = catalogue.list();
    this.index = new NodeSearch(this.types);
  }

  /** Lists all type strings in order. */
  typeNames(): readonly string[] {
    return this.types.map(({ type }) => type);
  }

  /** Lists the type strings of those that can run on this machine, in order. */
  runnableTypeNames(): readonly string[] {
    return this.types.filter((type) => this.machine.obstacleTo(type) === null).map(({ type }) => type);
  }

  /** Lists the node types whose type string begins with a prefix, in order; letter case doesn't matter. */
  list(prefix = ''): readonly NodeType[] {
    const wanted = prefix.toLowerCase();
    return this.types.filter(({ type }) => type.toLowerCase().startsWith(wanted));
  }

  /** Finds node types by words, best first. */
  search(query: NodeQuery): readonly NodeType[] {
    return this.index.find(query);
  }

  /** @throws ProtocolError `NOT_FOUND` with near names as a hint */
  get(type: string): NodeType {
    const found = this.catalogue.find(type);
    if (found) return found;
    const near = this.catalogue.near(type);
    throw new ProtocolError('NOT_FOUND', `Node type ${type} not found`, {
      ...(near.length > 0 && { hint: `Did you mean ${near.join(' or ')}?` }),
    });
  }
}
