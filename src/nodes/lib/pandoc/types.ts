import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, list, of, str } from '../../../engine/property.js';

const INPUT_FORMATS = [
  'biblatex',
  'bibtex',
  'bits',
  'commonmark',
  'commonmark_x',
  'creole',
  'csljson',
  'csv',
  'djot',
  'docbook',
  'docx',
  'dokuwiki',
  'endnotexml',
  'epub',
  'fb2',
  'gfm',
  'haddock',
  'html',
  'ipynb',
  'jats',
  'jira',
  'json',
  'latex',
  'man',
  'markdown',
  'markdown_github',
  'markdown_mmd',
  'markdown_phpextra',
  'markdown_strict',
  'mdoc',
  'mediawiki',
  'muse',
  'native',
  'odt',
  'opml',
  'org',
  'ris',
  'rst',
  'rtf',
  't2t',
  'textile',
  'tikiwiki',
  'tsv',
  'twiki',
  'typst',
  'vimwiki',
] as const;

const OUTPUT_FORMATS = [
  'asciidoc',
  'asciidoctor',
  'beamer',
  'context',
  'docbook4',
  'docbook5',
  'docx',
  'epub2',
  'epub3',
  'pdf',
  'plain',
  'pptx',
  'slideous',
  'slidy',
  'dzslides',
  'revealjs',
  's5',
  'tei',
  'texinfo',
  'zimwiki',
] as const;

const UNAVAILABLE = 'it needs the program pandoc, which is not among those that workflows may run here';

const formats = (output: (typeof OUTPUT_FORMATS)[number]) => ({
  input_format: choice('nodetool.nodes.lib.pandoc.InputFormat', INPUT_FORMATS, 'markdown', {
    description: 'Format of what is converted.',
  }),
  output_format: choice('nodetool.nodes.lib.pandoc.OutputFormat', OUTPUT_FORMATS, output, {
    description: 'Format to convert to.',
  }),
  extra_args: list<string>('str', [], { description: 'Further arguments of the program.' }),
});

const refuse = (): never => {
  throw new Error(`lib.pandoc can't convert: ${UNAVAILABLE}. Use lib.markitdown.ConvertToMarkdown to get Markdown.`);
};

/** Converts a file; pandoc isn't there. */
const ConvertFile = defineNodeType({
  type: 'lib.pandoc.ConvertFile',
  title: 'Convert File with Pandoc',
  description: 'Converts a file from one document format to another.',
  tags: ['convert', 'document', 'pandoc', 'file'],
  properties: {
    input_path: of(
      'file_path',
      // A path has a mark of its type besides.
      { type: 'file_path', path: '' },
      { description: 'The file.' },
    ),
    ...formats('pdf'),
  },
  outputs: { output: 'str' },
  unavailable: UNAVAILABLE,
  process: refuse,
});

/** Converts a text; pandoc isn't there. */
const ConvertText = defineNodeType({
  type: 'lib.pandoc.ConvertText',
  title: 'Convert Text with Pandoc',
  description: 'Converts a text from one document format to another.',
  tags: ['convert', 'document', 'pandoc', 'text'],
  properties: { content: str('', { description: 'The text.' }), ...formats('docx') },
  outputs: { output: 'str' },
  unavailable: UNAVAILABLE,
  process: refuse,
});

/** Node types of `lib.pandoc`. */
export const libPandocTypes: readonly NodeType[] = [ConvertFile, ConvertText];
