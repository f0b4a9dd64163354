import { defineNodeType } from '../../engine/node-type.js';
import { bool, choice, int, list, str } from '../../engine/property.js';
import { takeTurn } from '../ai/agent-turn.js';
import { conversation } from '../ai/answer.js';
import { languageModel, modelCall } from '../ai/model-property.js';
import { controlTools } from '../ai/tools/control-tools.js';
import { claudeTools } from './claude-tools.js';

const SYSTEM = `You are an agent that works on a task until it is done.
Use your tools where they help; files lie in your workspace and have paths relative to it.
End with the result of the task.`;

/** Works on a task with tools and with the graph nodes that it controls. */
export const ClaudeAgent = defineNodeType({
  type: 'anthropic.agents.ClaudeAgent',
  title: 'Claude Agent',
  description:
    'Lets Claude work on a task step by step: it reads and writes files of the workspace, reads web pages, and runs the graph nodes at the end of its control edges.',
  tags: ['agent', 'claude', 'tools', 'anthropic'],
  properties: {
    prompt: str('', { description: 'The task.' }),
    model: languageModel(),
    system_prompt: str('', { description: 'Who the agent is and how it works; empty for the plain way.' }),
    max_turns: int(20, { min: 1, max: 100, description: 'Requests to the model, at most.' }),
    allowed_tools: list<string>('str', ['Read', 'Write', 'Bash'], {
      description: 'Tools that it may call: LS, Read, WebFetch, Write. Bash is not offered.',
    }),
    permission_mode: choice(
      'nodetool.nodes.anthropic.agents.PermissionMode',
      ['default', 'acceptEdits', 'plan', 'bypassPermissions'],
      'acceptEdits',
      { description: 'plan lets it read only; the others let it write too.' },
    ),
    use_claude_credentials: bool(false, { description: "Has no effect here: the provider's key is used." }),
  },
  outputs: { text: { type: 'str', kind: 'single' }, chunk: 'chunk' },
  isPure: false,
  async *generate({ prompt, model, system_prompt: system, max_turns: maxRounds, ...inputs }, context) {
    const call = modelCall(model);
    if (prompt.trim() === '') throw new Error('Give the agent a prompt');
    const own = claudeTools(inputs.allowed_tools, inputs.permission_mode === 'plan', context);
    const taken = new Set(own.map(({ definition }) => definition.name));
    const tools = [...own, ...controlTools(context.runs, taken)];
    const messages = conversation(system || SYSTEM, [{ type: 'text', text: prompt }]);
    const loop = { request: { ...call, messages }, tools, owner: 'Claude agent', limits: { maxRounds } };
    const turn = takeTurn(loop, context);
    for (;;) {
      const { done, value } = await turn.next();
      if (done) return yield { text: value.text };
      yield { chunk: value.chunk ?? value.thinking };
    }
  },
});
