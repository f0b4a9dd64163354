import type { NodeContext } from '../../engine/node-context.js';
import type { HttpRequest } from '../../engine/services/node-http.js';
import { ValueError } from '../python/errors.js';
import { decodeText } from './charset.js';

/**
 * Asks for a URL and gives an answer that is a success.
 *
 * @throws Error that names the method, the address and the status when it isn't
 */
export const ask = async (context: NodeContext, url: string, request: HttpRequest = {}): Promise<Response> => {
  const address = url.trim();
  if (address === '') throw new ValueError('url is empty: give the http or https address to ask');
  const response = await context.http.fetch(address, request);
  if (response.ok) return response;
  await response.body?.cancel();
  throw new Error(`${request.method ?? 'GET'} ${shown(address)} answered ${statusOf(response)}`);
};

/** The status of an answer as people write it: `404 Not Found`. */
export const statusOf = ({ status, statusText }: Response): string => `${status} ${statusText}`.trim();

/** An address for messages: without password, query and fragment, which may hold secrets. */
export const shown = (url: string): string => url.replace(/\/\/[^/?#@]*@/, '//').replace(/[?#][\s\S]*$/, '');

/** Reads the whole body as text, in the encoding that it has. */
export const textOf = async (response: Response): Promise<string> =>
  decodeText(await bytesOf(response), response.headers.get('content-type'));

/** Reads the whole body. */
export const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Works on all items, some at a time, and gives the results in the order of the items. */
export const mapSome = async <T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      // The index is below the length: there is an item.
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker));
  return results;
};
