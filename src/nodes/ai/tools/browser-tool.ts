import type { NodeHttp } from '../../../engine/services/node-http.js';
import type { AgentTool } from './agent-tool.js';
import { pageText } from './page-text.js';

const MAX_PAGE_BYTES = 8 * 1024 * 1024;
/** Characters of a page that one call gives. */
const MAX_TEXT_LENGTH = 30_000;
const TIMEOUT_MS = 60_000;

/** Lets a model read a page of the web as text. */
export const browserTool = (http: NodeHttp, name = 'browser'): AgentTool => ({
  definition: {
    name,
    description: 'Opens a page of the web and gives its text with the addresses of its links, piece by piece.',
    parameters: {
      type: 'object',
      properties: {
        url: { type: 'string', description: 'Address of the page, with https:// or http://.' },
        offset: { type: 'integer', minimum: 0, description: 'Character to begin at. Default 0.' },
      },
      required: ['url'],
      additionalProperties: false,
    },
  },
  run: async (args) => {
    const url = String(args['url']);
    const response = await http.fetch(url, {
      headers: { accept: 'text/html, text/*;q=0.9, application/json;q=0.8' },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_PAGE_BYTES,
    });
    const kind = response.headers.get('content-type') ?? 'text/html';
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${url} answered ${response.status}: try another page`);
    }
    return view(await readPage(response, kind, url), Number(args['offset'] ?? 0));
  },
});

const readPage = async (response: Response, kind: string, url: string) => {
  if (/html/i.test(kind)) return { url, ...(await pageText(await response.text(), url)) };
  if (/^text\/|json|xml/i.test(kind)) return { url, title: '', text: await response.text() };
  await response.body?.cancel();
  throw new Error(`${url} is no text but ${kind}: try another page`);
};

const view = <Page extends { readonly text: string }>(page: Page, offset: number) => {
  const end = offset + MAX_TEXT_LENGTH;
  const isCut = end < page.text.length;
  return { ...page, text: page.text.slice(offset, end), ...(isCut && { next_offset: end, length: page.text.length }) };
};
