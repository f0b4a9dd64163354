import { isRecord } from '../../common/json.js';
import { valueClass } from '../admission.js';

/** Output whose values are orders for every graph node that a control edge leads to. */
export const CONTROL_OUTPUT = '__control_output__';

/** Property that the engine fills with what a graph node controls, where its type declares it. */
export const CONTROL_CONTEXT = '_control_context';

/** An order for a controlled graph node, as it travels along a control edge: fire once with these values, or fire no more. */
export type ControlEvent =
  | { readonly event_type: 'run'; readonly properties: Readonly<Record<string, unknown>> }
  | { readonly event_type: 'stop' };

/** An order and the graph node that it is for; null = all that are controlled. */
interface AddressedEvent {
  readonly target: string | null;
  readonly event: ControlEvent;
}

/** The order to fire once with these values. */
export const runEvent = (properties: Readonly<Record<string, unknown>>): ControlEvent => ({
  event_type: 'run',
  properties,
});

/**
 * Reads what a graph node gave at `__control_output__`: an event, a dictionary with `properties`, plain properties, or
 * `{target_node_id, event}` with one of these.
 *
 * @returns null when there is nothing
 * @throws TypeError when it is no dictionary, or an event of an unknown kind
 */
export const readControlOutput = (value: unknown): AddressedEvent | null => {
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) throw new TypeError(`'${CONTROL_OUTPUT}' takes a dictionary, got ${valueClass(value)}`);
  const { target_node_id: target, event } = value;
  if (typeof target === 'string' && isRecord(event)) return { target, event: readEvent(event) };
  return { target: null, event: readEvent(value) };
};

const readEvent = (value: Readonly<Record<string, unknown>>): ControlEvent => {
  const { event_type: kind, properties } = value;
  if (kind === 'stop') return { event_type: 'stop' };
  if (kind === 'run') return runEvent(isRecord(properties) ? properties : {});
  if (kind !== undefined) {
    throw new TypeError(`'${CONTROL_OUTPUT}' takes events of the types run and stop, got ${JSON.stringify(kind)}`);
  }
  return runEvent(isRecord(properties) ? properties : value);
};
