import type { Behaviour, Output, Outputs, ProcessResult } from './behaviour.js';
import { opensIteration } from './behaviour.js';
import type { RetryRule } from './firing-rules.js';
import type { InputStream } from './input-stream.js';
import type { NodeContext } from './node-context.js';
import type { OutputKind } from './output-kind.js';
import type { Property } from './property.js';
import type { ProgramName } from './services/node-programs.js';
import type { TypeMetadata } from './type-metadata.js';
import { typeOf } from './type-metadata.js';

export type { Inputs, Outputs, ProcessResult } from './behaviour.js';

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
  /** How values of those outputs relate to the firing. Default: `iteration` for a generator, else `forward`. */
  readonly dynamicOutputKind?: OutputKind;
  /** The catalogue's streaming mark; the engine goes by `behaviour`. */
  readonly isStreamingOutput: boolean;
  readonly exposeAsTool: boolean;
  readonly layout: string;
  /** Properties that an editor shows first. */
  readonly basicFields: readonly string[];
  /** Secrets without which a run is refused; all of them by name. */
  readonly requiredSettings: readonly string[];
  /** Secrets that it reads besides: without one a run begins all the same. */
  readonly optionalSettings: readonly string[];
  /** Programs that must be on the machine. */
  readonly requiredPrograms: readonly ProgramName[];
  /** Why no machine of ours runs it: the type is listed, so that graphs that hold it can be read, kept and explained. */
  readonly unavailable: string | null;
  /** Properties without which a run makes no sense: a graph is refused unless an edge or a stored value gives them. */
  readonly requiredInputs: readonly string[];
  /** Property that only ever takes values from an edge: without one, a graph node of this type has nothing to do. */
  readonly streamedInput: string | null;
  /** True when equal inputs always give equal outputs and nothing else happens. */
  readonly isPure: boolean;
  /** True when a firing that a crash interrupted may be begun again: it changes nothing outside of the run, or the same twice. */
  readonly isRetrySafe: boolean;
  /**
   * For a type that runs a graph inside of its firings: finds that graph among the values of a graph node, whose outputs
   * then are the graph's. Null where it is only known at run time; a graph node declares its outputs itself then.
   */
  readonly innerGraph: ((data: Readonly<Record<string, unknown>>) => unknown) | null;
  /** True for what begins a run by an event from outside; see `RunGraphOptions.trigger`. */
  readonly isTrigger: boolean;
  /** The property that takes failures as well as values: as a `Failure`, which then doesn't fail the run. */
  readonly catches: string | null;
  /** Longest time of a firing in milliseconds, for a stream of each of its items; null for no limit of its own. */
  readonly timeoutMs: number | null;
  /** How a firing that failed with a `TransientError` is tried again; null for not at all. */
  readonly retry: RetryRule | null;
  /** Lets results be kept and given again for equal inputs; only for pure types whose values are plain data. */
  readonly isCacheable: boolean;
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
  readonly dynamicOutputKind?: OutputKind;
  readonly isStreamingOutput?: boolean;
  readonly exposeAsTool?: boolean;
  readonly layout?: string;
  /** Default: all properties. */
  readonly basicFields?: readonly (keyof P & string)[];
  readonly requiredSettings?: readonly string[];
  readonly optionalSettings?: readonly string[];
  readonly requiredPrograms?: readonly ProgramName[];
  readonly unavailable?: string;
  readonly requiredInputs?: readonly (keyof P & string)[];
  readonly streamedInput?: keyof P & string;
  readonly isPure?: boolean;
  /** Default: what `isPure` says. */
  readonly isRetrySafe?: boolean;
  readonly innerGraph?: (data: Readonly<Record<string, unknown>>) => unknown;
  readonly isTrigger?: boolean;
  readonly catches?: keyof P & string;
  readonly timeoutMs?: number;
  readonly retry?: RetryRule;
  readonly isCacheable?: boolean;
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
    readonly add: (state: S, item: unknown, context: NodeContext) => S | Promise<S>;
    readonly finish: (state: S, inputs: InputsOf<P>, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
  };
};

