import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { ask, textOf } from '../../web/answer.js';
import { READS, url, WRITES } from './properties.js';

/** Asks for a text. */
export const GetRequest = defineNodeType({
  type: 'lib.http.GetRequest',
  title: 'GET Request',
  description: 'Reads a text from the web: a page, a feed, the answer of an interface.',
  tags: ['http', 'get', 'web', 'download'],
  properties: { url },
  outputs: { output: 'str' },
  exposeAsTool: true,
  ...READS,
  process: async ({ url: address }, context) => ({ output: await textOf(await ask(context, address)) }),
});

/** Sends a text, and gives the text of the answer. */
export const PostRequest = defineSender(
  'POST',
  'Sends a text to a web address with POST, and gives the text of the answer.',
);

/** Puts a text in the place of what is at an address, and gives the text of the answer. */
export const PutRequest = defineSender(
  'PUT',
  'Replaces what is at a web address with a text, and gives the text of the answer.',
);

/** Deletes what is at an address, and gives the text of the answer. */
export const DeleteRequest = defineNodeType({
  type: 'lib.http.DeleteRequest',
  title: 'DELETE Request',
  description: 'Deletes what is at a web address, and gives the text of the answer.',
  tags: ['http', 'delete', 'web'],
  properties: { url },
  outputs: { output: 'str' },
  exposeAsTool: true,
  ...WRITES,
  process: async ({ url: address }, context) => ({
    output: await textOf(await ask(context, address, { method: 'DELETE' })),
  }),
});

/** Asks for the headers of an answer only. */
export const HeadRequest = defineNodeType({
  type: 'lib.http.HeadRequest',
  title: 'HEAD Request',
  description: 'Reads the headers that a web address answers with, without the content. Their names are in lower case.',
  tags: ['http', 'head', 'web', 'headers'],
  properties: { url },
  outputs: { output: 'dict[str,str]' },
  ...READS,
  process: async ({ url: address }, context) => {
    const { headers } = await ask(context, address, { method: 'HEAD' });
    return { output: Object.fromEntries(headers) };
  },
});

function defineSender(method: 'POST' | 'PUT', description: string): NodeType {
  return defineNodeType({
    type: `lib.http.${method === 'POST' ? 'Post' : 'Put'}Request`,
    title: `${method} Request`,
    description,
    tags: ['http', method.toLowerCase(), 'web', 'send'],
    properties: { url, data: str('', { description: 'The text to send.' }) },
    outputs: { output: 'str' },
    exposeAsTool: true,
    basicFields: ['url'],
    ...WRITES,
    process: async ({ url: address, data }, context) => ({
      output: await textOf(await ask(context, address, { method, body: data })),
    }),
  });
}
