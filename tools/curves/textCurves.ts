import { incrementalJson } from '../../lib/answer/incrementalJson.js';
import { thinkTags } from '../../lib/answer/thinkTags.js';
import { unfence } from '../../lib/answer/unfence.js';
import { bodyFailure, chatFailure, frameFailure } from '../../lib/decode/failures/responseFailure.js';
import { delayInWords } from '../../lib/protocol/errors/askedDelay.js';
import { excerpt, reportsError } from '../../lib/protocol/errors/errorBody.js';
import { apiRateLimitsOf } from '../../lib/provider/apiRateLimits.js';
import { rateLimitsOf } from '../../lib/provider/rateLimits.js';
import type { Curve } from './Curve.js';

/** Feeds a text to a reader, a character at a time. */
const dribbled = (
  name: string,
  makeReader: () => (piece: string) => unknown,
  textOf: (size: number) => string,
): Curve => ({
  name: `${name}, a character a piece`,
  prepare: (size) => {
    const pieces = Array.from(textOf(size));
    return () => {
      const read = makeReader();
      for (const piece of pieces) read(piece);
    };
  },
});

const json = (name: string, textOf: (size: number) => string): Curve =>
  dribbled(
    `incrementalJson: ${name}`,
    () => {
      const growing = incrementalJson();
      return (piece) => {
        growing.add(piece);
        return growing.value();
      };
    },
    textOf,
  );

const fence = (name: string, textOf: (size: number) => string): Curve =>
  dribbled(
    `unfence: ${name}`,
    () => {
      const reader = unfence();
      return (piece) => reader.add(piece);
    },
    textOf,
  );

const think = (name: string, textOf: (size: number) => string, where: 'start' | 'anywhere' = 'start'): Curve =>
  dribbled(
    `splitThink: ${name}`,
    () => {
      const tags = thinkTags({ tag: 'think', where });
      return (delta) => tags.onEvent({ type: 'output_text_delta', delta });
    },
    textOf,
  );

const of = (
  name: string,
  textOf: (size: number) => string,
  read: (text: string) => unknown,
  maxSize?: number,
): Curve => ({
  name,
  prepare: (size) => {
    const text = textOf(size);
    return () => read(text);
  },
  ...(maxSize === undefined ? {} : { maxSize }),
});

/** Texts that make expressions backtrack which try each of several ways. */
const HARD: Readonly<Record<string, (size: number) => string>> = {
  digits: (size) => '1'.repeat(size),
  'digits and an x': (size) => `${'1'.repeat(size)}x`,
  blanks: (size) => ' '.repeat(size),
  'words that ask for a wait': (size) => 'try again in '.repeat(size),
  'a wait of many digits': (size) => `try again in ${'1'.repeat(size)}`,
  'a wait of many units': (size) => `try again in ${'1h'.repeat(size)}`,
  dots: (size) => '.'.repeat(size),
};

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  delayInWords,
  excerpt,
  frameFailure: (text) => frameFailure({ type: 'error', error: { message: text, code: text, type: text } }),
  chatFailure: (text) => chatFailure({ error: { message: text, code: text, type: text } }),
  bodyFailure: (text) => bodyFailure(200, text, undefined, 'an event stream'),
  reportsError: (text) => reportsError({ code: text, message: text }),
  rateLimitsOf: (text) =>
    rateLimitsOf(new Headers({ 'x-codex-primary-used-percent': text, 'x-codex-primary-reset-at': text })),
  apiRateLimitsOf: (text) =>
    apiRateLimitsOf(
      new Headers({
        'x-ratelimit-limit-requests': text,
        'x-ratelimit-remaining-requests': text,
        'x-ratelimit-reset-requests': text,
      }),
      0,
    ),
};

export const textCurves: readonly Curve[] = [
  json('a string', (size) => `"${'x'.repeat(size)}`),
  json('a number', (size) => '1'.repeat(size)),
  json('a list', (size) => `[${'1,'.repeat(size)}`),
  json('lists in lists', (size) => '['.repeat(size)),
  json('an object', (size) => `{${Array.from({ length: size }, (_, index) => `"k${index}":1`).join(',')}`),
  json('escapes', (size) => `"${'\\u00e9'.repeat(size)}`),
  json('blanks', (size) => ' '.repeat(size)),
  fence('blanks', (size) => ' '.repeat(size)),
  fence('the name of a fence', (size) => `\`\`\`${'x'.repeat(size)}`),
  fence('a think block', (size) => `<think>${'x'.repeat(size)}`),
  fence('think blocks', (size) => '<think></think>'.repeat(size)),
  fence('content of a fence', (size) => `\`\`\`json\n${'x'.repeat(size)}`),
  fence('blanks in a fence', (size) => `\`\`\`json\n1\n${' '.repeat(size)}`),
  fence('blank lines in a fence', (size) => `\`\`\`json\n1\n${' \n'.repeat(size)}`),
  fence('backticks in a fence', (size) => `\`\`\`json\n1\n x${'`'.repeat(size)}`),
  think('blanks', (size) => ' '.repeat(size)),
  think('text', (size) => 'x'.repeat(size)),
  think('a block', (size) => `<think>${'x'.repeat(size)}`),
  think('blanks behind a block', (size) => `<think>a</think>${' '.repeat(size)}`),
  think('blocks', (size) => '<think>a</think>b'.repeat(size), 'anywhere'),
  think('beginnings of tags', (size) => '<thi'.repeat(size), 'anywhere'),
  ...Object.entries(readers).flatMap(([reader, read]) =>
    Object.entries(HARD).map(([name, textOf]) => of(`${reader}: ${name}`, textOf, read)),
  ),
];
