import { isRecord } from '../../common/json.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { textOf } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printLines, printText } from '../view/print.js';
import { table } from '../view/text.js';
import { openClient } from './open-client.js';

/** Options of `tokens create`. */
export interface CreateTokenOptions {
  readonly kind: string;
  readonly name?: string;
  readonly user?: readonly string[];
  readonly scope?: readonly string[];
  readonly node?: string;
  /** Milliseconds. */
  readonly expires?: number;
}

/** Options of `tokens rotate`. */
export interface RotateTokenOptions {
  /** Milliseconds. */
  readonly overlap?: number;
  readonly now?: boolean;
}

type TokenView = Readonly<Record<string, unknown>>;

const PAGE_SIZE = 1000;

/** Lists tokens over as many pages as it takes. */
export const listTokens = async (options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const tokens: TokenView[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.request({ path: '/tokens', query: { limit: PAGE_SIZE, cursor } });
    tokens.push(...(Array.isArray(page['tokens']) ? page['tokens'].filter(isRecord) : []));
    cursor = textOf(page['next']);
  }
  if (options.json) printJson(io, { tokens });
  else printLines(io, tableOf(tokens, io));
  return ExitCode.ok;
};

const tableOf = (tokens: readonly TokenView[], io: CliIo): string[] => {
  const rows = tokens.map((token) => [
    textOf(token['token_id']) ?? '?',
    textOf(token['kind']) ?? '?',
    textOf(token['name']) ?? '-',
    listText(token['user_ids'], 'all'),
    listText(token['scopes'], 'all'),
    textOf(token['node_id']) ?? '-',
    textOf(token['expires_at']) ?? 'never',
    textOf(token['last_used_at']) ?? 'never',
  ]);
  const width = io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY;
  return table(['TOKEN ID', 'KIND', 'NAME', 'USERS', 'SCOPES', 'NODE', 'EXPIRES', 'LAST USED'], rows, width);
};

const listText = (value: unknown, otherwise: string): string => (Array.isArray(value) ? value.join(' ') : otherwise);

/** Makes a token and prints its text alone, so that it can be put into a file. */
export const createToken = async (options: CreateTokenOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const { kind, name, user, scope, node, expires } = options;
  const token = await client.request({
    method: 'POST',
    path: '/tokens',
    body: {
      kind,
      ...(name !== undefined && { name }),
      ...(user !== undefined && { user_ids: user }),
      ...(scope !== undefined && { scopes: scope }),
      ...(node !== undefined && { node_id: node }),
      ...(expires !== undefined && { expires_at: new Date(Date.now() + expires).toISOString() }),
    },
  });
  if (options.json) {
    printJson(io, token);
    return ExitCode.ok;
  }
  printText(io.stdout, textOf(token['token']) ?? '');
  io.stderr.write(`Token ${textOf(token['token_id']) ?? '?'} was made. Keep its text: it is shown only once.\n`);
  return ExitCode.ok;
};

/** Gives a token a new text and prints that alone. */
export const rotateToken = async (
  tokenId: string,
  { overlap, now, ...options }: RotateTokenOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const overlapMs = now === true ? 0 : overlap;
  const path = `/tokens/${encodeURIComponent(tokenId)}/rotate`;
  const body = overlapMs === undefined ? {} : { overlap_ms: overlapMs };
  const token = await client.request({ method: 'POST', path, body });
  if (options.json) {
    printJson(io, token);
    return ExitCode.ok;
  }
  printText(io.stdout, textOf(token['token']) ?? '');
  const until = textOf(token['overlap_ends_at']);
  const sent = Number(token['sent_to_nodes'] ?? 0);
  io.stderr.write(
    until === null
      ? `The old text of token ${tokenId} is refused from now on.\n`
      : `The old text works until ${until} at the latest. The new one was sent to ${sent} connected node(s); give it to all others.\n`,
  );
  return ExitCode.ok;
};

/** Takes a token back. */
export const revokeToken = async (tokenId: string, options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const answer = await client.request({ method: 'DELETE', path: `/tokens/${encodeURIComponent(tokenId)}` });
  if (options.json) printJson(io, answer);
  else printText(io.stdout, tokenId);
  return ExitCode.ok;
};
