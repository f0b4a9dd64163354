import type { NodeContext } from '../../../engine/node-context.js';
import type { Outputs } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, str } from '../../../engine/property.js';
import { isRecord } from '../../../common/json.js';
import { executionMode, stdin } from './properties.js';
import { runSandboxed } from './sandbox.js';

const OUTPUTS = { stdout: 'str', stderr: 'str' };
const COMMON = {
  isDynamic: true,
  supportsDynamicOutputs: true,
  outputs: OUTPUTS,
  isPure: false,
  isRetrySafe: true,
} as const;
const TAGS = ['javascript', 'code', 'script', 'sandbox'];

/** Runs JavaScript in a sandbox. */
export const ExecuteJavaScript = defineNodeType({
  type: 'nodetool.code.ExecuteJavaScript',
  title: 'Execute JavaScript',
  description:
    'Runs JavaScript in an interpreter of its own, without files, network and modules. Further inputs are variables; what it writes to the console leaves at stdout and stderr, and the fields of what it returns (or of its variable result) at outputs of their names.',
  tags: TAGS,
  ...COMMON,
  properties: {
    code: str('', { description: 'The code; it may use return and await.' }),
    image: choice(
      'nodetool.nodes.nodetool.code.ExecuteJavaScript.JavaScriptImage',
      ['node:22-alpine'],
      'node:22-alpine',
      {
        description: 'Kept for other programs: here no container is needed.',
      },
    ),
    execution_mode: executionMode('docker'),
    stdin: stdin(),
  },
  process: ({ code, stdin: input }, context) => execute(code, { stdin: input }, context),
});

/** Runs a line of JavaScript in a sandbox. */
export const RunJavaScriptCommand = defineNodeType({
  type: 'nodetool.code.RunJavaScriptCommand',
  title: 'Run JavaScript Command',
  description:
    'Runs a short piece of JavaScript in an interpreter of its own, without files, network and modules; further inputs are variables.',
  tags: TAGS,
  ...COMMON,
  properties: { command: str('', { description: 'The code.' }) },
  process: ({ command }, context) => execute(command, {}, context),
});

const execute = async (
  code: string,
  given: Readonly<Record<string, unknown>>,
  { dynamicInputs, dynamicOutputs }: NodeContext,
): Promise<Outputs> => {
  if (code.trim() === '') throw new Error('there is no code to run');
  const { stdout, stderr, value } = await runSandboxed({ code, inputs: { ...given, ...dynamicInputs } });
  return { ...namedValues(value, dynamicOutputs), stdout, stderr };
};

/** Values for the outputs that the author added: fields of an object, or a single value for a single output. */
const namedValues = (value: unknown, names: readonly string[]): Outputs => {
  if (value === undefined) return {};
  const [only] = names;
  if (isRecord(value) && names.some((name) => Object.hasOwn(value, name))) {
    return Object.fromEntries(names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name]]));
  }
  return only !== undefined && names.length === 1 ? { [only]: value } : {};
};
