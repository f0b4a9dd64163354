import { isRecord } from '../common/json.js';
import type { GraphJson } from './stored-workflow.js';

/** Reads the outer form of a graph; null when it isn't one. What is inside is checked when it is validated or run. */
export const graphOf = (raw: unknown): GraphJson | null => {
  if (!isRecord(raw) || !Array.isArray(raw['nodes'])) return null;
  const edges: unknown = raw['edges'] ?? [];
  return Array.isArray(edges) ? { ...raw, nodes: raw['nodes'], edges } : null;
};

/** A text as it is, anything else as the empty text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts of a list, anything else as no texts. */
export const textListOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
