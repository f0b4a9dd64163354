import type { NodeContext } from './node-context.js';
import type { Property } from './property.js';
import type { TypeMetadata } from './type-metadata.js';
import { typeOf } from './type-metadata.js';

/** Values by output name. A missing or `undefined` name emits nothing there; `null` is a value like any other. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What a firing may give back: outputs, or nothing at all. */
export type ProcessResult = Outputs | null | undefined | void;

/** Values by property name, each already checked against the property's type. */
export type Inputs = Readonly<Record<string, unknown>>;

/**
 * How an output's values relate to the firing that made them.
 * - `forward`: at most one value per firing, in the firing's own iteration
 * - `iteration`: each value opens a step of a new iteration below the firing's
 * - `single`: one value, after a generator's last item, in the firing's own iteration
 */
export type OutputKind = 'forward' | 'iteration' | 'single';

export interface Output {
  readonly type: TypeMetadata;
  readonly kind: OutputKind;
}

/** What the engine does with a graph node of this type besides running it. */
export type NodeRole =
  /** an ordinary graph node */
  | 'plain'
  /** takes a parameter of the run by its `name` */
  | 'input'
  /** records what arrives as a result of the run by its `name` */
  | 'output'
  /** shows what arrives and records it by the graph node's id */
  | 'preview'
  /** only for the reader of the graph: never fires */
  | 'annotation';

