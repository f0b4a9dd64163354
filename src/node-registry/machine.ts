import type { NodeType } from '../engine/node-type.js';
import type { ProgramName } from '../engine/services/node-programs.js';
import type { MachinePrograms } from './machine-programs.js';

/** What this machine has that node types may need; injectable by this class. */
export class Machine {
  constructor(
    readonly programs: MachinePrograms = {},
    /** False for a hub: it runs nothing itself, and its nodes know what they have. */
    private readonly runsWorkflows = true,
  ) {}

  hasProgram(program: ProgramName): boolean {
    return !this.runsWorkflows || this.programs[program] !== undefined;
  }

  /** Says why a node type can't run here, whoever asks; null when it can. */
  obstacleTo({ unavailable, requiredPrograms }: NodeType): string | null {
    if (unavailable !== null) return unavailable;
    const missing = requiredPrograms.filter((program) => !this.hasProgram(program));
    return missing.length === 0
      ? null
      : `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not on this machine`;
  }
}
