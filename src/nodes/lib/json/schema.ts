import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AnySchemaObject } from 'ajv';

const OPTIONS = {
  strict: false,
  validateFormats: false,
  addUsedSchema: false,
  ownProperties: true,
  logger: false,
} as const;

type Draft = '2020-12' | '2019-09' | 'draft-07';

const MAKERS: Readonly<Record<Draft, () => Ajv>> = {
  '2020-12': () => new Ajv2020(OPTIONS),
  '2019-09': () => new Ajv2019(OPTIONS),
  'draft-07': () => new Ajv(OPTIONS),
};

/** Making a validator compiles its draft's own schema: it is made once, when it's first needed. */
const validators = new Map<Draft, Ajv>();

/**
 * Tells whether data conforms to a JSON Schema. `$schema` chooses the draft (2019-09, draft-07 and older ones, else
 * 2020-12); `format` is only an annotation, and references may point inside the schema only.
 *
 * @throws Error when the schema itself is wrong
 */
export const conformsTo = (data: unknown, schema: Readonly<Record<string, unknown>>): boolean => {
  const ajv = validatorOf(draftOf(schema['$schema']));
  // Without the draft's own name ajv would refuse the spellings of it that it doesn't know, `http:` for one.
  // An `$async` schema would answer with a promise.
  const { $schema: _draft, $async: _async, ...bare } = schema;
  const compiled: AnySchemaObject = bare;
  try {
    return ajv.validate(compiled, data);
  } finally {
    ajv.removeSchema(compiled);
  }
};

const draftOf = (name: unknown): Draft => {
  if (typeof name !== 'string') return '2020-12';
  if (/draft-0[1-7]/.test(name)) return 'draft-07';
  return name.includes('2019-09') ? '2019-09' : '2020-12';
};

const validatorOf = (draft: Draft): Ajv => {
  const known = validators.get(draft);
  if (known) return known;
  const made = MAKERS[draft]();
  validators.set(draft, made);
  return made;
};
