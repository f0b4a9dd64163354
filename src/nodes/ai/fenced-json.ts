/**
 * Finds JSON in what a model wrote: the whole text, the first block in backticks that is JSON, or what stands between the
 * first brace and the last one.
 *
 * @returns undefined when there is none
 */
export const findJson = (text: string): unknown => {
  const blocks = [...text.matchAll(/```[\w-]*\s*\n?([^]*?)```/g)].map(([, block = '']) => block);
  const braces = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [text, ...blocks, braces]) {
    const value = parsed(candidate);
    if (value !== undefined) return value;
  }
  return undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
