/** Operators that compare two values. */
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

/** Operators that compute a value of two. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** Arguments of a call, a filter or a test. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: Readonly<Record<string, Expression>>;
}

/** A parsed expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly target: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly target: Expression; readonly index: Expression }
  | {
      readonly kind: 'slice';
      readonly target: Expression;
      readonly start: Expression | null;
      readonly stop: Expression | null;
      readonly step: Expression | null;
    }
  | { readonly kind: 'call'; readonly target: Expression; readonly args: Arguments }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly operand: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'comparison';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[];
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly value: Expression;
      readonly otherwise: Expression | null;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | { readonly kind: 'filter'; readonly target: Expression; readonly name: string; readonly args: Arguments }
  | {
      readonly kind: 'test';
      readonly target: Expression;
      readonly name: string;
      readonly args: Arguments;
      readonly isNegated: boolean;
    };

/** No arguments at all. */
export const NO_ARGUMENTS: Arguments = { positional: [], named: {} };
