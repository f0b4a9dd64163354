import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { WebServer } from '../../../../test/support/web-server.js';
import { plainHttp, startWebServer } from '../../../../test/support/web-server.js';
import type { TestWorkspace } from '../../../../test/support/workspace.js';
import { makeWorkspace } from '../../../../test/support/workspace.js';
import { TrialAssets } from '../../trial-assets.js';
import type { Trial } from '../../try-node-type.js';
import { tryNodeType } from '../../try-node-type.js';
import { libHttpTypes } from './types.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const json = (value: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

let web: WebServer;
let workspace: TestWorkspace;
const assets = new TrialAssets();

const run = (name: string, inputs: Readonly<Record<string, unknown>>): Promise<Trial> => {
  const type = libHttpTypes.find((candidate) => candidate.type === `lib.http.${name}`);
  if (!type) throw new Error(`no type ${name}`);
  return tryNodeType(type, inputs, { services: { http: plainHttp, workspace, assets } });
};
const only = async (name: string, inputs: Readonly<Record<string, unknown>>): Promise<unknown> =>
  (await run(name, inputs)).outputs['output']?.[0];

beforeAll(async () => {
  workspace = await makeWorkspace();
  web = await startWebServer({
    '/text': { headers: { 'content-type': 'text/plain; charset=iso-8859-1' }, body: Buffer.from('caf\xe9', 'latin1') },
    '/echo': ({ method, headers, body }) => json({ method, type: headers['content-type'] ?? null, body }),
    '/list': json([1, 2]),
    '/broken.json': { body: '{"a":' },
    '/empty': { status: 204 },
    '/doc': { headers: { 'content-type': 'application/pdf; x=y' }, body: '%PDF-' },
    '/a/file.txt': { body: 'one' },
    '/b/file.txt': { body: 'two' },
    '/image.png': { headers: { 'content-type': 'application/octet-stream' }, body: PNG },
    '/image.svg': { headers: { 'content-type': 'image/svg+xml' }, body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    '/no-head': ({ method }) => ({ status: method === 'HEAD' ? 405 : 200 }),
    '/moved': { status: 302, headers: { location: '/text' } },
    '/data.csv': { body: '\ufeffid,name,score\n1,Ann,1.5\n2,"B, C",\n' },
    '/data.tsv': { body: 'a\tb\n1\tx\n' },
    '/data.json': json([
      { id: 1, when: '2024-02-29T12:00:00Z' },
      { id: '2', extra: true },
    ]),
    '/latin.csv': { body: Buffer.from('name\ncaf\xe9\n', 'latin1') },
  });
});
afterAll(async () => {
  await web.close();
  await workspace.remove();
});

describe('requests', () => {
  it('read text in the encoding that it has', async () => {
    expect(await only('GetRequest', { url: `${web.url}/text` })).toBe('café');
  });

  it.each([
    ['PostRequest', 'POST'],
    ['PutRequest', 'PUT'],
  ])('%s sends a text', async (name, method) => {
    const answer = await only(name, { url: `${web.url}/echo`, data: 'höllo' });
    expect(JSON.parse(String(answer))).toMatchObject({ method, body: 'höllo' });
  });

  it('delete and look at headers', async () => {
    expect(JSON.parse(String(await only('DeleteRequest', { url: `${web.url}/echo` })))).toMatchObject({
      method: 'DELETE',
    });
    expect(await only('HeadRequest', { url: `${web.url}/doc` })).toMatchObject({
      'content-type': 'application/pdf; x=y',
    });
  });

  it.each([
    ['JSONPostRequest', 'POST'],
    ['JSONPutRequest', 'PUT'],
    ['JSONPatchRequest', 'PATCH'],
  ])('%s sends and reads JSON', async (name, method) => {
    const answer = await only(name, { url: `${web.url}/echo`, data: { a: [1, 'ä'] } });
    expect(answer).toMatchObject({ method, type: 'application/json' });
    expect(JSON.parse((answer as { readonly body: string }).body)).toEqual({ a: [1, 'ä'] });
  });

  it('give JSON as it is, and nothing for an answer without content', async () => {
    expect(await only('JSONGetRequest', { url: `${web.url}/list` })).toEqual([1, 2]);
    expect(await only('JSONGetRequest', { url: `${web.url}/empty` })).toEqual({});
    await expect(only('JSONGetRequest', { url: `${web.url}/broken.json` })).rejects.toThrow(
      /broken\.json answered with something else than JSON/,
    );
  });

  it('fail with method, address and status, without the query', async () => {
    await expect(only('GetRequest', { url: `${web.url}/nowhere?key=secret` })).rejects.toThrow(
      new RegExp(`GET ${web.url}/nowhere answered 404 Not Found$`),
    );
    await expect(only('GetRequest', { url: ' ' })).rejects.toThrow(/url is empty/);
  });

  it('give bytes and documents', async () => {
    const got = await only('GetRequestBinary', { url: `${web.url}/image.png` });
    expect(Buffer.compare(await assets.read(got), PNG)).toBe(0);
    const sent = await only('PostRequestBinary', { url: `${web.url}/echo`, data: new Uint8Array([65, 66]) });
    expect(JSON.parse(Buffer.from(await assets.read(sent)).toString())).toMatchObject({ body: 'AB' });
    const document = await only('GetRequestDocument', { url: `${web.url}/doc` });
    expect(document).toMatchObject({ type: 'document' });
    expect(Buffer.from(await assets.read(document)).toString()).toBe('%PDF-');
  });
});

describe('FetchPage', () => {
  it('tells whether it worked', async () => {
    expect((await run('FetchPage', { url: `${web.url}/text` })).outputs).toEqual({
      html: ['café'],
      success: [true],
      error_message: [null],
    });
    const { outputs } = await run('FetchPage', { url: `${web.url}/nowhere` });
    expect(outputs['success']).toEqual([false]);
    expect(String(outputs['error_message']?.[0])).toMatch(/404 Not Found/);
  });
});

it('FilterValidURLs keeps what answers, in its order', async () => {
  const urls = ['/text', '/nowhere', '/no-head', '/moved', 'http://127.0.0.1:1/x', 'not a url'];
  const output = await only('FilterValidURLs', { url: web.url, urls, max_concurrent_requests: 2 });
  expect(output).toEqual([`${web.url}/text`, `${web.url}/no-head`, `${web.url}/moved`]);
});

describe('DownloadFiles', () => {
  it('keeps files of one name apart and lists what failed', async () => {
    const urls = ['/a/file.txt', '/gone', '/b/file.txt'].map((path) => web.url + path);
    const { outputs, logs } = await run('DownloadFiles', { urls, max_concurrent_downloads: 1 });
    const paths = outputs['success']?.[0] as readonly string[];
    expect(paths).toEqual([
      join(workspace.folder, 'downloads/file.txt'),
      join(workspace.folder, 'downloads/file-2.txt'),
    ]);
    expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(['one', 'two']);
    expect(outputs['failed']).toEqual([[`${web.url}/gone`]]);
    expect(logs.join()).toMatch(/gone could not be downloaded: .*404/);
  });

  it('leaves the workspace for nothing', async () => {
    await expect(run('DownloadFiles', { urls: [`${web.url}/text`], output_folder: '../out' })).rejects.toThrow(
      /leads out/,
    );
    await expect(run('DownloadFiles', { urls: [], output_folder: '' })).rejects.toThrow(
      'output_folder cannot be empty',
    );
  });

  it('writes over what an earlier run has left', async () => {
    await mkdir(join(workspace.folder, 'again'));
    await writeFile(join(workspace.folder, 'again/file.txt'), 'something longer than the file');
    await run('DownloadFiles', { urls: [`${web.url}/a/file.txt`], output_folder: 'again' });
    expect(await readFile(join(workspace.folder, 'again/file.txt'), 'utf8')).toBe('one');
  });
});

it('ImageDownloader takes only pictures', async () => {
  const images = ['image.png', 'image.svg', 'text', 'nowhere'];
  const { outputs } = await run('ImageDownloader', { images, base_url: `${web.url}/` });
  expect(outputs['images']?.[0]).toMatchObject([{ type: 'image', size: PNG.byteLength }, { type: 'image' }]);
  expect(outputs['failed_urls']).toEqual([[`${web.url}/text`, `${web.url}/nowhere`]]);
});

describe('DownloadDataframe', () => {
  const table = async (path: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
    only('DownloadDataframe', { url: web.url + path, ...inputs });

  it('takes all columns where none are chosen, with types that fit', async () => {
    expect(await table('/data.csv')).toMatchObject({
      columns: [
        { name: 'id', data_type: 'int' },
        { name: 'name', data_type: 'string' },
        { name: 'score', data_type: 'float' },
      ],
      data: [
        [1, 'Ann', 1.5],
        [2, 'B, C', null],
      ],
    });
  });

  it('takes chosen columns with their types', async () => {
    const columns = {
      type: 'record_type',
      columns: [
        { name: 'score', data_type: 'int' },
        { name: 'missing', data_type: 'string' },
        { name: 'id', data_type: 'string' },
      ],
    };
    expect(await table('/data.csv', { columns })).toMatchObject({
      data: [
        [1, null, '1'],
        [null, null, '2'],
      ],
    });
  });

  it('reads TSV, JSON and other encodings', async () => {
    expect(await table('/data.tsv', { file_format: 'tsv' })).toMatchObject({ data: [[1, 'x']] });
    const columns = {
      type: 'record_type',
      columns: [
        { name: 'id', data_type: 'int' },
        { name: 'when', data_type: 'datetime' },
      ],
    };
    expect(await table('/data.json', { file_format: 'json', columns })).toMatchObject({
      data: [
        [1, { type: 'datetime', year: 2024, month: 2, day: 29, hour: 12 }],
        [2, null],
      ],
    });
    expect(await table('/latin.csv', { encoding: 'latin-1' })).toMatchObject({ data: [['café']] });
    await expect(table('/data.csv', { encoding: 'klingon' })).rejects.toThrow(/encoding "klingon" is unknown/);
  });
});
