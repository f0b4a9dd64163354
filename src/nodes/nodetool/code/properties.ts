import { choice, str } from '../../../engine/property.js';

const MODES = ['docker', 'subprocess'] as const;

/** Where NodeTool would run the code; here a sandbox runs it, whatever this says. */
export const executionMode = (value: (typeof MODES)[number]) =>
  choice('nodetool.nodes.nodetool.code.ExecutionMode', MODES, value, {
    description: 'Kept for other programs: here the type of the graph node says how it runs.',
  });

/** What a program would read from its standard input. */
export const stdin = () => str('', { description: 'Text that the code finds as its input.' });
