/** Software families whose HTTP interface a provider of models speaks. */
export const PROVIDER_KINDS = ['openai', 'openai_compatible', 'ollama', 'anthropic', 'gemini', 'huggingface'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** A provider of models that can be configured, and by which variables. */
export interface KnownProvider {
  /** NodeTool's name of it. */
  readonly name: string;
  readonly kind: ProviderKind;
  /** Address that holds when none is set; null for software on one's own machines, which has no usual address. */
  readonly url: string | null;
  /** Variable that sets the address; null when the address can't be set by one. */
  readonly urlVariable: string | null;
  /** Variables that hold the key; the first that is given counts. */
  readonly keyVariables: readonly string[];
  /** True when the usual address answers nobody without a key. */
  readonly isKeyNeeded: boolean;
  /** True when what it lists lies on the disk of its machine. */
  readonly isLocal: boolean;
}

/** Every provider with a name of its own; further ones with OpenAI's interface come from `MODEL_PROVIDERS`. */
export const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  service('anthropic', 'anthropic', 'https://api.anthropic.com', ['ANTHROPIC_API_KEY']),
  service('cerebras', 'openai_compatible', 'https://api.cerebras.ai/v1', ['CEREBRAS_API_KEY']),
  service('deepseek', 'openai_compatible', 'https://api.deepseek.com/v1', ['DEEPSEEK_API_KEY']),
  service('gemini', 'gemini', 'https://generativelanguage.googleapis.com', ['GEMINI_API_KEY', 'GOOGLE_API_KEY']),
  service('groq', 'openai_compatible', 'https://api.groq.com/openai/v1', ['GROQ_API_KEY']),
  service('huggingface', 'huggingface', 'https://router.huggingface.co/v1', ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']),
  software('llama_cpp', 'openai_compatible', 'LLAMA_CPP_URL', ['LLAMA_CPP_API_KEY']),
  software('lmstudio', 'openai_compatible', 'LMSTUDIO_API_URL', ['LMSTUDIO_API_KEY']),
  service('mistral', 'openai_compatible', 'https://api.mistral.ai/v1', ['MISTRAL_API_KEY']),
  software('ollama', 'ollama', 'OLLAMA_API_URL', ['OLLAMA_API_KEY']),
  service('openai', 'openai', 'https://api.openai.com/v1', ['OPENAI_API_KEY']),
  service('openrouter', 'openai_compatible', 'https://openrouter.ai/api/v1', ['OPENROUTER_API_KEY']),
  service('together', 'openai_compatible', 'https://api.together.xyz/v1', ['TOGETHER_API_KEY']),
  software('vllm', 'openai_compatible', 'VLLM_BASE_URL', ['VLLM_API_KEY']),
];

/** Form of a provider's name. */
export const PROVIDER_NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/** Makes the entry of a provider that `MODEL_PROVIDERS` names; its key is looked for under its own name, `acme-ai` under `ACME_AI_API_KEY`. */
export const ownProvider = (name: string, url: string): KnownProvider => ({
  name,
  kind: 'openai_compatible',
  url,
  urlVariable: null,
  keyVariables: [`${name.toUpperCase().replaceAll('-', '_')}_API_KEY`],
  isKeyNeeded: false,
  isLocal: false,
});

/**
 * Brings the address of a provider into one form: no slash at the end, and `/v1` after a bare host of OpenAI's interface.
 *
 * @returns null when it isn't an `http:` or `https:` address, or holds a user, a query or a fragment
 */
export const providerUrl = (text: string, kind: ProviderKind): string | null => {
  if (!URL.canParse(text)) return null;
  const { protocol, origin, pathname, username, password, search, hash } = new URL(text);
  const isPlain = username === '' && password === '' && search === '' && hash === '';
  if (!isPlain || (protocol !== 'http:' && protocol !== 'https:')) return null;
  const path = pathname.replace(/\/+$/, '');
  return `${origin}${path === '' && OPENAI_KINDS.has(kind) ? '/v1' : path}`;
};

/** Tells whether a key can stand in an HTTP header: visible ASCII characters. Other texts end up in the errors of HTTP clients. */
export const isProviderKey = (text: string): boolean => /^[\x21-\x7e]{1,4096}$/.test(text);

const OPENAI_KINDS: ReadonlySet<ProviderKind> = new Set(['openai', 'openai_compatible', 'huggingface']);

/** A service on the internet: configured once there is a key for it, or another address. */
function service(name: string, kind: ProviderKind, url: string, keyVariables: readonly string[]): KnownProvider {
  const urlVariable = `${name.toUpperCase()}_BASE_URL`;
  return { name, kind, url, urlVariable, keyVariables, isKeyNeeded: true, isLocal: false };
}

/** Software on one's own machines: configured once there is an address for it. */
function software(
  name: string,
  kind: ProviderKind,
  urlVariable: string,
  keyVariables: readonly string[],
): KnownProvider {
  return { name, kind, url: null, urlVariable, keyVariables, isKeyNeeded: false, isLocal: true };
}
