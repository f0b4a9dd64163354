import { isRecord } from '../../../common/json.js';
import { ValueError } from '../../python/errors.js';
import { sliceIndices } from '../../python/slice.js';

/** Finds the values in a document that one step of a path leads to. */
type Step = (values: readonly unknown[], root: unknown) => unknown[];

/**
 * Reads a JSONPath: `$`, `.name`, `['a','b']`, `*`, `[0]`, `[-1]`, `[1:3]`, `..` and `|`. There are no filters and no
 * scripts, so a path can only look.
 *
 * @returns what the path leads to in a document, in document order
 * @throws ValueError when the text isn't such a path
 */
export const compileJsonPath = (path: string): ((root: unknown) => unknown[]) => {
  const step = new JsonPathParser(tokenize(path)).parse();
  return (root) => step([root], root);
};

interface Token {
  readonly kind: 'name' | 'number' | 'sign';
  readonly text: string;
  readonly position: number;
}

const TOKEN =
  /(?<space>[ \t\r\n]+)|(?<name>[A-Za-z_@][\w@-]*)|(?<number>-?\d+)|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>\.\.|[$.*[\](),:|&~])/y;

const tokenize = (path: string): Token[] => {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < path.length) {
    const position = TOKEN.lastIndex;
    const groups = TOKEN.exec(path)?.groups;
    if (!groups) {
      throw new ValueError(`Error on line 1, col ${position}: Unexpected character: ${path.charAt(position)} `);
    }
    const { name, number, quoted, sign } = groups;
    if (name !== undefined) tokens.push({ kind: 'name', text: name, position });
    if (number !== undefined) tokens.push({ kind: 'number', text: number, position });
    if (quoted !== undefined) tokens.push({ kind: 'name', text: unquote(quoted), position });
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, position });
  }
  return tokens;
};

const unquote = (quoted: string): string => quoted.slice(1, -1).replace(/\\(.)/gs, '$1');

class JsonPathParser {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Step {
    const step = this.union();
    if (this.index < this.tokens.length) this.fail();
    return step;
  }

  private union(): Step {
    const branches = [this.path()];
    while (this.take('|')) branches.push(this.path());
    return (values, root) => branches.flatMap((branch) => branch(values, root));
  }

  private path(): Step {
    const steps = [this.first()];
    for (;;) {
      if (this.take('..')) steps.push(descendants(this.take('[') ? this.bracket() : this.fields()));
      else if (this.take('.')) steps.push(this.take('[') ? this.bracket() : this.fields());
      else if (this.take('[')) steps.push(this.bracket());
      else return (values, root) => steps.reduce((found, step) => step(found, root), [...values]);
    }
  }

  private first(): Step {
    if (this.take('$')) return (_values, root) => [root];
    if (this.take('[')) return this.bracket();
    if (!this.take('(')) return this.fields();
    const inner = this.union();
    if (!this.take(')')) this.fail();
    return inner;
  }

  private fields(): Step {
    if (this.take('*')) return (values) => values.flatMap((value) => (isRecord(value) ? Object.values(value) : []));
    const names = [this.name()];
    while (this.take(',')) names.push(this.name());
    return (values) => values.flatMap((value) => membersOf(value, names));
  }

  private name(): string {
    const token = this.tokens[this.index];
    if (token?.kind !== 'name') return this.fail();
    this.index += 1;
    return token.text;
  }

  private bracket(): Step {
    const step = this.bracketContent();
    if (!this.take(']')) this.fail();
    return step;
  }

  private bracketContent(): Step {
    if (this.take('*')) return (values) => values.flatMap(itemsOf);
    const number = this.number();
    if (number === undefined && !this.isNext(':')) return this.fields();
    if (!this.isNext(':')) return elements([number ?? 0, ...this.furtherNumbers()]);
    this.index += 1;
    const stop = this.number();
    const step = this.take(':') ? this.number() : undefined;
    const bounds = { start: number ?? null, stop: stop ?? null, step: step ?? null };
    return (values) =>
      values.flatMap((value) => {
        const items = itemsOf(value);
        return sliceIndices(items.length, bounds).map((position) => items[position]);
      });
  }

  private furtherNumbers(): number[] {
    const numbers: number[] = [];
    while (this.take(',')) numbers.push(this.number() ?? this.fail());
    return numbers;
  }

  private number(): number | undefined {
    const token = this.tokens[this.index];
    if (token?.kind !== 'number') return undefined;
    this.index += 1;
    return Number(token.text);
  }

  private isNext(sign: string): boolean {
    const token = this.tokens[this.index];
    return token?.kind === 'sign' && token.text === sign;
  }

  private take(sign: string): boolean {
    if (!this.isNext(sign)) return false;
    this.index += 1;
    return true;
  }

  private fail(): never {
    const token = this.tokens[this.index];
    if (!token) throw new ValueError('Parse error near the end of string!');
    throw new ValueError(`Parse error at 1:${token.position} near token ${token.text} (${nameOf(token)})`);
  }
}

const nameOf = ({ kind, text }: Token): string =>
  kind === 'name' ? 'ID' : kind === 'number' ? 'NUMBER' : text === '..' ? 'DOUBLEDOT' : text;

const membersOf = (value: unknown, names: readonly string[]): unknown[] =>
  isRecord(value) ? names.filter((name) => Object.hasOwn(value, name)).map((name) => value[name]) : [];

/** A value that is no list stands for a list of itself alone. */
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const elements =
  (positions: readonly number[]): Step =>
  (values) =>
    values.flatMap((value) =>
      Array.isArray(value)
        ? positions
            .map((position) => (position < 0 ? position + value.length : position))
            .filter((position) => position >= 0 && position < value.length)
            .map((position): unknown => value[position])
        : [],
    );

/** Applies a step to a value and to everything below it, from the top down. */
const descendants =
  (step: Step): Step =>
  (values, root) => {
    const below = (value: unknown): unknown[] => {
      const children = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
      return [...step([value], root), ...children.flatMap(below)];
    };
    return values.flatMap(below);
  };
