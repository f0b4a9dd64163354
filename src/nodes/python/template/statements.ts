import type { Arguments, Expression } from '../expression/ast.js';

/** Where a value goes: one name, `ns.name`, or several names for the items of a list. */
export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly owner: string; readonly name: string }
  | { readonly kind: 'list'; readonly targets: readonly Target[] };

/** A filter of `{% filter %}` or of a `set` block. */
export interface FilterCall {
  readonly name: string;
  readonly args: Arguments;
}

/** A parameter of a macro. */
export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | null;
}

export type Body = readonly Statement[];

/** A parsed piece of a template. */
export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly expression: Expression }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
      readonly otherwise: Body;
    }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly values: Expression;
      readonly condition: Expression | null;
      readonly body: Body;
      readonly otherwise: Body;
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly kind: 'set-block';
      readonly target: Target;
      readonly filters: readonly FilterCall[];
      readonly body: Body;
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: Body;
    }
  | { readonly kind: 'filter'; readonly filters: readonly FilterCall[]; readonly body: Body }
  | {
      readonly kind: 'with';
      readonly bindings: readonly { readonly target: Target; readonly value: Expression }[];
      readonly body: Body;
    };
