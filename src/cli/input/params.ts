import { isRecord } from '../../common/json.js';
import { usageError } from '../cli-error.js';
import type { CliIo } from '../io.js';
import { readText } from './files.js';
import { parseJson } from './json-text.js';

/** Where a run's parameters come from, weakest first. */
export interface ParamSources {
  /** Those that stand in the workflow's file. */
  readonly fromWorkflow: Readonly<Record<string, unknown>>;
  /** A file with a JSON object. */
  readonly file?: string | undefined;
  /** Texts of the form `name=value`. */
  readonly pairs: readonly string[];
  /** Names of inputs that take text: their values are never read as JSON. */
  readonly textInputs: ReadonlySet<string>;
  /** Names of inputs that take a file, with the kind of its reference; `name=@path` uploads it. */
  readonly fileInputs?: ReadonlyMap<string, string>;
  /** Names of inputs that take a model, with its kind; `name=provider/id` names one. */
  readonly modelInputs?: ReadonlyMap<string, string>;
  /** Uploads a file and gives its reference. */
  readonly upload?: (path: string, type: string) => Promise<unknown>;
}

/** Joins a run's parameters; a later source overrides an earlier one name by name. */
export const collectParams = async (sources: ParamSources, io: CliIo): Promise<Record<string, unknown>> => {
  const params: Record<string, unknown> = { ...sources.fromWorkflow };
  if (sources.file !== undefined) Object.assign(params, await readParamsFile(sources.file, io));
  for (const pair of sources.pairs) {
    const file = fileOf(pair, sources);
    const { name, value } = file ?? (await parsePair(pair, sources.textInputs, io));
    params[name] = file && sources.upload ? await sources.upload(file.value, file.type) : modelOr(value, name, sources);
  }
  return params;
};

/** The path in `name=@path`, where the input takes a file. */
const fileOf = (pair: string, { fileInputs, upload }: ParamSources) => {
  const [, name = '', value = ''] = /^([^=]+?)=@(?!@)(.+)$/su.exec(pair) ?? [];
  const type = upload && fileInputs?.get(name);
  return type === undefined ? null : { name, value, type };
};

/** The reference to a model that a text such as `ollama/llama3.2` names, where the input takes one; else the value as it is. */
const modelOr = (value: unknown, name: string, { modelInputs }: ParamSources): unknown => {
  const type = modelInputs?.get(name);
  if (type === undefined || typeof value !== 'string') return value;
  const [, provider, id] = /^([^/]+)\/(.+)$/su.exec(value) ?? [];
  if (provider !== undefined && id !== undefined) return { type, provider, id };
  throw usageError(`${name} takes a model: "${value}" is not of the form provider/model`, {
    hint: 'See what there is with: nodetool gateway call list_models',
  });
};

const readParamsFile = async (path: string, io: CliIo): Promise<Record<string, unknown>> => {
  const name = path === '-' ? 'standard input' : path;
  const value = parseJson(await readText(path, io), name);
  if (!isRecord(value)) throw usageError(`${name} must hold a JSON object of parameters`);
  return value;
};

/**
 * Reads one `name=value`. The value is JSON where it can be read as such and the input isn't a text input, else text;
 * `name:=value` must be JSON; `name=@path` takes a file's contents (`@-`: standard input); `name=@@…` is a text that begins with `@`.
 *
 * @throws CliError when the form is wrong or the file can't be read
 */
export const parsePair = async (
  pair: string,
  textInputs: ReadonlySet<string>,
  io: CliIo,
): Promise<{ name: string; value: unknown }> => {
  const match = /^([^=]+?)(:?=)(.*)$/su.exec(pair);
  if (!match) throw usageError(`"${pair}" is not of the form name=value`);
  const [, name = '', operator = '', text = ''] = match;
  const isFile = text.startsWith('@') && !text.startsWith('@@');
  const content = isFile ? await readText(text.slice(1), io) : text.replace(/^@@/u, '@');
  if (operator === ':=') return { name, value: parseJson(content, `the value of ${name}`) };
  return { name, value: textInputs.has(name) ? content : jsonOrText(content) };
};

const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * Reads `name=value` pairs of plain text, such as labels.
 *
 * @throws CliError when a pair has no `=` or an empty name
 */
export const parseTextPairs = (pairs: readonly string[], what: string): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw usageError(`${what} "${pair}" is not of the form name=value`);
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
