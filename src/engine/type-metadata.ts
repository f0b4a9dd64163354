/**
 * NodeTool's structural description of a value's type, as node metadata carries it.
 * A plain type is just `{ type: 'str' }`; `list`, `dict`, `tuple` and `union` name their parts in `type_args`;
 * an `enum` lists its `values` and its dotted `type_name`.
 */
export interface TypeMetadata {
  readonly type: string;
  readonly optional?: boolean;
  readonly values?: readonly (string | number)[] | null;
  readonly type_args?: readonly TypeMetadata[];
  readonly type_name?: string | null;
}

/**
 * Reads the short spelling of a type: `str`, `list[int]`, `dict[str,any]`, `int|float`, `str?` (optional).
 *
 * @throws SyntaxError when the text isn't such a spelling
 */
export const typeOf = (spelling: string): TypeMetadata => {
  const parser = new TypeParser(spelling);
  const parsed = parser.union();
  parser.end();
  return parsed;
};

/** Writes a type in the short spelling that `typeOf` reads; used in messages. */
export const spellType = (type: TypeMetadata): string => {
  const args = type.type_args ?? [];
  if (type.type === 'union') return args.map(spellType).join('|');
  if (type.type === 'enum') return `enum{${(type.values ?? []).join('|')}}`;
  return args.length > 0 ? `${type.type}[${args.map(spellType).join(',')}]` : type.type;
};

class TypeParser {
  private position = 0;

  constructor(private readonly text: string) {}

  union(): TypeMetadata {
    const members = [this.single()];
    while (this.take('|')) members.push(this.single());
    const [only] = members;
    return members.length === 1 && only ? only : { type: 'union', type_args: members };
  }

  end(): void {
    if (this.position < this.text.length) this.fail();
  }

  private single(): TypeMetadata {
    const name = /^[A-Za-z_][\w.]*/.exec(this.text.slice(this.position))?.[0] ?? this.fail();
    this.position += name.length;
    const args: TypeMetadata[] = [];
    if (this.take('[')) {
      do args.push(this.union());
      while (this.take(','));
      if (!this.take(']')) this.fail();
    }
    const isOptional = this.take('?');
    return { type: name, ...(args.length > 0 && { type_args: args }), ...(isOptional && { optional: true }) };
  }

  private take(sign: string): boolean {
    if (this.text[this.position] !== sign) return false;
    this.position += 1;
    return true;
  }

  private fail(): never {
    throw new SyntaxError(`not a type: "${this.text}" at ${this.position}`);
  }
}
