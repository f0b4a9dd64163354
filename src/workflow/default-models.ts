import { isRecord } from '../common/json.js';
import type { NodeType } from '../engine/node-type.js';
import type { ModelReference } from '../model/model.service.js';

/** Lists the models that a node type names as the defaults of its properties: those it was made for. */
export const defaultModelsOf = ({ properties }: NodeType): readonly ModelReference[] =>
  Object.values(properties).flatMap(({ default: value }) => {
    if (!isRecord(value)) return [];
    const { provider, id } = value;
    return isName(provider) && isName(id) ? [{ provider, id }] : [];
  });

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
