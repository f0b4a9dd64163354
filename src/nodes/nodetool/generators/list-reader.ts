const OPEN = '<LIST_ITEM>';
const CLOSE = '</LIST_ITEM>';

/** Reads the items of a list while a model writes it. */
export class ListReader {
  private rest = '';

  /** Takes the next piece of the text and gives the items that are whole with it. */
  add(piece: string): readonly string[] {
    this.rest += piece;
    const items: string[] = [];
    for (;;) {
      const start = this.rest.indexOf(OPEN);
      const end = this.rest.indexOf(CLOSE, start + OPEN.length);
      if (start < 0 || end < 0) break;
      items.push(clean(this.rest.slice(start + OPEN.length, end)));
      this.rest = this.rest.slice(end + CLOSE.length);
    }
    return items.filter((item) => item !== '');
  }

  /** The item that the text ends in, without a mark of its end; null when there is none. */
  end(): string | null {
    const start = this.rest.indexOf(OPEN);
    if (start < 0) return null;
    return clean(this.rest.slice(start + OPEN.length).replace(/<[^>]*$/, '')) || null;
  }
}

/** Takes marks of bold text out and makes one line of an item. */
const clean = (text: string): string => text.replaceAll('**', '').replaceAll(/\s+/g, ' ').trim();
