const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** The lines of a Markdown text that aren't part of fenced code; a fence that isn't closed reaches to the end. */
export const linesOutsideCode = (text: string): string[] => {
  let fence: string | null = null;
  return text.split('\n').filter((line) => {
    const [, marks = '', rest = ''] = FENCE.exec(line) ?? [];
    if (fence === null) {
      if (marks === '' || (marks.startsWith('`') && rest.includes('`'))) return true;
      fence = marks;
      return false;
    }
    if (marks.startsWith(fence) && rest.trim() === '') fence = null;
    return false;
  });
};
