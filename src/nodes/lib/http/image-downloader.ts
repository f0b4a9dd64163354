import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, str } from '../../../engine/property.js';
import type { MediaReference } from '../../../engine/services/node-assets.js';
import { loadOnce } from '../../load-once.js';
import { ask, bytesOf, mapSome, messageOf, shown } from '../../web/answer.js';
import { mediaTypeOf } from '../../web/charset.js';
import { fileNameOfAnswer } from '../../web/file-name.js';
import { joinUrl } from '../../web/url.js';

const loadFileType = loadOnce(() => import('file-type'));

/** Downloads several pictures. */
export const ImageDownloader = defineNodeType({
  type: 'lib.http.ImageDownloader',
  title: 'Download Images',
  description: 'Downloads pictures from the web, several at a time. What fails or is no picture is listed apart.',
  tags: ['http', 'download', 'image', 'batch'],
  properties: {
    images: list<string>('str', [], { description: 'Addresses of the pictures.' }),
    base_url: str('', { description: 'Address of the page, for relative addresses.' }),
    max_concurrent_downloads: int(10, { description: 'How many are downloaded at the same time.' }),
  },
  outputs: { images: 'list[image]', failed_urls: 'list[str]' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ images, base_url: baseUrl, max_concurrent_downloads: limit }, context) => {
    const urls = images.map((image) => joinUrl(baseUrl, image));
    const found = await mapSome(urls, limit, (url) => downloadImage(url, context));
    return {
      images: found.filter((image) => image !== null),
      failed_urls: urls.filter((_, index) => found[index] === null),
    };
  },
});

const downloadImage = async (url: string, context: NodeContext): Promise<MediaReference | null> => {
  try {
    const response = await ask(context, url);
    const bytes = await bytesOf(response);
    const contentType = await imageTypeOf(bytes, mediaTypeOf(response.headers.get('content-type')));
    const name = fileNameOfAnswer(response, url);
    return await context.assets.hold({ content: { bytes }, type: 'image', contentType, name });
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.log(`${shown(url)} could not be downloaded as a picture: ${messageOf(error)}`, 'warning');
    return null;
  }
};

/** What the bytes are, whatever the server calls them; only SVG is text, which has no mark of its own. */
const imageTypeOf = async (bytes: Uint8Array, announced: string): Promise<string> => {
  const { fileTypeFromBuffer } = await loadFileType();
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? '';
  if (mime.startsWith('image/')) return mime;
  if (announced === 'image/svg+xml' && (mime === '' || mime === 'application/xml')) return announced;
  throw new Error(`it is ${mime || announced || 'something unknown'}, not a picture`);
};