type WithScan<P extends Readonly<Record<string, Property>>, S> = Declaration<P> & {
  readonly scan: {
    readonly start: () => S;
    readonly step: (inputs: InputsOf<P>, state: S, context: NodeContext) => ProcessResult | Promise<ProcessResult>;
  };
};

/** Inputs of a type that consumes streams: those named in `streams` and `feedback` come as streams of their values. */
type StreamedInputs<P extends Readonly<Record<string, Property>>, K extends keyof P> = {
  readonly [N in keyof P]: N extends K ? InputStream<InputsOf<P>[N]> : InputsOf<P>[N];
};

type WithConsume<P extends Readonly<Record<string, Property>>, K extends keyof P & string> = Declaration<P> & {
  readonly streams?: readonly K[];
  readonly feedback?: readonly K[];
  readonly consume: (inputs: StreamedInputs<P, K>, context: NodeContext) => AsyncGenerator<Outputs, void, void>;
};

/**
 * Declares a node type. Exactly one of `process` (one firing, at most one value per output), `generate` (a stream of
 * outputs), `reduce` (folds an iteration), `scan` (one firing per item, with a memory) or `consume` (reads iterations at
 * its own pace) says what it does; inputs are typed from `properties`.
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
export function defineNodeType<const P extends Readonly<Record<string, Property>>, S>(
  declaration: WithScan<P, S>,
): NodeType;
export function defineNodeType<const P extends Readonly<Record<string, Property>>, const K extends keyof P & string>(
  declaration: WithConsume<P, K>,
): NodeType;
export function defineNodeType(
  declaration: Declaration<Readonly<Record<string, Property>>> & BehaviourDeclaration,
): NodeType {
  const behaviour = behaviourOf(declaration);
  const isStream = opensIteration(behaviour);
  const defaultKind: OutputKind = isStream ? 'iteration' : 'forward';
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
    ...(declaration.dynamicOutputKind && { dynamicOutputKind: declaration.dynamicOutputKind }),
    isStreamingOutput: declaration.isStreamingOutput ?? isStream,
    exposeAsTool: declaration.exposeAsTool ?? false,
    layout: declaration.layout ?? 'default',
    basicFields: declaration.basicFields ?? Object.keys(properties),
    requiredSettings: declaration.requiredSettings ?? [],
    optionalSettings: declaration.optionalSettings ?? [],
    requiredPrograms: declaration.requiredPrograms ?? [],
    unavailable: declaration.unavailable ?? null,
    requiredInputs: declaration.requiredInputs ?? [],
    streamedInput: declaration.streamedInput ?? null,
    isPure: declaration.isPure ?? true,
    isRetrySafe: declaration.isRetrySafe ?? declaration.isPure ?? true,
    innerGraph: declaration.innerGraph ?? null,
    isTrigger: declaration.isTrigger ?? false,
    catches: declaration.catches ?? null,
    timeoutMs: declaration.timeoutMs ?? null,
    retry: declaration.retry ?? null,
    isCacheable: declaration.isCacheable ?? false,
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

interface BehaviourDeclaration {
  readonly process?: unknown;
  readonly generate?: unknown;
  readonly reduce?: unknown;
  readonly scan?: unknown;
  readonly consume?: unknown;
  readonly streams?: readonly string[];
  readonly feedback?: readonly string[];
}

const behaviourOf = (declaration: BehaviourDeclaration): Behaviour => {
  const { streams = [], feedback = [] } = declaration;
  // The overloads above are the only way in: each field has the type that its signature says.
  if (declaration.process) return { kind: 'process', process: declaration.process } as Behaviour;
  if (declaration.generate) return { kind: 'generate', generate: declaration.generate } as Behaviour;
  if (declaration.scan) return { kind: 'scan', scan: declaration.scan } as Behaviour;
  if (declaration.reduce) return { kind: 'reduce', reduction: declaration.reduce } as Behaviour;
  const consumption = { streams, feedback, consume: declaration.consume };
  return { kind: 'consume', consumption } as Behaviour;
};
