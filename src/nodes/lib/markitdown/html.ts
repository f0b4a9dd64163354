import { loadOnce } from '../../load-once.js';
import { parseHtml } from '../../web/html.js';
import { tableMarkdown } from '../../pdf/markdown.js';

const loadTurndown = loadOnce(async () => (await import('turndown')).default);

/** What no reader sees, or what isn't content. */
const LEFT_OUT = 'script, style, template, noscript, head, iframe, svg';

/** Writes HTML as Markdown; tables become Markdown tables. */
export const htmlToMarkdown = async (html: string): Promise<string> => {
  const page = await parseHtml(html);
  page(LEFT_OUT).remove();
  const tables: string[] = [];
  page('table')
    .filter((_, table) => page(table).parents('table').length === 0)
    .each((_, table) => {
      const rows = page(table)
        .find('tr')
        .toArray()
        .map((row) =>
          page(row)
            .children('th, td')
            .toArray()
            .map((cell) => page(cell).text().trim()),
        )
        .filter((cells) => cells.length > 0);
      const width = Math.max(0, ...rows.map((cells) => cells.length));
      if (width === 0) return;
      tables.push(tableMarkdown(rows.map((cells) => Array.from({ length: width }, (__, at) => cells[at] ?? ''))));
      page(table).replaceWith(`<p>${placeholder(tables.length - 1)}</p>`);
    });
  const Turndown = await loadTurndown();
  const service = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });
  const markdown = service.turndown(page.root().html() ?? '');
  return tables.reduce((text, table, index) => text.replace(placeholder(index), () => table), markdown);
};

/** Stands for a table while the rest is converted; private characters keep it apart from text. */
const placeholder = (index: number): string => `\ue000${index}\ue001`;
