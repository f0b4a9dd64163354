/** What a model says when it is asked to chat; pieces are streamed one by one. */
export interface ScriptedAnswer {
  readonly text?: readonly string[];
  readonly thinking?: readonly string[];
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  /** Default `tool_calls` when there are some, else `stop`. */
  readonly finish?: 'stop' | 'length' | 'refusal' | 'tool_calls';
  readonly usage?: ScriptedUsage;
}

export interface ScriptedUsage {
  readonly input: number;
  readonly output: number;
  readonly cached?: number;
  readonly reasoning?: number;
}

/** How the server treats one request. `after` counts pieces of a stream that are sent before. */
export type Behaviour =
  | ({ readonly kind: 'answer' } & ScriptedAnswer)
  /** An HTTP failure in the words of the family that was asked. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      /** The provider's name for it, for example `context_length_exceeded`. */
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** In place of the family's own form. */
      readonly body?: string;
    }
  /** Breaks the connection off. */
  | ({ readonly kind: 'cut'; readonly after: number } & ScriptedAnswer)
  /** Ends a stream as if it were complete. */
  | ({ readonly kind: 'end_early'; readonly after: number } & ScriptedAnswer)
  /** Says nothing more and keeps the connection. */
  | ({ readonly kind: 'stall'; readonly after: number } & ScriptedAnswer)
  /** Tells of a failure inside a stream. */
  | ({ readonly kind: 'stream_error'; readonly after: number; readonly message: string } & ScriptedAnswer)
  /** Sends something that isn't the interface at all. */
  | { readonly kind: 'garbage' };

/** What a server says unless it is told otherwise. */
export const DEFAULT_ANSWER: Required<Pick<ScriptedAnswer, 'text' | 'usage'>> = {
  text: ['Hello', ', ', 'world'],
  usage: { input: 12, output: 5 },
};

/** The reply of an interface to a well-formed request. */
export type Reply =
  | { readonly kind: 'stream'; readonly pieces: readonly string[] }
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'bytes'; readonly mediaType: string; readonly bytes: Uint8Array };

/** A family of interfaces, as far as the server needs it. */
export interface Api {
  /** Makes the reply to a request; null when the path isn't one of this family. */
  reply(path: string, body: unknown, answer: ScriptedAnswer): Reply | null;
  /** Tells whether the key in the headers is the right one. */
  isKey(headers: Readonly<Record<string, string | string[] | undefined>>, key: string): boolean;
  failure(status: number, message: string, code?: string): unknown;
  /** A failure inside a stream. */
  streamFailure(message: string): string;
}

/** A tiny picture: one transparent pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A vector that depends on its text, so that a test can tell which is which. */
export const vectorOf = (text: string): readonly number[] => [text.length, text.codePointAt(0) ?? 0, 1];

/** Writes an event of a stream; `name` as Anthropic has it. */
export const sse = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** Finds a header that every family sends once. */
export const headerOf = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};
