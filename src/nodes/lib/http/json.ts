import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { dict } from '../../../engine/property.js';
import { writeJson } from '../../python/json-text.js';
import { ask, messageOf, shown, textOf } from '../../web/answer.js';
import { READS, url, WRITES } from './properties.js';

/** Asks for JSON data. */
export const JSONGetRequest = defineNodeType({
  type: 'lib.http.JSONGetRequest',
  title: 'GET JSON',
  description: 'Reads JSON data from a web address.',
  tags: ['http', 'get', 'json', 'api'],
  properties: { url },
  outputs: { output: 'dict' },
  ...READS,
  process: async ({ url: address }, context) => {
    const response = await ask(context, address, { headers: { accept: 'application/json' } });
    return { output: await jsonOf(response, address) };
  },
});

/** Sends JSON data, and gives the JSON data of the answer. */
export const JSONPostRequest = defineJsonSender('POST', 'Sends JSON data to a web address with POST');

/** Replaces what is at an address with JSON data. */
export const JSONPutRequest = defineJsonSender('PUT', 'Replaces what is at a web address with JSON data');

/** Changes parts of what is at an address by JSON data. */
export const JSONPatchRequest = defineJsonSender('PATCH', 'Changes parts of what is at a web address by JSON data');

function defineJsonSender(method: 'POST' | 'PUT' | 'PATCH', action: string): NodeType {
  return defineNodeType({
    type: `lib.http.JSON${method.charAt(0)}${method.slice(1).toLowerCase()}Request`,
    title: `${method} JSON`,
    description: `${action}, and gives the JSON data of the answer.`,
    tags: ['http', method.toLowerCase(), 'json', 'api'],
    properties: { url, data: dict('', {}, { description: 'The data to send.' }) },
    outputs: { output: 'dict' },
    basicFields: ['url'],
    ...WRITES,
    process: async ({ url: address, data }, context) => {
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const response = await ask(context, address, { method, headers, body: writeJson(data) });
      return { output: await jsonOf(response, address) };
    },
  });
}

/** An answer without any content, as a 204 is, counts as an empty object. */
async function jsonOf(response: Response, address: string): Promise<unknown> {
  const text = await textOf(response);
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${shown(address)} answered with something else than JSON: ${messageOf(error)}`, { cause: error });
  }
}
