import type { GraphProblem } from '../graph-problem.js';
import type { ResolvedGraph, ResolvedNode } from '../resolved-graph.js';
import { describeNode } from '../resolved-graph.js';
import type { ProgramName } from '../services/node-programs.js';

/** What a graph finds where it is to run; what isn't given isn't checked. */
export interface Surroundings {
  readonly hasProgram?: (program: ProgramName) => boolean;
  readonly hasSecret?: (name: string) => boolean;
}

/** Findings about graph nodes that can't run where they are to: their type can't, or what it needs isn't there. */
export const findMissingSurroundings = ({ nodes }: ResolvedGraph, surroundings: Surroundings): GraphProblem[] =>
  [...nodes.values()]
    .filter(({ nodeType }) => nodeType.role !== 'annotation')
    .flatMap((node) => {
      const { unavailable, requiredPrograms, requiredSettings } = node.nodeType;
      // Whatever else is missing, it would not help.
      if (unavailable !== null) return [unavailableType(node, unavailable)];
      const { hasProgram, hasSecret } = surroundings;
      const programs = hasProgram ? requiredPrograms.filter((program) => !hasProgram(program)) : [];
      const secrets = hasSecret ? requiredSettings.filter((name) => !hasSecret(name)) : [];
      return [
        ...programs.map((program) => missingProgram(node, program)),
        ...secrets.map((name) => missingSecret(node, name)),
      ];
    });

const unavailableType = ({ graphNode }: ResolvedNode, reason: string): GraphProblem => ({
  code: 'UNAVAILABLE_NODE_TYPE',
  severity: 'error',
  node_id: graphNode.id,
  message: `${describeNode(graphNode)} can't run here: ${reason.replace(/\.$/, '')}. Remove it, bypass it or use another node type.`,
});

const missingProgram = ({ graphNode }: ResolvedNode, program: ProgramName): GraphProblem => ({
  code: 'MISSING_PROGRAM',
  severity: 'error',
  node_id: graphNode.id,
  message: `${describeNode(graphNode)} needs the program ${program}, which is not on this machine: install it or set ${program.toUpperCase()}_PATH, and start the node again.`,
});

const missingSecret = ({ graphNode }: ResolvedNode, name: string): GraphProblem => ({
  code: 'MISSING_SECRET',
  severity: 'error',
  node_id: graphNode.id,
  message: `${describeNode(graphNode)} needs the secret ${name}: store it with set_secret.`,
});
