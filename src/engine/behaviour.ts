import type { NodeContext } from './node-context.js';
import type { OutputKind } from './output-kind.js';
import type { TypeMetadata } from './type-metadata.js';

/** Values by output name. A missing or `undefined` name emits nothing there; `null` is a value like any other. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What a firing may give back: outputs, or nothing at all. */
export type ProcessResult = Outputs | null | undefined | void;

/** Values by property name, each already checked against the property's type. */
export type Inputs = Readonly<Record<string, unknown>>;

export interface Output {
  readonly type: TypeMetadata;
  readonly kind: OutputKind;
}

/** Folds all items of an iteration into one firing's outputs. */
export interface Reduction<State = unknown> {
  /** The property whose arriving values are folded. */
  readonly handle: string;
  readonly start: (inputs: Inputs) => State;
  readonly add: (state: State, item: unknown, context: NodeContext) => State | Promise<State>;
  readonly finish: (state: State, inputs: Inputs, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
}

/** Fires for each item, and remembers something from one item of an iteration to the next. */
export interface Scan<State = unknown> {
  /** What it remembers at the beginning of each iteration. */
  readonly start: () => State;
  /** One firing; changes `state` in place. */
  readonly step: (inputs: Inputs, state: State, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
}

/** Takes whole iterations in at its own pace, and opens one of its own. */
export interface Consumption {
  /** Properties whose arriving values come as `InputStream`s. */
  readonly streams: readonly string[];
  /** Properties that are fed by what follows: the only way in which a graph may lead back to where it came from. */
  readonly feedback: readonly string[];
  readonly consume: (inputs: Inputs, context: NodeContext) => AsyncGenerator<Outputs, void, void>;
}

/** How a graph node of this type runs. */
export type Behaviour =
  | {
      readonly kind: 'process';
      readonly process: (inputs: Inputs, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
    }
  | {
      readonly kind: 'generate';
      readonly generate: (
        inputs: Inputs,
        context: NodeContext,
      ) => Generator<Outputs, void, void> | AsyncGenerator<Outputs, void, void>;
    }
  | { readonly kind: 'reduce'; readonly reduction: Reduction }
  | { readonly kind: 'scan'; readonly scan: Scan }
  | { readonly kind: 'consume'; readonly consumption: Consumption };

/** Tells whether values of an output belong to an iteration that each firing opens, unless it says otherwise. */
export const opensIteration = ({ kind }: Behaviour): boolean => kind === 'generate' || kind === 'consume';
