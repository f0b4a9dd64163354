import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestWorkspace } from '../../../../test/support/workspace.js';
import { makeWorkspace } from '../../../../test/support/workspace.js';
import type { NodeModels } from '../../../engine/services/node-models.js';
import { NO_SERVICES } from '../../../engine/services/node-services.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { nodetoolDocumentTypes } from './types.js';

let workspace: TestWorkspace;
const assets = new TrialAssets();
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const run = async (name: string, inputs: Readonly<Record<string, unknown>>, models?: NodeModels) => {
  const type = nodetoolDocumentTypes.find((candidate) => candidate.type === `nodetool.document.${name}`);
  if (!type) throw new Error(`no type ${name}`);
  const services = { assets, workspace, ...(models && { models }) };
  return (await tryNodeType(type, inputs, { services, now: () => new Date('2030-05-06T00:00:00Z') })).outputs;
};
const documentOf = (text: string, contentType = 'text/plain') => ({
  type: 'document',
  uri: `data:${contentType};base64,${Buffer.from(text).toString('base64')}`,
});
const read = async (reference: unknown): Promise<string> => Buffer.from(await assets.read(reference)).toString();

describe('files', () => {
  it('are loaded, listed by pattern in the order of their names, and saved', async () => {
    await mkdir(join(workspace.folder, 'docs/deep'), { recursive: true });
    for (const [name, text] of Object.entries({
      'b.txt': 'B',
      'a.txt': 'A',
      '.hidden.txt': 'H',
      'c.md': 'C',
      'deep/d.txt': 'D',
    })) {
      await writeFile(join(workspace.folder, 'docs', name), text);
    }
    expect(await read((await run('LoadDocumentFile', { path: 'docs/c.md' }))['output']?.[0])).toBe('C');
    const flat = await run('ListDocuments', { folder: 'docs', pattern: '*.txt' });
    expect(await Promise.all((flat['document'] ?? []).map(read))).toEqual(['A', 'B']);
    const deep = await run('ListDocuments', { folder: 'docs', pattern: '[!c]*.t?t', recursive: true });
    expect(await Promise.all((deep['document'] ?? []).map(read))).toEqual(['A', 'B', 'D']);
    await run('SaveDocumentFile', { document: documentOf('X'), folder: 'out/new', filename: 'x-%Y.txt' });
    expect(await readFile(join(workspace.folder, 'out/new/x-2030.txt'), 'utf8')).toBe('X');
    expect(await readFile(join(workspace.folder, 'docs/c.md'), 'utf8')).toBe('C');
  });

  it('name their pieces by their path', async () => {
    await mkdir(join(workspace.folder, 'docs/deep'), { recursive: true });
    await writeFile(join(workspace.folder, 'docs/deep/d.md'), '# D\none');
    const { document = [] } = await run('ListDocuments', { folder: 'docs', recursive: true });
    const { output = [] } = await run('LoadDocumentFile', { path: 'docs/deep/d.md' });
    const sources = [document[0], output[0]].map(
      async (one) => (await run('SplitMarkdown', { document: one }))['source_id'],
    );
    expect(await Promise.all(sources)).toEqual([['deep/d.md'], ['docs/deep/d.md']]);
  });

  it('outside of the workspace are refused', async () => {
    await expect(run('LoadDocumentFile', { path: '/etc/hosts' })).rejects.toThrow(/leads out/);
    await expect(run('LoadDocumentFile', {})).rejects.toThrow('path cannot be empty');
    await expect(run('SaveDocumentFile', { document: documentOf('x'), folder: 'a' })).rejects.toThrow(
      'filename cannot be empty',
    );
    await symlink('nowhere', join(workspace.folder, 'dead.txt'));
    await expect(run('ListDocuments', { folder: '~' })).rejects.toThrow(/ENOENT/);
  });
});

