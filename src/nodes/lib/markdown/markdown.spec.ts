import { describe, expect, it } from '@jest/globals';

import { tryNodeType } from '../../try-node-type.js';
import { libMarkdownTypes } from './types.js';

const run = async (
  name: string,
  markdown: string,
  inputs: Readonly<Record<string, unknown>> = {},
): Promise<unknown> => {
  const type = libMarkdownTypes.find((candidate) => candidate.type === `lib.markdown.${name}`);
  if (!type) throw new Error(`no type ${name}`);
  return (await tryNodeType(type, { markdown, ...inputs })).outputs['output']?.[0];
};

describe('ExtractLinks', () => {
  it('finds links inline, by reference, in angle brackets, in lists and tables', async () => {
    const markdown = [
      '- [**a**](https://e.org/a "title") and <https://e.org/b>',
      '> [c][ref] [![img](i.png)](https://e.org/d)',
      '',
      '| x |',
      '|---|',
      '| [e](https://e.org/e) |',
      '',
      '[ref]: https://e.org/c',
    ].join('\n');
    expect(await run('ExtractLinks', markdown)).toEqual([
      { url: 'https://e.org/a', title: '**a**' },
      { url: 'https://e.org/b', title: '' },
      { url: 'https://e.org/c', title: 'c' },
      { url: 'https://e.org/d', title: '![img](i.png)' },
      { url: 'https://e.org/e', title: 'e' },
    ]);
  });

  it('passes over code, HTML, pictures and bare addresses', async () => {
    const markdown = '`[a](b)` <div>x</div> ![p](q.png) https://e.org\n\n```\n[c](d)\n```\n';
    expect(await run('ExtractLinks', markdown)).toEqual([]);
  });

  it('leaves the texts out on demand', async () => {
    expect(await run('ExtractLinks', '[a](b)', { include_titles: false })).toEqual([{ url: 'b', title: '' }]);
  });
});

it('ExtractHeaders passes over code and deeper levels', async () => {
  const markdown = '# A\n```sh\n# no\n```\n~~~\n## no\n```\n~~~\n### B ###\n```\n# open to the end';
  expect(await run('ExtractHeaders', markdown)).toEqual([
    { level: 1, text: 'A', index: 0 },
    { level: 3, text: 'B ###', index: 1 },
  ]);
  expect(await run('ExtractHeaders', markdown, { max_level: 2 })).toEqual([{ level: 1, text: 'A', index: 0 }]);
});

it('lists are runs of lines', async () => {
  expect(await run('ExtractBulletLists', '- a\n  * b\ntext\n+ c\n')).toEqual([
    [{ text: 'a' }, { text: 'b' }],
    [{ text: 'c' }],
  ]);
  expect(await run('ExtractNumberedLists', '1. a\n10. b\n\n3. c')).toEqual([['a', 'b'], ['c']]);
});

it('ExtractCodeBlocks names languages', async () => {
  expect(await run('ExtractCodeBlocks', '```py\nx = 1\n```\n```\n  y\n```')).toEqual([
    { language: 'py', code: 'x = 1' },
    { language: 'text', code: 'y' },
  ]);
});

it('ExtractTables reads the first real table, with or without outer strokes', async () => {
  const markdown = 'a | b is no table\n\n```\n|x|\n|-|\n|y|\n```\n\nh1 | h2\n:-- | --:\n`1\\|2` | |\nonly\n';
  expect(await run('ExtractTables', markdown)).toMatchObject({
    columns: [{ name: 'h1' }, { name: 'h2' }],
    data: [['`1|2`', '']],
  });
});
