import { ValueError } from '../errors.js';
import { NO_ARGUMENTS } from '../expression/ast.js';
import { ExpressionParser, parseExpression } from '../expression/parser.js';
import { tokenize } from '../expression/tokens.js';
import type { Segment } from './segments.js';
import { splitTemplate } from './segments.js';
import type { Body, FilterCall, Parameter, Statement, Target } from './statements.js';

/**
 * Parses a template: text, `{{ … }}`, and the statements `if for set macro filter with block autoescape raw`.
 *
 * @throws ValueError when the template isn't well-formed
 */
export const parseTemplate = (template: string): Body => {
  const parser = new TemplateParser(splitTemplate(template));
  return parser.parse();
};

const MAX_DEPTH = 100;

class TemplateParser {
  private index = 0;
  private depth = 0;
  /** Word that ended the block read last. */
  private endWord = '';
  private endParser: ExpressionParser | null = null;

  constructor(private readonly segments: readonly Segment[]) {}

  parse(): Body {
    return this.body([]);
  }

  /** Reads statements up to one of the end words, or to the end of the template when there are none. */
  private body(endWords: readonly string[]): Body {
    const statements: Statement[] = [];
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new ValueError('the template is nested too deeply');
    for (let segment = this.segments[this.index]; segment; segment = this.segments[this.index]) {
      this.index += 1;
      if (segment.kind === 'text') statements.push({ kind: 'text', text: segment.source });
      else if (segment.kind === 'print') statements.push(print(segment.source));
      else if (this.isEnd(segment.source, endWords)) {
        this.depth -= 1;
        return statements;
      } else statements.push(...this.statement(segment.source));
    }
    if (endWords.length > 0) throw new ValueError(`Unexpected end of template. ${lookingFor(endWords)}`);
    this.depth -= 1;
    return statements;
  }

  private isEnd(source: string, endWords: readonly string[]): boolean {
    const word = /^\w*/.exec(source)?.[0] ?? '';
    if (!endWords.includes(word)) return false;
    this.endWord = word;
    this.endParser = new ExpressionParser(tokenize(source.slice(word.length), 'template'), 'template');
    return true;
  }

  private statement(source: string): readonly Statement[] {
    const parser = new ExpressionParser(tokenize(source, 'template'), 'template');
    if (parser.isAtEnd()) throw new ValueError('tag name expected');
    const word = parser.name();
    switch (word) {
      case 'if':
        return [this.ifStatement(parser)];
      case 'for':
        return [this.forStatement(parser)];
      case 'set':
        return [this.setStatement(parser)];
      case 'macro':
        return [this.macroStatement(parser)];
      case 'filter':
        return [{ kind: 'filter', filters: this.filters(parser), body: this.closed(parser, 'endfilter') }];
      case 'with':
        return [this.withStatement(parser)];
      case 'block':
        parser.name();
        return this.body(['endblock']);
      case 'autoescape':
        parser.expression();
        return this.closed(parser, 'endautoescape');
      case 'include':
      case 'import':
      case 'from':
      case 'extends':
        throw new ValueError('no loader for this environment specified');
      default:
        throw new ValueError(`Encountered unknown tag '${word}'.`);
    }
  }

  private closed(parser: ExpressionParser, endWord: string): Body {
    parser.end();
    return this.body([endWord]);
  }

  private ifStatement(first: ExpressionParser): Statement {
    const branches = [{ test: first.tuple(), body: this.body(['elif', 'else', 'endif']) }];
    while (this.endWord === 'elif' && this.endParser) {
      const test = this.endParser.tuple();
      branches.push({ test, body: this.body(['elif', 'else', 'endif']) });
    }
    return { kind: 'if', branches, otherwise: this.endWord === 'else' ? this.body(['endif']) : [] };
  }

  private forStatement(parser: ExpressionParser): Statement {
    const target = this.target(parser);
    parser.expect('in');
    const values = parser.expression(false);
    const condition = parser.take('if') ? parser.expression() : null;
    if (parser.take('recursive')) throw new ValueError('recursive loops are not supported');
    parser.end();
    const body = this.body(['endfor', 'else']);
    const otherwise = this.endWord === 'else' ? this.body(['endfor']) : [];
    return { kind: 'for', target, values, condition, body, otherwise };
  }

  private setStatement(parser: ExpressionParser): Statement {
    const target = this.target(parser);
    if (parser.take('=')) {
      const value = parser.tuple();
      parser.end();
      return { kind: 'set', target, value };
    }
    const filters = parser.take('|') ? this.filters(parser) : [];
    return { kind: 'set-block', target, filters, body: this.closed(parser, 'endset') };
  }

  private macroStatement(parser: ExpressionParser): Statement {
    const name = parser.name();
    const parameters: Parameter[] = [];
    parser.expect('(');
    while (!parser.take(')')) {
      parameters.push({ name: parser.name(), fallback: parser.take('=') ? parser.expression() : null });
      if (!parser.isNext(')')) parser.expect(',');
    }
    return { kind: 'macro', name, parameters, body: this.closed(parser, 'endmacro') };
  }

  private withStatement(parser: ExpressionParser): Statement {
    const bindings = [];
    while (!parser.isAtEnd()) {
      const target = this.singleTarget(parser);
      parser.expect('=');
      bindings.push({ target, value: parser.expression() });
      if (!parser.isAtEnd()) parser.expect(',');
    }
    return { kind: 'with', bindings, body: this.closed(parser, 'endwith') };
  }

  private filters(parser: ExpressionParser): FilterCall[] {
    const calls: FilterCall[] = [];
    do calls.push({ name: parser.name(), args: parser.take('(') ? parser.arguments() : NO_ARGUMENTS });
    while (parser.take('|'));
    return calls;
  }

  private target(parser: ExpressionParser): Target {
    const targets = [this.singleTarget(parser)];
    if (!parser.isNext(',')) return targets[0] ?? { kind: 'list', targets };
    while (parser.take(',')) {
      if (parser.isNext('in') || parser.isNext('=')) break;
      targets.push(this.singleTarget(parser));
    }
    return { kind: 'list', targets };
  }

  private singleTarget(parser: ExpressionParser): Target {
    if (parser.take('(')) {
      const inner = this.target(parser);
      parser.expect(')');
      return inner;
    }
    const name = parser.name();
    return parser.take('.') ? { kind: 'attribute', owner: name, name: parser.name() } : { kind: 'name', name };
  }
}

const print = (source: string): Statement => {
  if (source === '') throw new ValueError("Expected an expression, got 'end of print statement'");
  return { kind: 'print', expression: parseExpression(source, 'template') };
};

const lookingFor = (words: readonly string[]): string => {
  const block = words.find((word) => word.startsWith('end'))?.slice('end'.length) ?? '';
  const tags = words.map((word) => `'${word}'`).join(' or ');
  return `Jinja was looking for the following tags: ${tags}. The innermost block that needs to be closed is '${block}'.`;
};