describe('SplitRecursively', () => {
  it('sends chunks with their source and place', async () => {
    const outputs = await run('SplitRecursively', {
      document: { ...documentOf(''), uri: 'asset://a1', data: Buffer.from('aaa\n\nbbb') },
      chunk_size: 4,
      chunk_overlap: 0,
    });
    expect(outputs).toEqual({ text: ['aaa', 'bbb'], source_id: ['asset://a1:0', 'asset://a1:1'], start_index: [0, 5] });
  });

  it('needs a document', async () => {
    await expect(run('SplitRecursively', {})).rejects.toThrow(/document is not connected/);
  });
});

describe('SplitMarkdown', () => {
  const markdown = '# One\n\nintro\n\n## Two\nfirst\n  second\n\n```py\n# no heading\n    deep\n```\n# Three\nlast';

  it('cuts at headings, not inside of code, and tells the place in the text', async () => {
    const outputs = await run('SplitMarkdown', { document: documentOf(markdown) });
    expect(outputs['text']).toEqual(['intro', 'first\nsecond\n```py\n# no heading\n    deep\n```', 'last']);
    expect(outputs['start_index']).toEqual(['intro', 'first', 'last'].map((text) => markdown.indexOf(text)));
  });

  it('keeps headings, cuts long sections, or sends paragraphs', async () => {
    const kept = await run('SplitMarkdown', { document: documentOf(markdown), strip_headers: false });
    expect(kept['text']?.[0]).toBe('# One\nintro');
    const cut = await run('SplitMarkdown', {
      document: documentOf('# A\none two three'),
      chunk_size: 8,
      chunk_overlap: 0,
    });
    expect(cut).toMatchObject({ text: ['one two', 'three'], start_index: [4, 12] });
    const single = await run('SplitMarkdown', { document: documentOf('# A\none\n\ntwo'), return_each_line: true });
    expect(single['text']).toEqual(['one', 'two']);
    const deeper = await run('SplitMarkdown', {
      document: documentOf('# A\none\n## B\ntwo'),
      headers_to_split_on: [['#', 'H']],
    });
    expect(deeper['text']).toEqual(['one\n## B\ntwo']);
  });
});

it('SplitHTML keeps neighbours of one kind together', async () => {
  const html = '<h1>Head</h1><p>one <a>two</a></p><p>three</p><script>x</script><ul><li>item <b>bold</b></li></ul>';
  const outputs = await run('SplitHTML', { document: documentOf(html, 'text/html') });
  expect(outputs['text']).toEqual(['Head', 'one\ntwo\nthree', 'item', 'bold']);
  expect(outputs['start_index']).toEqual([0, 1, 2, 3]);
});

describe('SplitJSON', () => {
  it('writes paths and values', async () => {
    const outputs = await run('SplitJSON', { document: documentOf('[{"a":{"b":1,"c":[true,null]}},{"d":"x"}]') });
    expect(outputs['text']).toEqual(['a b 1\na c True\na c None', 'd x']);
  });

  it.each(['{"a"', '3'])('refuses %s', async (text) => {
    await expect(run('SplitJSON', { document: documentOf(text) })).rejects.toThrow(/JSON|Expect/);
  });
});

describe('SplitDocument', () => {
  const models: NodeModels = {
    ...NO_SERVICES.models,
    embed: ({ texts }) =>
      Promise.resolve(texts.map((text) => [text.split('cat').length - 1, text.split('sea').length - 1])),
  };

  it('cuts where the meaning turns', async () => {
    const text = 'A cat. More cat. Cat and cat. The sea. Deep sea. Blue sea.';
    const inputs = { document: documentOf(text), buffer_size: 1, threshold: 50 };
    const { text: chunks = [] } = await run('SplitDocument', inputs, models);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.join(' ')).toBe(text);
    const { text: whole } = await run('SplitDocument', { ...inputs, threshold: 100 }, models);
    expect(whole).toEqual([text]);
  });

  it('asks nobody about a single sentence', async () => {
    expect((await run('SplitDocument', { document: documentOf('One.') }))['text']).toEqual(['One.']);
  });
});
