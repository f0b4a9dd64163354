import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

import { validateSync } from 'class-validator';

import { AppConfig } from './app-config.js';
import type { ConfigProblem } from './config-error.js';
import { ConfigError } from './config-error.js';
import { isReadable, networkProblems } from './network-problems.js';
import { readProviderVariables } from './provider-variables.js';
import type { Setting, SettingKind } from './setting.decorator.js';
import { declaredSettings } from './setting.decorator.js';

/** Where the settings come from. */
export interface ConfigSources {
  /** Values by the names of the flags, without dashes. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of `.env` and `.env.local`; relative paths begin here. */
  readonly cwd: string;
  /** True when the node's token file is yet to be written. Default false. */
  readonly isTokenFileNew?: boolean;
}

/**
 * Reads the configuration: flag over environment over `.env.local` over `.env` over default. An empty text counts as not given.
 *
 * @throws ConfigError that names every wrong setting
 */
export const loadConfig = ({ flags = {}, env, cwd, isTokenFileNew = false }: ConfigSources): AppConfig => {
  const layers = [env, readEnvFile(join(cwd, '.env.local')), readEnvFile(join(cwd, '.env'))];
  const read = (name: string): string | undefined => layers.map((layer) => layer[name]).find(isGiven);
  const values: Record<string, unknown> = {};
  for (const setting of declaredSettings()) {
    const given = [flags[setting.flag], read(setting.env)].find(isGiven);
    if (setting.property === 'port') values['isPortChosen'] = given !== undefined;
    const text = given ?? defaultOf(setting, values, read);
    if (text !== undefined) values[setting.property] = parseSetting(setting, text.trim(), cwd);
  }
  const config = Object.assign(new AppConfig(), values);
  const { problems: wrongProviders, ...providerVariables } = readProviderVariables(config.modelProviders, read);
  const problems = [
    ...problemsOf(config),
    ...(isTokenFileNew ? [] : tokenFileProblems(config)),
    ...networkProblems(config),
    ...wrongProviders,
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.assign(config, { providerVariables });
};

/** Lists every setting, for flags and documentation. */
export const listSettings = (): readonly Setting[] => declaredSettings();

const isGiven = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

const defaultOf = (
  { property, default: standard }: Setting,
  values: Readonly<Record<string, unknown>>,
  read: (name: string) => string | undefined,
): string | undefined => {
  // A node beside a hub in one folder must not share the hub's database.
  if (property === 'dataDir' && values['role'] === 'node') return './data/node';
  // The same place in which Hugging Face's own tools look.
  if (property === 'hfHubCache') return join(read('HF_HOME') ?? join(homedir(), '.cache/huggingface'), 'hub');
  return standard;
};

const readEnvFile = (path: string): Readonly<Record<string, string | undefined>> => {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
};

/** A text that can't be parsed becomes a value that the validators refuse. */
const parseSetting = ({ kind = 'text' }: Setting, text: string, cwd: string): unknown => PARSERS[kind](text, cwd);

const PARSERS: Readonly<Record<SettingKind, (text: string, cwd: string) => unknown>> = {
  text: (text) => text,
  path: (text, cwd) => resolve(cwd, text),
  integer: (text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN),
  seconds: (text) => (/^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : Number.NaN),
  pairs: (text) => parsePairs(text),
  packages: (text, cwd) => parsePackages(text, cwd),
  list: (text) => parseList(text),
};

/** What begins like a path is one. */
const parsePackages = (text: string, cwd: string): readonly string[] =>
  parseList(text).map((name) => (/^[./]|^[A-Za-z]:[\\/]/.test(name) ? resolve(cwd, name) : name));

const parseList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const parsePairs = (text: string): Record<string, string> | null => {
  const pairs = text.split(',').map((pair) => /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
};

const problemsOf = (config: AppConfig): ConfigProblem[] => {
  const wrong = new Set(validateSync(config, { forbidUnknownValues: true }).map(({ property }) => property));
  return declaredSettings()
    .filter(({ property }) => wrong.has(property))
    .map((setting) => ({ name: setting.env, message: describeProblem(setting, config) }));
};

const tokenFileProblems = ({ gatewayAuthTokenFile: file }: AppConfig): ConfigProblem[] => {
  if (file === undefined || isReadable(file)) return [];
  const message = `names a file that can't be read (${file}). Check the path and the permissions.`;
  return [{ name: 'GATEWAY_AUTH_TOKEN_FILE', message }];
};

const describeProblem = ({ env, flag, expects, example, property }: Setting, config: AppConfig): string => {
  const isMissing = Object.entries(config).every(([key, value]) => key !== property || value === undefined);
  const claim = isMissing ? `is missing for ROLE=${config.role}` : 'is not valid';
  return `${claim}: expected ${expects}. Set ${env}=${example} or --${flag} ${example}.`;
};
