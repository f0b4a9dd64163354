import type { NewToken } from '../auth/token.service.js';

const MEANING: Readonly<Record<NewToken['kind'], string>> = {
  operator: 'Operator token (to call this server)',
  node: 'Node token (for machines that join this hub)',
  service: 'Service token',
};

/** Writes the tokens of a first start for people; they can't be shown again. */
export const firstTokensText = (tokens: readonly NewToken[], baseUrl: string): string => {
  if (tokens.length === 0) return '';
  const blocks = tokens.map(({ kind, text }) => `  ${MEANING[kind]}:\n    ${text}\n`);
  const operator = tokens.find(({ kind }) => kind === 'operator');
  const next =
    operator === undefined
      ? ''
      : `  To let the command line remember the operator token, run this and paste it:\n    npx nodetool gateway login --hub-url ${baseUrl}\n\n`;
  return ['', 'This is the first start. Keep these tokens: they are shown only once.', '', ...blocks, next].join('\n');
};
