import type { NodeType } from '../../../engine/node-type.js';
import { ExtractLinks } from './links.js';
import { ExtractAudio, ExtractImages, ExtractVideos } from './media.js';
import { BaseUrl, ExtractMetadata } from './page.js';
import { HTMLToText, WebsiteContentExtractor } from './text.js';

/** Node types of `lib.beautifulsoup`. */
export const libBeautifulsoupTypes: readonly NodeType[] = [
  BaseUrl,
  ExtractAudio,
  ExtractImages,
  ExtractLinks,
  ExtractMetadata,
  ExtractVideos,
  HTMLToText,
  WebsiteContentExtractor,
];
