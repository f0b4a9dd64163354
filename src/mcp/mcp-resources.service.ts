import { Injectable } from '@nestjs/common';
import type { ListResourcesResult, ReadResourceResult, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import { isRecord } from '../common/json.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { McpIdentity } from './mcp-session.contract.js';
import { McpTools } from './mcp-tools.service.js';

/** A kind of thing that readers find under `nodetool://`. */
interface Source {
  readonly authority: string;
  readonly list: string;
  readonly listArgs: Readonly<Record<string, unknown>>;
  /** Field of the list's result that holds the things. */
  readonly field: string;
  readonly get: string;
  readonly idArg: string;
  /** Command that gives the content of a thing which is a file. */
  readonly content?: string;
  readonly title: string;
  readonly description: string;
}

const SOURCES: readonly Source[] = [
  {
    authority: 'workflows',
    list: 'list_workflows',
    listArgs: { workflow_type: 'all' },
    field: 'workflows',
    get: 'get_workflow',
    idArg: 'workflow_id',
    title: 'Workflow',
    description: 'A workflow with its graph and the schemas of its inputs and outputs.',
  },
  {
    authority: 'assets',
    list: 'list_assets',
    listArgs: {},
    field: 'assets',
    get: 'get_asset',
    idArg: 'asset_id',
    content: 'read_asset',
    title: 'Asset',
    description: 'A file: its content where that is small, else what is known of it.',
  },
];

const PAGE_SIZE = 100;
/** Largest resource in characters. */
const MAX_LENGTH = 1_048_576;
const MIME_TYPE = 'application/json';
const URI = /^nodetool:\/\/(\w+)\/([^/?#]{1,512})$/;

/** Workflows and assets as resources; each read is the command that shows the thing. */
@Injectable()
export class McpResources {
  constructor(private readonly tools: McpTools) {}

  /** Lists a page: first the workflows, then the assets. */
  async list(cursor: string | undefined, identity: McpIdentity): Promise<ListResourcesResult> {
    const sources = this.sources(identity);
    const { index, startKey } = placeOf(cursor);
    const source = sources[index];
    if (!source) return { resources: [] };
    const args = { ...source.listArgs, limit: PAGE_SIZE, ...(startKey !== '' && { start_key: startKey }) };
    const result = await this.call(source.list, args, identity);
    const next = typeof result['next'] === 'string' ? result['next'] : '';
    const hasMore = next !== '' || index + 1 < sources.length;
    return {
      resources: itemsOf(result[source.field]).map((item) => ({
        uri: `nodetool://${source.authority}/${encodeURIComponent(item.id)}`,
        name: item.name,
        mimeType: MIME_TYPE,
        ...(item.description !== '' && { description: item.description }),
      })),
      ...(hasMore && { nextCursor: encodeCursor(next === '' ? [index + 1, ''] : [index, next]) }),
    };
  }

  templates(identity: McpIdentity): ResourceTemplate[] {
    return this.sources(identity).map(({ authority, title, description }) => ({
      uriTemplate: `nodetool://${authority}/{id}`,
      name: title,
      description,
      mimeType: MIME_TYPE,
    }));
  }

  /** @throws ProtocolError `NOT_FOUND`, `TOO_LARGE` */
  async read(uri: string, identity: McpIdentity): Promise<ReadResourceResult> {
    const [, authority, id = ''] = URI.exec(uri) ?? [];
    const source = this.sources(identity).find((candidate) => candidate.authority === authority);
    if (!source) throw new ProtocolError('NOT_FOUND', `There is no resource ${uri.slice(0, 200)}`);
    const result = await this.call(source.get, { [source.idArg]: decoded(id) }, identity);
    const content = await this.content(uri, source, result, identity);
    if (content) return { contents: [content] };
    const text = JSON.stringify(result);
    if (text.length > MAX_LENGTH) {
      throw new ProtocolError('TOO_LARGE', `${uri} is larger than ${MAX_LENGTH} characters`, {
        hint: `Call the tool ${source.get}.`,
      });
    }
    return { contents: [{ uri, mimeType: MIME_TYPE, text }] };
  }

  /** The content of a small file; null for everything else. */
  private async content(
    uri: string,
    { content, idArg }: Source,
    { id, size, content_type: type }: Readonly<Record<string, unknown>>,
    identity: McpIdentity,
  ): Promise<ReadResourceResult['contents'][number] | null> {
    if (content === undefined || type === 'folder' || Number(size) > MAX_LENGTH) return null;
    if (!this.tools.has(content, identity)) return null;
    const result = await this.call(content, { [idArg]: id }, identity);
    const mimeType = String(result['content_type']);
    if (typeof result['content'] === 'string') return { uri, mimeType, text: result['content'] };
    return { uri, mimeType, blob: String(result['content_base64']) };
  }

  private sources(identity: McpIdentity): readonly Source[] {
    return SOURCES.filter(({ list, get }) => this.tools.has(list, identity) && this.tools.has(get, identity));
  }

  private async call(name: string, args: object, identity: McpIdentity): Promise<Record<string, unknown>> {
    const { signal } = new AbortController();
    return (await this.tools.call({ name, args: { ...args }, signal }, identity)).result;
  }
}

const placeOf = (cursor: string | undefined): { readonly index: number; readonly startKey: string } => {
  if (cursor === undefined) return { index: 0, startKey: '' };
  const [index, startKey] = decodeCursor(cursor, 2) ?? [];
  if (typeof index === 'number' && typeof startKey === 'string') return { index, startKey };
  throw new ProtocolError('INVALID_ARGUMENT', 'cursor must be the nextCursor of another page', {
    problems: [{ field: 'cursor', message: 'must be the nextCursor of another page' }],
  });
};

const itemsOf = (
  items: unknown,
): readonly { readonly id: string; readonly name: string; readonly description: string }[] =>
  (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
    if (!isRecord(item) || typeof item['id'] !== 'string') return [];
    const { id, name, description } = item;
    return {
      id,
      name: typeof name === 'string' ? name : id,
      description: typeof description === 'string' ? description : '',
    };
  });

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
