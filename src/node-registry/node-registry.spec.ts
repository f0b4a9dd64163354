import { describe, expect, it } from '@jest/globals';

import { defineNodeType } from '../engine/node-type.js';
import { any, int, of, str } from '../engine/property.js';
import { builtinCatalogue } from '../nodes/catalogue.js';
import { GetNodeInfoArgs, ListNodesArgs, NodeRegistryCommands, SearchNodesArgs } from './node-registry.commands.js';
import { NodeRegistryService } from './node-registry.service.js';
import { NodeSearch } from './node-search.js';
import { editsBetween, wordsOf } from './words.js';

const nodeType = (type: string, title: string, description = '', tags: readonly string[] = []) =>
  defineNodeType({ type, title, description, tags, outputs: { output: 'str' }, process: () => null });

describe('NodeSearch', () => {
  const search = new NodeSearch([
    nodeType('a.text.Concat', 'Concatenate', 'Joins two texts.', ['join']),
    nodeType('a.text.Join', 'Join', 'Joins many texts with a separator.'),
    nodeType('a.image.JoinImages', 'Join Images', 'Puts pictures side by side.'),
    nodeType('a.text.FormatText', 'Format Text', 'Fills a template.'),
    nodeType('b.text.TextToSpeech', 'Text To Speech', 'Speaks a text.'),
  ]);
  const find = (words: readonly string[], options = {}) =>
    search.find({ words, limit: 10, ...options }).map(({ type }) => type);

  it('puts the title that is the query itself first', () => {
    expect(find(['join'])[0]).toBe('a.text.Join');
    expect(find(['join', 'images'])[0]).toBe('a.image.JoinImages');
  });

  it('finds a word by its beginning', () => {
    expect(find(['concat'])[0]).toBe('a.text.Concat');
    expect(find(['speec'])[0]).toBe('b.text.TextToSpeech');
  });

  it('prefers neighbouring words to scattered ones', () => {
    expect(find(['format text'])[0]).toBe('a.text.FormatText');
    expect(find(['FormatText'])[0]).toBe('a.text.FormatText');
  });

  it('leaves out namespaces, and what has none of the words', () => {
    expect(find(['text'], { excludeNamespaces: ['b.text'] })).not.toContain('b.text.TextToSpeech');
    expect(find(['zebra'])).toEqual([]);
  });

  it('filters by the types that a node type takes and gives', () => {
    const typed = new NodeSearch([
      defineNodeType({
        type: 't.Img',
        title: 'Img',
        description: '',
        properties: { image: of('image', null) },
        outputs: { output: 'int' },
        process: () => null,
      }),
      defineNodeType({
        type: 't.Num',
        title: 'Num',
        description: '',
        properties: { n: int() },
        outputs: { output: 'int|str' },
        process: () => null,
      }),
      defineNodeType({
        type: 't.Any',
        title: 'Any',
        description: '',
        properties: { v: any() },
        outputs: { output: 'image' },
        process: () => null,
      }),
      defineNodeType({
        type: 't.Txt',
        title: 'Txt',
        description: '',
        properties: { t: str() },
        outputs: { output: 'str' },
        process: () => null,
      }),
    ]);
    const types = (query: object) => typed.find({ words: [], limit: 9, ...query }).map(({ type }) => type);
    expect(types({ inputType: 'image' })).toEqual(['t.Any', 't.Img']);
    expect(types({ outputType: 'int' })).toEqual(['t.Img', 't.Num']);
    expect(types({ inputType: 'str', outputType: 'str' })).toEqual(['t.Txt']);
  });

  it.each([
    ['concatenat', 'a.text.Concat'],
    ['conctaenate', 'a.text.Concat'],
    ['tempalte', 'a.text.FormatText'],
    ['seperator', 'a.text.Join'],
    ['pictres', 'a.image.JoinImages'],
  ])('tolerates the typing error in %s', (query, type) => {
    expect(find([query])[0]).toBe(type);
  });

  it('takes a word that is spelt right over one that is spelt alike', () => {
    const alike = new NodeSearch([nodeType('a.Form', 'Form'), nodeType('a.Fork', 'Fork'), nodeType('a.Ford', 'Ford')]);
    expect(alike.find({ words: ['fork'], limit: 9 }).map(({ type }) => type)).toEqual(['a.Fork']);
    expect(alike.find({ words: ['forx'], limit: 9 })).toHaveLength(3);
  });

  it('does not guess at short words', () => {
    expect(find(['jin'])).toEqual([]);
  });

  it.each([
    ['form', 'form', 0],
    ['form', 'from', 1],
    ['form', 'forms', 1],
    ['abcdef', 'badcfe', 3],
    ['kitten', 'sitting', 3],
    ['kitten', 'mathematics', 4],
  ])('counts the edits between %s and %s', (a, b, edits) => {
    expect(editsBetween(a, b, 3)).toBe(edits);
  });

  it.each([
    ['FormatText', ['format', 'text']],
    ['HTMLToText', ['html', 'to', 'text']],
    ['lib.math_fun-2', ['lib', 'math', 'fun', '2']],
  ])('splits %s into words', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('node type commands', () => {
  const commands = new NodeRegistryCommands(new NodeRegistryService(builtinCatalogue));

  it('pages through all node types in order', async () => {
    const seen: string[] = [];
    let start_key = '';
    do {
      const page = await commands.listNodes(Object.assign(new ListNodesArgs(), { limit: 60, start_key }));
      expect(page.total).toBeGreaterThan(150);
      seen.push(...page.nodes.map(({ type }) => type));
      start_key = page.next;
    } while (start_key !== '');
    expect(seen).toEqual(new NodeRegistryService(builtinCatalogue).typeNames());
  });

  it('lists a namespace whatever its letter case', async () => {
    const { nodes } = await commands.listNodes(Object.assign(new ListNodesArgs(), { namespace: 'LIB.Math' }));
    expect(nodes.length).toBeGreaterThan(5);
    expect(nodes.every(({ namespace }) => namespace === 'lib.math')).toBe(true);
    expect(Object.keys(nodes[0] ?? {}).sort()).toEqual(['description', 'namespace', 'title', 'type']);
  });

  it('shows the full metadata of a node type', async () => {
    const info = await commands.getNodeInfo(
      Object.assign(new GetNodeInfoArgs(), { node_type: 'nodetool.text.Concat' }),
    );
    expect(info).toMatchObject({
      node_type: 'nodetool.text.Concat',
      namespace: 'nodetool.text',
      is_dynamic: false,
      recommended_models: [],
      basic_fields: ['a', 'b'],
    });
    expect(info.properties[0]).toEqual(
      expect.objectContaining({
        name: 'a',
        type: { type: 'str', optional: false, values: null, type_args: [], type_name: null },
        default: '',
        min: null,
        max: null,
      }),
    );
    expect(info.outputs).toEqual([{ name: 'output', type: expect.objectContaining({ type: 'str' }), stream: false }]);
  });

  it('says so when a node type is unknown, with near names', async () => {
    const shown = commands.getNodeInfo(Object.assign(new GetNodeInfoArgs(), { node_type: 'nodetool.text.Concatt' }));
    await expect(shown).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Node type nodetool.text.Concatt not found',
      hint: expect.stringContaining('nodetool.text.Concat'),
    });
  });

  it('finds node types, in short or in full', async () => {
    const args = Object.assign(new SearchNodesArgs(), { query: ['concat'], n_results: 3 });
    const short = await commands.searchNodes(args);
    expect(short.nodes[0]).toMatchObject({ type: 'nodetool.text.Concat' });
    const full = await commands.searchNodes(Object.assign(args, { include_metadata: true }));
    expect(full.nodes[0]).toMatchObject({ node_type: 'nodetool.text.Concat', properties: expect.any(Array) });
  });
});