/** Folds all items of an iteration into one firing's outputs. */
export interface Reduction<State = unknown> {
  /** The property whose arriving values are folded. */
  readonly handle: string;
  readonly start: (inputs: Inputs) => State;
  readonly add: (state: State, item: unknown) => State | Promise<State>;
  readonly finish: (state: State, inputs: Inputs, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
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
  | { readonly kind: 'reduce'; readonly reduction: Reduction };

/** An entry of the catalogue: what a graph node of this type takes, gives and does. */
export interface NodeType {
  /** Dotted name that graphs use, for example `nodetool.text.Concat`. */
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
  readonly outputs: Readonly<Record<string, Output>>;
  readonly behaviour: Behaviour;
  readonly role: NodeRole;
  /** Accepts handles that aren't declared properties; they arrive in `context.dynamicInputs`. */
  readonly isDynamic: boolean;
  /** Lets a graph node declare further outputs of its own. */
  readonly supportsDynamicOutputs: boolean;
  /** The catalogue's streaming mark; the engine goes by `behaviour`. */
  readonly isStreamingOutput: boolean;
  readonly exposeAsTool: boolean;
  readonly layout: string;
  /** Properties that an editor shows first. */
  readonly basicFields: readonly string[];
  readonly requiredSettings: readonly string[];
  /** Properties without which a run makes no sense: a graph is refused unless an edge or a stored value gives them. */
  readonly requiredInputs: readonly string[];
  /** Property that only ever takes values from an edge: without one, a graph node of this type has nothing to do. */
  readonly streamedInput: string | null;
  /** True when equal inputs always give equal outputs and nothing else happens. */
  readonly isPure: boolean;
}

/** Reads the values of declared properties with their types. */
export type InputsOf<P extends Readonly<Record<string, Property>>> = {
  readonly [K in keyof P]: P[K] extends Property<infer T> ? T : never;
};

interface Declaration<P extends Readonly<Record<string, Property>>> {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly properties?: P;
  /** Output names with the spelling of their type (see `typeOf`); a `single` output of a generator is marked so. */
  readonly outputs?: Readonly<
    Record<string, string | { readonly type: string | TypeMetadata; readonly kind?: OutputKind }>
  >;
  readonly role?: NodeRole;
  readonly isDynamic?: boolean;
  readonly supportsDynamicOutputs?: boolean;
  readonly isStreamingOutput?: boolean;
  readonly exposeAsTool?: boolean;
  readonly layout?: string;
  /** Default: all properties. */
  readonly basicFields?: readonly (keyof P & string)[];
  readonly requiredSettings?: readonly string[];
  readonly requiredInputs?: readonly (keyof P & string)[];
  readonly streamedInput?: keyof P & string;
  readonly isPure?: boolean;
}

type WithProcess<P extends Readonly<Record<string, Property>>> = Declaration<P> & {
  readonly process: (inputs: InputsOf<P>, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
};

type WithGenerate<P extends Readonly<Record<string, Property>>> = Declaration<P> & {
  readonly generate: (
    inputs: InputsOf<P>,
    context: NodeContext,
  ) => Generator<Outputs, void, void> | AsyncGenerator<Outputs, void, void>;
};

type WithReduce<P extends Readonly<Record<string, Property>>, S> = Declaration<P> & {
  readonly reduce: {
    readonly handle: keyof P & string;
    readonly start: (inputs: InputsOf<P>) => S;
    readonly add: (state: S, item: unknown) => S | Promise<S>;
    readonly finish: (state: S, inputs: InputsOf<P>, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
  };
};

/**
 * Declares a node type. Exactly one of `process` (one firing, at most one value per output), `generate` (a stream of
 * outputs) or `reduce` (folds an iteration) says what it does; inputs are typed from `properties`.
 *
 * @throws SyntaxError when an output's type isn't spelled as `typeOf` reads it
 */
export function defineNodeType<const P extends Readonly<Record<string, Property>>>(
  declaration: WithProcess<P>,
): NodeType;
export function defineNodeType<const P extends Readonly<Record<string, Property>>>(
  declaration: WithGenerate<P>,
): NodeType;
export function defineNodeType<const P extends Readonly<Record<string, Property>>, S>(
  declaration: WithReduce<P, S>,
): NodeType;
export function defineNodeType(
  declaration: Declaration<Readonly<Record<string, Property>>> & {
    readonly process?: unknown;
    readonly generate?: unknown;
    readonly reduce?: unknown;
  },
): NodeType {
  const behaviour = behaviourOf(declaration);
  const defaultKind: OutputKind = behaviour.kind === 'generate' ? 'iteration' : 'forward';
  const properties = declaration.properties ?? {};
  return {
    type: declaration.type,
    title: declaration.title,
    description: declaration.description,
    tags: declaration.tags ?? [],
    properties,
    outputs: Object.fromEntries(
      Object.entries(declaration.outputs ?? {}).map(([name, output]) => [name, outputOf(output, defaultKind)]),
    ),
    behaviour,
    role: declaration.role ?? 'plain',
    isDynamic: declaration.isDynamic ?? false,
    supportsDynamicOutputs: declaration.supportsDynamicOutputs ?? false,
    isStreamingOutput: declaration.isStreamingOutput ?? behaviour.kind === 'generate',
    exposeAsTool: declaration.exposeAsTool ?? false,
    layout: declaration.layout ?? 'default',
    basicFields: declaration.basicFields ?? Object.keys(properties),
    requiredSettings: declaration.requiredSettings ?? [],
    requiredInputs: declaration.requiredInputs ?? [],
    streamedInput: declaration.streamedInput ?? null,
    isPure: declaration.isPure ?? true,
  };
}

const outputOf = (
  output: string | { readonly type: string | TypeMetadata; readonly kind?: OutputKind },
  defaultKind: OutputKind,
): Output => {
  if (typeof output === 'string') return { type: typeOf(output), kind: defaultKind };
  const type = typeof output.type === 'string' ? typeOf(output.type) : output.type;
  return { type, kind: output.kind ?? defaultKind };
};

const behaviourOf = (declaration: {
  readonly process?: unknown;
  readonly generate?: unknown;
  readonly reduce?: unknown;
}): Behaviour => {
  // The overloads above are the only way in: each field has the type that its signature says.
  if (declaration.process) return { kind: 'process', process: declaration.process } as Behaviour;
  if (declaration.generate) return { kind: 'generate', generate: declaration.generate } as Behaviour;
  return { kind: 'reduce', reduction: declaration.reduce } as Behaviour;
};
