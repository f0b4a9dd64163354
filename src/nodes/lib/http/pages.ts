import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, str } from '../../../engine/property.js';
import { ask, mapSome, messageOf, textOf } from '../../web/answer.js';
import { joinUrl } from '../../web/url.js';
import { READS, url } from './properties.js';

/** Methods that a server may refuse although the address is good. */
const REFUSALS_OF_HEAD = new Set([405, 501]);

/** Fetches a page and says whether that worked. */
export const FetchPage = defineNodeType({
  type: 'lib.http.FetchPage',
  title: 'Fetch Page',
  description:
    'Reads the HTML of a page as the server sends it; scripts of the page are not run. A page that cannot be read is told, and is no error.',
  tags: ['http', 'page', 'html', 'scrape'],
  properties: { url, wait_time: int(10, { description: 'Longest time to wait for the page, in seconds.' }) },
  outputs: { html: 'str', success: 'bool', error_message: 'str' },
  exposeAsTool: true,
  ...READS,
  process: async ({ url: address, wait_time: seconds }, context) => {
    try {
      const response = await ask(context, address, { timeoutMs: Math.max(1, seconds) * 1000 });
      return { html: await textOf(response), success: true, error_message: null };
    } catch (error) {
      if (context.signal.aborted) throw error;
      return { html: '', success: false, error_message: messageOf(error) };
    }
  },
});

/** Keeps the addresses that answer. */
export const FilterValidURLs = defineNodeType({
  type: 'lib.http.FilterValidURLs',
  title: 'Filter Valid URLs',
  description: 'Asks at every address, several at a time, and keeps those that answer with success, in their order.',
  tags: ['http', 'url', 'check', 'filter'],
  properties: {
    url: str('', { title: 'URL', description: 'Address that relative ones are joined to.' }),
    urls: list<string>('str', [], { description: 'The addresses to check.' }),
    max_concurrent_requests: int(10, { description: 'How many are asked at the same time.' }),
  },
  outputs: { output: 'list[str]' },
  basicFields: ['url'],
  ...READS,
  process: async ({ url: base, urls, max_concurrent_requests: limit }, context) => {
    const addresses = urls.map((address) => joinUrl(base, address));
    const areGood = await mapSome(addresses, limit, (address) => answers(address, context));
    return { output: addresses.filter((_, index) => areGood[index]) };
  },
});

const answers = async (address: string, context: NodeContext): Promise<boolean> => {
  try {
    const head = await context.http.fetch(address, { method: 'HEAD' });
    if (!REFUSALS_OF_HEAD.has(head.status)) return head.ok;
    const whole = await context.http.fetch(address);
    await whole.body?.cancel();
    return whole.ok;
  } catch (error) {
    if (context.signal.aborted) throw error;
    return false;
  }
};
