import type { NodeContext } from '../../../engine/node-context.js';
import { ValueError } from '../../python/errors.js';
import { formatValue } from '../../python/format-value.js';

/** A condition on a column: its name, an operator, a value. */
export type Condition = readonly [column: string, operator: string, value: unknown];

/** A request to the tables of a Supabase project. */
interface RestRequest {
  /** Path below `/rest/v1`. */
  readonly path: readonly string[];
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: unknown;
  /** What the service is to do besides, as its header `Prefer` says it. */
  readonly prefer?: string;
}

/**
 * Asks the Supabase project that the secrets `SUPABASE_URL` and `SUPABASE_KEY` name.
 *
 * @returns what it answers; null for nothing
 * @throws Error with its words, and when a secret isn't set
 */
export const askSupabase = async (request: RestRequest, context: NodeContext): Promise<unknown> => {
  const [base, key] = [await secretOf('SUPABASE_URL', context), await secretOf('SUPABASE_KEY', context)];
  const url = new URL(`${base.replace(/\/+$/, '')}/rest/v1/${request.path.map(encodeURIComponent).join('/')}`);
  for (const [name, value] of request.query ?? []) url.searchParams.append(name, value);
  const response = await context.http.fetch(url.href, {
    method: request.method,
    headers: {
      apikey: key,
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(request.prefer !== undefined && { prefer: request.prefer }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    maxRedirects: 0,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Supabase answered with status ${response.status}: ${text.slice(0, 500)}`);
  return text === '' ? null : JSON.parse(text);
};

/** Writes conditions as PostgREST reads them: `age=gte.18`. */
export const filtersOf = (conditions: readonly Condition[]): readonly (readonly [string, string])[] =>
  conditions.map(([column, operator, value]) => [column, filterOf(operator, value)] as const);

const OPERATORS: Readonly<Record<string, string>> = {
  eq: 'eq',
  ne: 'neq',
  gt: 'gt',
  gte: 'gte',
  lt: 'lt',
  lte: 'lte',
  like: 'like',
};

const filterOf = (operator: string, value: unknown): string => {
  if (operator === 'in') return `in.(${listOf(value, 'in').map(quoted).join(',')})`;
  if (operator === 'contains') {
    return Array.isArray(value) ? `cs.{${value.map(quoted).join(',')}}` : `cs.${JSON.stringify(value)}`;
  }
  const known = OPERATORS[operator];
  if (known === undefined) throw new ValueError(`Unsupported operator: ${operator}`);
  return `${known}.${plain(value)}`;
};

const listOf = (value: unknown, operator: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new ValueError(`the operator "${operator}" needs a list of values`);
  return value;
};

const plain = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  return formatValue(value);
};

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : plain(value);

const secretOf = async (name: string, { secrets }: NodeContext): Promise<string> => {
  const value = await secrets.get(name);
  if (value === null || value === '')
    throw new ValueError(`the secret ${name} is not set: add it to the secrets first`);
  return value;
};
