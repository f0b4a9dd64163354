import { Injectable } from '@nestjs/common';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import { Command } from '../dispatch/command.decorator.js';
import { BoolField, IntField, TextField, TextListField } from '../dispatch/fields.js';
import type { NodeType } from '../engine/node-type.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { NodeMetadata, NodeSummary } from './node-metadata.js';
import { describeNodeType, summarize } from './node-metadata.js';
import { ListNodesResult, NodeInfoResult, SearchNodesResult } from './node-registry.results.js';
import { NodeRegistryService } from './node-registry.service.js';

export class ListNodesArgs {
  @TextField({ optional: true, min: 0, max: 256, description: 'Only types whose name begins so.' })
  readonly namespace: string = '';

  @IntField({ optional: true, min: 1, max: 5000 })
  readonly limit: number = 200;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class SearchNodesArgs {
  @TextListField({ min: 1, max: 50, description: 'Words to look for.' })
  readonly query: readonly string[] = [];

  @IntField({ optional: true, min: 1, max: 1000 })
  readonly n_results: number = 10;

  @TextField({ optional: true, max: 128, description: 'Only types with an input of this type.' })
  readonly input_type: string | undefined = undefined;

  @TextField({ optional: true, max: 128, description: 'Only types with an output of this type.' })
  readonly output_type: string | undefined = undefined;

  @TextListField({ optional: true, max: 100, description: 'Namespaces to leave out.' })
  readonly exclude_namespaces: readonly string[] = [];

  @BoolField({ optional: true, description: 'Gives the full metadata of each.' })
  readonly include_metadata: boolean = false;
}

export class GetNodeInfoArgs {
  @TextField({ max: 256 })
  readonly node_type: string = '';
}

export interface NodeList {
  readonly nodes: readonly NodeSummary[];
  /** `start_key` of the next page; empty on the last one. */
  readonly next: string;
  readonly total: number;
}

/** The commands that show the node types of this machine. */
@Injectable()
export class NodeRegistryCommands {
  constructor(private readonly registry: NodeRegistryService) {}

  @Command('list_nodes', {
    args: ListNodesArgs,
    summary: 'Lists the node types that workflows can use here.',
    result: ListNodesResult,
    effect: 'reads',
    example: { namespace: 'nodetool.text', limit: 10 },
  })
  async listNodes({ namespace, limit, start_key }: ListNodesArgs): Promise<NodeList> {
    const all = this.registry.list(namespace);
    const after = start_key === '' ? '' : positionOf(start_key);
    const rest = all.filter(({ type }) => type > after);
    const page = rest.slice(0, limit);
    const last = rest.length > limit ? page.at(-1) : undefined;
    return Promise.resolve({
      nodes: page.map(summarize),
      next: last ? encodeCursor([last.type]) : '',
      total: all.length,
    });
  }

  @Command('search_nodes', {
    args: SearchNodesArgs,
    summary: 'Finds node types by words, best first.',
    result: SearchNodesResult,
    effect: 'reads',
    example: { query: ['split', 'text'], n_results: 5 },
  })
  async searchNodes(args: SearchNodesArgs): Promise<{ readonly nodes: readonly (NodeSummary | NodeMetadata)[] }> {
    const found = this.registry.search({
      words: args.query,
      limit: args.n_results,
      inputType: args.input_type,
      outputType: args.output_type,
      excludeNamespaces: args.exclude_namespaces,
    });
    return Promise.resolve({
      nodes: args.include_metadata ? found.map((type) => this.describe(type)) : found.map(summarize),
    });
  }

  @Command('get_node_info', {
    args: GetNodeInfoArgs,
    summary: 'Shows everything about one node type.',
    result: NodeInfoResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { node_type: 'nodetool.text.Concat' },
  })
  async getNodeInfo({ node_type }: GetNodeInfoArgs): Promise<NodeMetadata> {
    return Promise.resolve(this.describe(this.registry.get(node_type)));
  }

  private describe(nodeType: NodeType): NodeMetadata {
    return describeNodeType(nodeType, this.registry.machine.obstacleTo(nodeType));
  }
}

const positionOf = (startKey: string): string => {
  const [type] = decodeCursor(startKey, 1) ?? [];
  if (typeof type === 'string') return type;
  const message = 'start_key must be the next of an earlier page';
  throw new ProtocolError('INVALID_ARGUMENT', `list_nodes: ${message}`, {
    problems: [{ field: 'start_key', message }],
  });
};
