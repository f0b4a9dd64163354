import { HUB_MESSAGES, MESSAGES, NODE_MESSAGES } from './messages.js';

/** Who sends a message. */
export type Sender = 'node' | 'hub' | 'both';

/** The JSON Schema document of one message type. */
export interface SchemaDocument {
  readonly type: string;
  readonly sender: Sender;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** JSON Schema of every message, for peers that are written in other languages. Ordered by type. */
export const schemaDocuments = (): readonly SchemaDocument[] =>
  Object.entries(MESSAGES)
    .map(([type, schema]) => ({
      type,
      sender: senderOf(type),
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        ...(JSON.parse(JSON.stringify(schema)) as Record<string, unknown>),
        $id: `${type}.json`,
        title: type,
      },
    }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));

const senderOf = (type: string): Sender => {
  if (Object.hasOwn(NODE_MESSAGES, type)) {
    return 'node';
  }
  return Object.hasOwn(HUB_MESSAGES, type) ? 'hub' : 'both';
};
