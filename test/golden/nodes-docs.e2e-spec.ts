import { libBeautifulsoupTypes } from '../../src/nodes/lib/beautifulsoup/types.js';
import { libMarkdownTypes } from '../../src/nodes/lib/markdown/types.js';
import { describeGoldens } from './run-node-type.js';

describeGoldens({
  types: [...libBeautifulsoupTypes, ...libMarkdownTypes],
  namespaces: ['lib.beautifulsoup', 'lib.markdown'],
  exceptions: {
    'lib.beautifulsoup.BaseUrl noscheme': 'an address without a scheme is refused',
    'lib.beautifulsoup.ExtractAudio page': 'a source of a video is not a sound',
    'lib.beautifulsoup.ExtractImages img_without_src_first': 'an img without a src is left out',
    'lib.beautifulsoup.ExtractLinks nobase': 'an address of another site is external, also without a base',
    'lib.beautifulsoup.HTMLToText nolb': 'words of neighbouring blocks are kept apart',
    'lib.beautifulsoup.HTMLToText page': 'words of neighbouring blocks are kept apart',
    'lib.markdown.ExtractLinks doc': 'a picture is no link, and a link without its title is the address',
    'lib.markdown.ExtractLinks parens': 'an address may hold parentheses',
    'lib.markdown.ExtractTables no_outer_pipes': 'the outer strokes of a table may be left out',
    'lib.markdown.ExtractTables ragged': 'every row has as many values as the table has columns',
  },
});
