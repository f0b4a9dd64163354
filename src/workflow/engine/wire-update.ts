import type { JsonValue } from '../../common/json.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import { toWire } from '../../engine/wire-value.js';
import { glance } from './glance.js';

/**
 * Makes an update fit to travel. Results keep their whole value, what only shows the work is glanced at.
 * An output that JSON can't carry is described here; the end of the run refuses it.
 */
export const wireUpdate = (update: EngineUpdate): EngineUpdate => {
  if (update.type === 'node_update') {
    return {
      ...update,
      ...(update.properties && { properties: glanceAll(update.properties) }),
      ...(update.result && { result: glanceAll(update.result) }),
    };
  }
  if (update.type === 'output_update' || update.type === 'save_update')
    return { ...update, value: whole(update.value) };
  if (update.type === 'tool_call_update') return { ...update, args: glanceAll(update.args) };
  if (update.type === 'tool_result_update') return { ...update, result: glance(update.result) };
  if (update.type === 'task_update') {
    return { ...update, task: glanceAll(update.task), step: update.step && glanceAll(update.step) };
  }
  if (update.type === 'preview_update') return { ...update, value: glance(update.value) };
  if (update.type !== 'job_update') return update;
  // The owner of the job writes the last update with the result of the whole run.
  const { result: _result, ...rest } = update;
  return rest;
};

/**
 * Makes every value of every output fit to travel.
 *
 * @throws UnrepresentableValueError that names the output which JSON can't carry
 */
export const wireOutputs = (outputs: Readonly<Record<string, readonly unknown[]>>): Record<string, JsonValue[]> =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => [name, values.map((value) => toWire(value, `output '${name}'`))]),
  );

/** Makes the last value of every preview, or of everything saved, fit to travel; what can't is described. */
export const wirePreviews = (previews: Readonly<Record<string, unknown>>): Record<string, JsonValue> =>
  Object.fromEntries(Object.entries(previews).map(([id, value]) => [id, whole(value)]));

const whole = (value: unknown): JsonValue => {
  try {
    return toWire(value, 'value');
  } catch {
    return glance(value);
  }
};

const glanceAll = (values: Readonly<Record<string, unknown>>): Record<string, JsonValue> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, glance(value)]));
