import type { NodeContext } from '../../../engine/node-context.js';
import type { ChatRequest } from '../../../engine/services/node-models.js';
import { conversation } from '../../ai/answer.js';
import { askForm } from '../../ai/structured.js';

const MAX_STEPS = 8;

const SYSTEM = `Plan a piece of research before it is done.
- Divide it into as few steps as make sense, at most ${MAX_STEPS}, each of which can be done with the tools at hand.
- Say for each step what is to be found out, and where.
- Answer with one JSON object {"title": "…", "steps": ["…"]} and nothing else.`;

const SCHEMA = {
  type: 'object',
  properties: { title: { type: 'string' }, steps: { type: 'array', items: { type: 'string' } } },
  required: ['title', 'steps'],
  additionalProperties: false,
};

/** How a piece of research is to be done. */
export interface ResearchPlan {
  readonly title: string;
  readonly steps: readonly string[];
}

/** Has a model plan a piece of research, and shows the plan to those who watch. */
export const planResearch = async (
  request: Omit<ChatRequest, 'messages'>,
  objective: string,
  tools: readonly string[],
  context: NodeContext,
): Promise<ResearchPlan> => {
  const told = (status: string, content: string): void =>
    context.post({ type: 'planning_update', phase: 'plan', status, content });
  told('running', `Plans: ${objective}`);
  const text = `Objective: ${objective}\n\nTools: ${tools.join(', ') || 'none'}`;
  const messages = conversation(SYSTEM, [{ type: 'text', text }]);
  const form = { schema: SCHEMA, name: 'research_plan', owner: 'The research plan' };
  const { title, steps } = await askForm({ ...request, messages }, form, context);
  const plan = { title: String(title), steps: (Array.isArray(steps) ? steps : []).map(String).slice(0, MAX_STEPS) };
  told('completed', plan.steps.join('\n'));
  return plan;
};

/** A plan as a task of NodeTool's updates. */
export const taskOf = ({ title, steps }: ResearchPlan, graphNodeId: string) => ({
  id: graphNodeId,
  type: 'task',
  title,
  description: title,
  steps: steps.map((instructions, index) => ({
    id: String(index + 1),
    instructions,
    logs: [],
    completed: false,
    depends_on: index === 0 ? [] : [String(index)],
    tools: [],
  })),
});
