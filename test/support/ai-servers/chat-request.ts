import { isRecord } from '../../../src/common/json.js';

/** What a chat request in OpenAI's form asks for, as far as the models of tests look at it. */
export interface ChatRequest {
  readonly system: string;
  /** The last thing that the user said. */
  readonly prompt: string;
  /** Names of the fields that the answer must have; empty where it is free. */
  readonly fields: ReadonlySet<string>;
  readonly toolNames: ReadonlySet<string>;
  /** Results of the tools that were called, round by round, oldest first. */
  readonly rounds: readonly (readonly unknown[])[];
}

/** Reads the body of a chat request. */
export const readChatRequest = (body: unknown): ChatRequest => {
  const request = isRecord(body) ? body : {};
  const messages = recordsOf(request['messages']);
  const saidBy = (wanted: string): string => textOf(messages.findLast(({ role }) => role === wanted)?.['content']);
  return {
    system: saidBy('system'),
    prompt: saidBy('user'),
    fields: new Set(Object.keys(at(request, 'response_format', 'json_schema', 'schema', 'properties'))),
    toolNames: new Set(recordsOf(request['tools']).map((tool) => String(at(tool, 'function')['name']))),
    rounds: roundsOf(messages),
  };
};

type Fields = Readonly<Record<string, unknown>>;

const roundsOf = (messages: readonly Fields[]): readonly (readonly unknown[])[] => {
  const rounds: unknown[][] = [];
  for (const { role, tool_calls: calls, content } of messages) {
    if (role === 'assistant' && Array.isArray(calls)) rounds.push([]);
    if (role === 'tool') rounds.at(-1)?.push(JSON.parse(textOf(content)));
  }
  return rounds;
};

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : recordsOf(content)
        .map(({ text }) => (typeof text === 'string' ? text : ''))
        .join('\n');

const at = (value: Fields, ...path: readonly string[]): Fields =>
  path.reduce<Fields>((inner, name) => (isRecord(inner[name]) ? inner[name] : {}), value);

const recordsOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value : []).filter(isRecord);
