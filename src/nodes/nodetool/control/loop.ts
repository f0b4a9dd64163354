import { defineNodeType } from '../../../engine/node-type.js';
import { any, bool, int } from '../../../engine/property.js';

const ALWAYS = { isPresent: true, value: true };

/**
 * Runs what leads from `value` back to `next` again and again, each lap with what the one before gave. A lap that gives no
 * `next`, or no `condition` where one is connected, ends the loop without a result: its body took a way out.
 */
export const Loop = defineNodeType({
  type: 'nodetool.control.Loop',
  title: 'Loop',
  description:
    'Repeats part of a workflow: each lap begins with what the one before led back to Next. Done gives the last result once Condition is false, or after Max Iterations laps.',
  tags: ['control', 'loop', 'repeat', 'while', 'until'],
  properties: {
    initial: any(null, { description: 'What the first lap begins with.' }),
    next: any(null, { description: 'What the next lap begins with, from the end of the body.' }),
    condition: bool(true, { description: 'Whether there is another lap, from the body.' }),
    max_iterations: int(10, { min: 1, description: 'Most laps.' }),
  },
  outputs: { value: 'any', index: 'int', done: { type: 'any', kind: 'single' } },
  feedback: ['next', 'condition'],
  async *consume({ initial, next, condition, max_iterations: maxLaps }, context) {
    let value = initial;
    for (let index = 0; ; index += 1) {
      yield { value, index };
      const result = await next.step();
      if (!result?.isPresent) return;
      ({ value } = result);
      const decision = condition.isIterated ? await condition.step() : ALWAYS;
      if (!decision?.isPresent) return;
      const isAgain = decision.value;
      if (isAgain && index + 1 < maxLaps) continue;
      if (isAgain && condition.isIterated) {
        context.log(`Stopped after max_iterations (${maxLaps}) laps while the condition was still true.`, 'warning');
      }
      yield { done: value };
      return;
    }
  },
});
