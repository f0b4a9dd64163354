import { createHash } from 'node:crypto';

import type { NodeRegistration } from '../../protocol/node-messages.js';
import { cleanText } from '../clean-text.js';

/** Which protocol a connection agreed on: the seed document alone, or version 1. */
export type ProtocolMode = 'seed' | 'v1';

/** Node types of a machine; equal lists are the same object. */
export interface NodeTypeSet {
  readonly hash: string;
  readonly types: ReadonlySet<string>;
}

/** What a node said about itself when it registered. */
export interface NodeFacts {
  readonly nodeId: string;
  readonly mode: ProtocolMode;
  /** Null for peers that don't tell their processes apart. */
  readonly instanceId: string | null;
  readonly userId: string | null;
  readonly canRunWorkflows: boolean;
  /** For seed nodes only a hint: the reference node serves more commands than it lists. */
  readonly commands: readonly string[];
  /** Null when the node didn't list them: it is then taken to know every type. */
  readonly nodeTypes: NodeTypeSet | null;
  /** Programs of the machine that node types may need; null when the node didn't list them. */
  readonly programs: readonly string[] | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly maxConcurrent: number;
  readonly software: { readonly name: string; readonly version: string } | null;
}

/** More places than this are taken for a mistake. */
const MAX_PLACES = 100_000;

const GENERATED_ID = /^node-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells whether a node_id looks like one that a process draws anew at each start. */
export const isGeneratedNodeId = (nodeId: string): boolean => GENERATED_ID.test(nodeId);

/** Reads a registration; `internTypes` lets equal lists of node types be kept once. */
export const nodeFactsOf = (
  message: NodeRegistration,
  mode: ProtocolMode,
  defaultMaxConcurrent: number,
  internTypes: (types: readonly string[]) => NodeTypeSet,
): NodeFacts => {
  const userId = message.metadata?.['user_id'];
  const types = message.capabilities.node_types;
  return {
    nodeId: message.node_id,
    mode,
    instanceId: message.instance_id ? cleanText(message.instance_id) : null,
    userId: typeof userId === 'string' || typeof userId === 'number' ? cleanText(String(userId)) : null,
    canRunWorkflows: message.capabilities.workflow_execution,
    commands: message.capabilities.commands,
    nodeTypes: types ? internTypes(types) : null,
    programs: message.capabilities.programs?.map(cleanText) ?? null,
    labels: message.labels ?? {},
    maxConcurrent: Math.min(MAX_PLACES, message.capacity?.max_concurrent ?? defaultMaxConcurrent),
    software: message.software ?? null,
  };
};

/** Names a list of node types by its content, whatever the order. */
export const hashNodeTypes = (types: readonly string[]): string =>
  createHash('sha256').update(types.toSorted().join('\n')).digest('hex').slice(0, 32);
