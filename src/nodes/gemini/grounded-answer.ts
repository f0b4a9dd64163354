import { isRecord } from '../../common/json.js';

/** A page that an answer relies on. */
export interface Source {
  readonly type: 'source';
  readonly title: string;
  readonly url: string;
}

/** Reads an answer with its sources. */
export const readGrounded = (
  answer: unknown,
): { readonly results: readonly string[]; readonly sources: readonly Source[] } => {
  const candidate = listOf(recordOf(answer)['candidates'])[0];
  const { content, groundingMetadata } = recordOf(candidate);
  const results = partsOf(content).flatMap(({ text }) => (typeof text === 'string' && text !== '' ? [text] : []));
  const sources = listOf(recordOf(groundingMetadata)['groundingChunks']).flatMap((chunk): readonly Source[] => {
    const { uri, title } = recordOf(recordOf(chunk)['web']);
    return typeof uri === 'string'
      ? [{ type: 'source', title: typeof title === 'string' ? title : uri, url: uri }]
      : [];
  });
  const seen = new Set<string>();
  return { results, sources: sources.filter(({ url }) => !seen.has(url) && seen.add(url)) };
};

/** A sound in an answer. */
export const readSound = (answer: unknown): { readonly data: Buffer; readonly mediaType: string } | null => {
  const { content } = recordOf(listOf(recordOf(answer)['candidates'])[0]);
  for (const part of partsOf(content)) {
    const { data, mimeType } = recordOf(part['inlineData']);
    if (typeof data !== 'string') continue;
    return { data: Buffer.from(data, 'base64'), mediaType: typeof mimeType === 'string' ? mimeType : '' };
  }
  return null;
};

const partsOf = (content: unknown): readonly Readonly<Record<string, unknown>>[] =>
  listOf(recordOf(content)['parts']).filter(isRecord);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
