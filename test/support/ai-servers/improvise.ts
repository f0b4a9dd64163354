import { isRecord } from '../../../src/common/json.js';
import type { Behaviour } from './behaviour.js';

type Schema = Readonly<Record<string, unknown>>;

interface OfferedTool {
  readonly name: string;
  readonly schema: Schema;
}

/** Tools that are called at most in one answer. */
const MAX_CALLS = 3;
const TABLE =
  '| question | answer | category |\n|---|---|---|\n| What is it? | This. | easy |\n| And that? | That. | hard |\n';
const LIST = ['first', 'second', 'third'];

/**
 * Answers a chat as a model would that always does what is asked: it calls the tools that it is offered once, fills in the
 * schema that it is given, and writes a list or a table where a prompt wants one. Works for requests in the forms of OpenAI
 * and Anthropic.
 */
export const improvise = (body: unknown): Behaviour => {
  const request = isRecord(body) ? body : {};
  const tools = toolsOf(request);
  if (tools.length > 0 && !hasToolResults(request)) {
    const toolCalls = tools.slice(0, MAX_CALLS).map(({ name, schema }, index) => ({
      id: `call_${index + 1}`,
      name,
      arguments: JSON.stringify(sampleOf(schema)),
    }));
    return { kind: 'answer', toolCalls };
  }
  return { kind: 'answer', text: [textFor(request)] };
};

const textFor = (request: Schema): string => {
  const schema = outputSchemaOf(request);
  if (schema) return JSON.stringify(sampleOf(schema));
  const prompt = JSON.stringify(request['messages'] ?? '') + JSON.stringify(request['system'] ?? '');
  if (prompt.includes('LIST_ITEM')) return LIST.map((item) => `<LIST_ITEM>The ${item} idea</LIST_ITEM>`).join('\n');
  if (prompt.includes('Markdown table')) return TABLE;
  if (/<svg|SVG/.test(prompt))
    return '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8"/></svg>';
  return `# Answer\n\nA considered answer to a request of ${prompt.length} characters.`;
};

const toolsOf = (request: Schema): readonly OfferedTool[] =>
  listOf(request['tools']).flatMap((tool) => {
    const offered = isRecord(tool['function']) ? tool['function'] : tool;
    const { name, parameters, input_schema: inputSchema } = offered;
    return typeof name === 'string' ? [{ name, schema: recordOf(parameters ?? inputSchema) }] : [];
  });

const hasToolResults = (request: Schema): boolean =>
  listOf(request['messages']).some(
    ({ role, content }) => role === 'tool' || listOf(content).some(({ type }) => type === 'tool_result'),
  );

const outputSchemaOf = (request: Schema): Schema | null => {
  const format = recordOf(
    request['response_format'] ?? recordOf(request['output_config'])['format'] ?? request['output_format'],
  );
  const schema = recordOf(format['json_schema'])['schema'] ?? format['schema'];
  return isRecord(schema) ? schema : null;
};

/** A value that a schema takes, with every property that it names. */
const sampleOf = (schema: unknown, name = 'value'): unknown => {
  const { type, properties, items, default: preset, minimum, ...rest } = recordOf(schema);
  const [choice] = listOfAny(rest['enum']);
  if (choice !== undefined) return choice;
  const [alternative] = [...listOfAny(rest['anyOf']), ...listOfAny(rest['oneOf'])];
  if (alternative !== undefined) return sampleOf(alternative, name);
  const kind = Array.isArray(type) ? listOfAny(type)[0] : type;
  if (kind === 'object' || isRecord(properties))
    return Object.fromEntries(Object.entries(recordOf(properties)).map(([key, each]) => [key, sampleOf(each, key)]));
  if (kind === 'array') return [sampleOf(items, name), sampleOf(items, name)];
  if (kind === 'integer' || kind === 'number') return preset ?? minimum ?? 1;
  if (kind === 'boolean') return preset ?? true;
  return typeof preset === 'string' && preset !== '' ? preset : `some ${name.replaceAll('_', ' ')}`;
};

const recordOf = (value: unknown): Schema => (isRecord(value) ? value : {});

const listOf = (value: unknown): readonly Schema[] => listOfAny(value).filter(isRecord);

const listOfAny = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
