import type { Behaviour } from './behaviour.js';
import type { ChatRequest } from './chat-request.js';
import { readChatRequest } from './chat-request.js';
import { receiptsStep } from './receipts-model.js';

/**
 * A model that reads what it is given: it answers the requests of the example workflows by rules, out of nothing but the
 * request, so that a workflow that hands it the wrong thing gets a wrong answer.
 */
export const readingModel = (body: unknown): Behaviour => {
  const request = readChatRequest(body);
  if (request.toolNames.size > 0) return receiptsStep(request);
  const { fields } = request;
  if (fields.has('tasks')) return answerOf(minutesOf(request.prompt));
  if (fields.has('tax')) return answerOf(invoiceOf(request.prompt));
  if (fields.has('category')) return answerOf({ category: categoryOf(request.prompt) });
  return answerOf(request.system.includes('customers') ? replyTo(request) : foundIn(request.prompt));
};

const answerOf = (answer: unknown): Behaviour => ({
  kind: 'answer',
  text: [typeof answer === 'string' ? answer : JSON.stringify(answer)],
});

/** Who says "I will" has a task, who says "we" decides, and a question that nobody knows the answer to stays open. */
const minutesOf = (transcript: string) => {
  const lines = [...transcript.matchAll(/^(?:\[[\d:]+\] )?(\S+): (.*)$/gm)].map(([, who = '', said = '']) => ({
    who,
    said,
  }));
  const people = new Set(lines.map(({ who }) => who));
  return {
    summary: `${people.size} people spoke.`,
    decisions: lines.flatMap(({ said }) => /\bwe (?:release|stay)[^.?]*\./i.exec(said)?.[0] ?? []),
    tasks: lines.flatMap(({ who, said }) => {
      const task = /\bI(?:'ll| will) ([^.]+)\./.exec(said)?.[1];
      return task === undefined ? [] : [`${who}: ${task}`];
    }),
    open_questions: lines.flatMap(({ said }, index) => {
      const next = lines[index + 1]?.said ?? '';
      return said.includes('?') && /don't know|do not know/.test(next)
        ? [/[^.?]*\?$/.exec(said)?.[0].trim() ?? said]
        : [];
    }),
  };
};

const invoiceOf = (invoice: string) => {
  const amountOf = (label: RegExp): number => {
    const line = invoice.split('\n').find((each) => label.test(each.trim())) ?? '';
    return Number(/([\d,]+\.\d{2})(?: EUR)?\s*$/.exec(line)?.[1]?.replaceAll(',', '') ?? Number.NaN);
  };
  const [, day = '', month = '', year = ''] = /(\d{1,2}) (May|June) (\d{4})/.exec(invoice) ?? [];
  return {
    supplier: /^[^·\n]+/.exec(invoice.trim())?.[0].trim() ?? '',
    number: /\binvoice (?:no\. )?([A-Z0-9-]+)/i.exec(invoice)?.[1] ?? '',
    date: `${year}-${month === 'May' ? '05' : '06'}-${day.padStart(2, '0')}`,
    net: amountOf(/^(?:net|sum without tax)/i),
    tax: amountOf(/^(?:vat|tax)/i),
    total: amountOf(/^(?:total|to be paid)/i),
    currency: /\bEUR\b/.exec(invoice)?.[0] ?? '',
  };
};

const categoryOf = (review: string): string => {
  if (/screws too few|money back|scratched/i.test(review)) return 'complaint';
  return /would be nice/i.test(review) ? 'wish' : 'praise';
};

const replyTo = ({ system, prompt }: ChatRequest): string => {
  const customer = /review of (\S+)/.exec(prompt)?.[1] ?? 'nobody';
  const shop = /the shop ([^.]+\.?)\. Three/.exec(system)?.[1] ?? 'no shop';
  return `Dear ${customer}, we are sorry: "${prompt.split('\n').at(-1) ?? ''}" Yours, ${shop}`;
};

/** The sentence of the numbered notes that has most words in common with the question. */
const foundIn = (prompt: string): string => {
  const [notes = '', question = ''] = prompt.split('Question: ');
  const wanted = wordsOf(question);
  const rated = notes.split(/^(?=\[\d+\])/m).flatMap((note) => {
    const number = /^\[\d+\]/.exec(note)?.[0] ?? '';
    return note.split(/(?<=\.)\s/).map((sentence) => {
      const common = [...wordsOf(sentence)].filter((word) => wanted.has(word)).length;
      return { text: `${sentence.replace(/^\[.*\n/, '').trim()} ${number}`, common };
    });
  });
  return rated.toSorted((a, b) => b.common - a.common)[0]?.text ?? 'The notes do not say.';
};

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/\p{L}{4,}/gu));
