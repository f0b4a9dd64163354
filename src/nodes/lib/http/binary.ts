import { defineNodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import { typeOfFileName } from '../../../common/file-types.js';
import { ask, bytesOf } from '../../web/answer.js';
import { mediaTypeOf } from '../../web/charset.js';
import { fileNameOfAnswer } from '../../web/file-name.js';
import { READS, url, WRITES } from './properties.js';

/** Asks for bytes. */
export const GetRequestBinary = defineNodeType({
  type: 'lib.http.GetRequestBinary',
  title: 'GET Bytes',
  description: 'Reads the bytes of a file from the web.',
  tags: ['http', 'get', 'bytes', 'download'],
  properties: { url },
  outputs: { output: 'bytes' },
  exposeAsTool: true,
  ...READS,
  process: async ({ url: address }, context) => ({ output: await bytesOf(await ask(context, address)) }),
});

/** Asks for a document. */
export const GetRequestDocument = defineNodeType({
  type: 'lib.http.GetRequestDocument',
  title: 'GET Document',
  description: 'Downloads a document, such as a PDF, from the web.',
  tags: ['http', 'get', 'document', 'download', 'pdf'],
  properties: { url },
  outputs: { output: 'document' },
  exposeAsTool: true,
  ...READS,
  process: async ({ url: address }, context) => {
    const response = await ask(context, address);
    const name = fileNameOfAnswer(response, address);
    const contentType = mediaTypeOf(response.headers.get('content-type')) || typeOfFileName(name);
    const bytes = await bytesOf(response);
    return { output: await context.assets.hold({ content: { bytes }, type: 'document', contentType, name }) };
  },
});

/** Sends a text or bytes, and gives the bytes of the answer. */
export const PostRequestBinary = defineNodeType({
  type: 'lib.http.PostRequestBinary',
  title: 'POST Bytes',
  description: 'Sends a text or bytes to a web address with POST, and gives the bytes of the answer.',
  tags: ['http', 'post', 'bytes', 'send'],
  properties: { url, data: of<string | Uint8Array>('str|bytes', '', { description: 'The text or bytes to send.' }) },
  outputs: { output: 'bytes' },
  exposeAsTool: true,
  basicFields: ['url'],
  ...WRITES,
  process: async ({ url: address, data }, context) => ({
    output: await bytesOf(await ask(context, address, { method: 'POST', body: data })),
  }),
});
