import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { list, str } from '../../../engine/property.js';
import type { ChatMessage, ChatRequest } from '../../../engine/services/node-models.js';
import { conversation } from '../../ai/answer.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { outputSchema } from '../../ai/output-schema.js';
import { maxTokens } from '../../ai/properties.js';
import { askForm } from '../../ai/structured.js';
import { drain } from '../../ai/drain.js';
import { runToolLoop } from '../../ai/tool-loop.js';
import type { AgentTool } from '../../ai/tools/agent-tool.js';
import { chooseTools } from '../../ai/tools/choose-tools.js';
import { controlTools } from '../../ai/tools/control-tools.js';
import type { ResearchPlan } from './research-plan.js';
import { planResearch, taskOf } from './research-plan.js';

const SYSTEM = `Do research with the tools that you have.
- Look for several sources that don't depend on one another, and read them before you rely on them.
- Tell what is known from what is guessed, and name the address of each source beside what it says.
- When a tool fails, try another way; when nothing is found, say so.`;

/** Researches an objective with tools and fills the outputs that the graph node declares. */
export const ResearchAgent = defineNodeType({
  type: 'nodetool.agents.ResearchAgent',
  title: 'Research Agent',
  description:
    'Plans a piece of research, does it step by step with search and reading of web pages, and puts what it found into the outputs that are added to it.',
  tags: ['agent', 'research', 'web', 'search', 'llm'],
  properties: {
    objective: str('', { description: 'What is to be found out.' }),
    model: languageModel(),
    system_prompt: str('', { description: 'How to work; empty for the plain way.' }),
    tools: list('tool_name', [{ name: 'google_search' }, { name: 'browser' }], { description: 'Tools by name.' }),
    max_tokens: maxTokens(8192),
  },
  outputs: {},
  basicFields: ['objective', 'model', 'tools'],
  supportsDynamicOutputs: true,
  isPure: false,
  process: async ({ objective, model, system_prompt: system, tools: chosen, max_tokens: limit }, context) => {
    if (objective.trim() === '') throw new Error('Provide a research objective');
    const schema = outputSchema(context.dynamicOutputTypes);
    if (!schema) throw new Error('Define at least one output field for research results');
    const request = { ...modelCall(model), maxTokens: limit };
    const named = chooseTools(chosen, context);
    const names = named.map(({ definition }) => definition.name);
    const tools = [...named, ...controlTools(context.runs, new Set(names))];
    const plan = await planResearch(request, objective, names, context);
    const wanted = `The results are to have these fields: ${JSON.stringify(schema)}`;
    const findings = await followPlan({ plan, objective, tools, request, system: system || SYSTEM, wanted }, context);
    const messages = conversation(
      'Put the findings of a piece of research into the JSON object that is asked for. Add nothing that they do not hold.',
      [{ type: 'text', text: `Objective: ${objective}\n\nFindings:\n\n${findings}` }],
    );
    return askForm({ ...request, messages }, { schema, name: 'research_results', owner: 'Research agent' }, context);
  },
});

interface Work {
  readonly plan: ResearchPlan;
  readonly objective: string;
  readonly tools: readonly AgentTool[];
  readonly request: Omit<ChatRequest, 'messages'>;
  readonly system: string;
  readonly wanted: string;
}

/** Does the steps one after another; each knows what the ones before it have found. */
const followPlan = async (work: Work, context: NodeContext): Promise<string> => {
  const { plan, tools, request } = work;
  const task = taskOf(plan, context.graphNodeId);
  const post = (event: 'task_created' | 'step_started' | 'step_completed' | 'task_completed', step = -1): void =>
    context.post({ type: 'task_update', event, task, step: task.steps[step] ?? null });
  post('task_created');
  const findings: string[] = [];
  for (const index of plan.steps.keys()) {
    post('step_started', index);
    const messages = stepMessages(work, index, findings);
    const loop = { request: { ...request, messages }, tools, owner: 'Research agent' };
    findings.push((await drain(runToolLoop(loop, context))).text);
    post('step_completed', index);
    context.progress(index + 1, plan.steps.length);
  }
  post('task_completed');
  return findings.map((text, index) => `## ${plan.steps[index] ?? ''}\n\n${text}`).join('\n\n');
};

const stepMessages = (
  { plan, objective, system, wanted }: Work,
  index: number,
  findings: readonly string[],
): readonly ChatMessage[] => {
  const known = findings.length === 0 ? '' : `\n\nWhat was found before:\n\n${findings.join('\n\n')}`;
  const text = `Objective: ${objective}\n\n${wanted}${known}\n\nDo this step now and write down what you find: ${plan.steps[index] ?? ''}`;
  return conversation(system, [{ type: 'text', text }]);
};
