import type { NodeType } from '../../../engine/node-type.js';
import { GetRequestBinary, GetRequestDocument, PostRequestBinary } from './binary.js';
import { DownloadDataframe } from './download-dataframe.js';
import { DownloadFiles } from './download-files.js';
import { ImageDownloader } from './image-downloader.js';
import { JSONGetRequest, JSONPatchRequest, JSONPostRequest, JSONPutRequest } from './json.js';
import { FetchPage, FilterValidURLs } from './pages.js';
import { DeleteRequest, GetRequest, HeadRequest, PostRequest, PutRequest } from './text.js';

/** Node types of `lib.http`. */
export const libHttpTypes: readonly NodeType[] = [
  DeleteRequest,
  DownloadDataframe,
  DownloadFiles,
  FetchPage,
  FilterValidURLs,
  GetRequest,
  GetRequestBinary,
  GetRequestDocument,
  HeadRequest,
  ImageDownloader,
  JSONGetRequest,
  JSONPatchRequest,
  JSONPostRequest,
  JSONPutRequest,
  PostRequest,
  PostRequestBinary,
  PutRequest,
];
