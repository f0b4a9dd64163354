import { isRecord } from '../../src/common/json.js';

/** One method of one path of a server, as its OpenAPI document describes it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  /** True when the document asks for no token. */
  readonly isOpen: boolean;
  readonly example: Readonly<Record<string, unknown>>;
  readonly places: readonly Place[];
}

/** Where in a request something can be put. */
export interface Place {
  readonly part: 'path' | 'query' | 'header' | 'body';
  readonly name: string;
}

/** Reads what a server documents; a new route or argument is a new place. */
export const readOperations = async (url: string): Promise<readonly Operation[]> => {
  const document = (await (await fetch(`${url}/docs-json`)).json()) as OpenApi; // checked where it is read
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const schema = bodySchema(document, described);
      return {
        method: method.toUpperCase(),
        path,
        isOpen: described.security === undefined,
        example: described.requestBody?.content?.['application/json']?.example ?? {},
        places: [...(described.parameters ?? []).map(placeOf), ...propertiesOf(schema).map(inBody)],
      };
    }),
  );
};

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface Described {
  readonly security?: unknown;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content?: Readonly<
      Record<string, { readonly schema?: unknown; readonly example?: Readonly<Record<string, unknown>> }>
    >;
  };
}

const placeOf = ({ in: part, name }: { readonly in: string; readonly name: string }): Place => {
  if (part === 'path' || part === 'query' || part === 'header') return { part, name };
  throw new Error(`the document has ${name} in ${part}, where nobody attacks it`);
};

const inBody = (name: string): Place => ({ part: 'body', name });

const bodySchema = ({ components }: OpenApi, { requestBody }: Described): unknown => {
  const schema = requestBody?.content?.['application/json']?.schema;
  const reference = isRecord(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string' ? components?.schemas?.[reference.split('/').at(-1) ?? ''] : schema;
};

const propertiesOf = (schema: unknown): readonly string[] =>
  isRecord(schema) && isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];
