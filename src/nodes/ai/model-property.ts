import { isRecord } from '../../common/json.js';
import type { ModelCall } from '../../engine/services/node-models.js';
import type { Property } from '../../engine/property.js';
import { of } from '../../engine/property.js';
import { emptyValue } from '../nodetool/empty-values.js';

type Model = Readonly<Record<string, unknown>>;

/** The property that chooses a model that writes text. */
export const languageModel = (): Property<Model> =>
  of('language_model', emptyValue('language_model'), { description: 'The model that answers.' });

/**
 * Reads which model a property chooses.
 *
 * @throws Error when nobody has chosen one
 */
export const modelCall = (value: unknown): ModelCall => {
  const { provider, id } = isRecord(value) ? value : {};
  const isChosen = typeof provider === 'string' && typeof id === 'string' && provider !== '' && id !== '';
  if (!isChosen || provider === 'empty') throw new Error('Select a model');
  return { provider, model: id };
};
