import { of } from 'rxjs';
import { chatDecoder } from '../../lib/decode/chat/chatDecoder.js';
import { geminiDecoder } from '../../lib/decode/gemini/geminiDecoder.js';
import { messagesDecoder } from '../../lib/decode/messages/messagesDecoder.js';
import type { DecoderFactory } from '../../lib/decode/ResponseDecoder.js';
import { responsesDecoder } from '../../lib/decode/responses/responsesDecoder.js';
import { decodeEvents } from '../../lib/operators/decode/decodeEvents.js';
import { MAX_OPEN_PARTS } from '../../lib/protocol/limits.js';
import type { Curve } from './Curve.js';

const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

/** Feeds frames to a decoder, and ends the stream. */
const play = (makeDecoder: DecoderFactory, frames: readonly unknown[]) => (): void => {
  const ignore = (): void => undefined;
  const decoder = makeDecoder({ next: ignore, skip: ignore, other: ignore, error: ignore, complete: ignore });
  for (const frame of frames) decoder.onFrame(frame);
  decoder.onEnd();
};

const curveOf = (name: string, decoder: DecoderFactory, framesOf: (size: number) => readonly unknown[]): Curve => ({
  name,
  prepare: (size) => play(decoder, framesOf(size)),
});

/** The curve of an input whose parts begin and do not end. */
const open = (curve: Curve): Curve => ({ ...curve, maxSize: MAX_OPEN_PARTS });

const chat = (name: string, deltaOf: (index: number, size: number) => object): Curve =>
  curveOf(`chat: ${name}`, chatDecoder, (size) =>
    range(size).map((index) => ({ choices: [{ index: 0, delta: deltaOf(index, size) }] })),
  );

const chatCalls = (name: string, callsOf: (size: number) => readonly object[]): Curve =>
  curveOf(`chat: ${name}`, chatDecoder, (size) => [{ choices: [{ index: 0, delta: { tool_calls: callsOf(size) } }] }]);

const fn = (name: string, text = '{}') => ({ function: { name, arguments: text } });

/** The length of a text that a second input must not read again and again. */
const LONG = 256 * 1024;

const chatCurves: readonly Curve[] = [
  chat('text deltas', () => ({ content: 'word ' })),
  chat('reasoning details of one text', () => ({ reasoning_details: [{ type: 'reasoning.text', text: 'word' }] })),
  chat('reasoning details of their own', (index) => ({ reasoning_details: [{ type: 'reasoning.encrypted', index }] })),
  chat('opaque members of their own', (index) => ({ [`thought_signature_${index}`]: 'x' })),
  chat('opaque members in one member', (index) => ({ extra_content: { [`name_${index}`]: 'x' } })),
  chat('annotations', (index) => ({ annotations: [{ type: 'url_citation', url: `https://a.example/${index}` }] })),
  chat('calls with an index', (index) => ({ tool_calls: [{ index, id: `call_${index}`, ...fn('f') }] })),
  chat('pieces of one call', (index) => ({ tool_calls: [{ index: 0, ...fn('f', index === 0 ? '{"a":"' : 'word ') }] })),
  chat('pieces behind a long whole call', (index) => ({
    tool_calls: [{ index: 0, ...fn('f', index === 0 ? `{"a":"${'x'.repeat(LONG)}"}` : '') }],
  })),
  chat('blanks behind a call', (index) => ({ tool_calls: [{ index: 0, ...fn('f', index === 0 ? '{"a":1}' : ' ') }] })),
  chat('pieces that each look like an end', (index) => ({
    tool_calls: [{ index: 0, ...fn('f', index === 0 ? '{' : '}}') }],
  })),
  chatCalls('calls in one frame', (size) => range(size).map((index) => ({ id: `call_${index}`, ...fn('f') }))),
  open(chatCalls('calls without an id', (size) => range(size).map((index) => fn(`f${index}`)))),
  open(
    chatCalls('calls at taken indexes', (size) => [
      ...range(size / 2).map((index) => ({ index: size / 2 + index, id: `a_${index}`, ...fn('f') })),
      ...range(size / 2).map((index) => ({ id: `b_${index}`, ...fn(`f${index}`) })),
    ]),
  ),
  chatCalls('calls at one index', (size) =>
    range(size).map((index) => ({ index: 1, id: `call_${index}`, ...fn('f') })),
  ),
  open(
    chatCalls('made ids that are taken', (size) => [
      ...range(size / 2).map((index) => ({
        id: `tool-call-${size / 2}${'-'.repeat(index % 100)}${index}`,
        ...fn('f'),
      })),
      ...range(size / 2).map((index) => fn(`f${index}`)),
    ]),
  ),
  curveOf('chat: parts of one message', chatDecoder, (size) => [
    { choices: [{ index: 0, message: { content: range(size).map(() => ({ type: 'text', text: 'word' })) } }] },
  ]),
  curveOf('chat: deltas and empty messages in turn', chatDecoder, (size) =>
    range(size).map((index) => ({
      choices: [index % 2 === 0 ? { delta: { content: 'word ' } } : { message: { content: '' } }],
    })),
  ),
  curveOf('chat: chunks of usage only', chatDecoder, (size) => range(size).map(() => ({ choices: [], usage: {} }))),
];

const responses = (name: string, frameOf: (index: number) => object): Curve =>
  curveOf(`responses: ${name}`, responsesDecoder, (size) => range(size).map(frameOf));

const message = (index: number, text = 'word') => ({
  ...{ type: 'message', id: `msg_${index}`, role: 'assistant' },
  content: [{ type: 'output_text', text }],
});
const call = (index: number) => ({ type: 'function_call', call_id: `call_${index}`, name: 'f', arguments: '{}' });

const responsesCurves: readonly Curve[] = [
  responses('text deltas', () => ({
    type: 'response.output_text.delta',
    delta: 'word',
    output_index: 0,
    content_index: 0,
  })),
  open(
    responses('texts of their own items', (index) => ({
      ...{ type: 'response.output_text.delta', delta: 'word', content_index: 0 },
      ...{ output_index: index, item_id: `msg_${index}` },
    })),
  ),
  open(
    responses('texts of their own parts', (index) => ({
      ...{ type: 'response.output_text.delta', delta: 'word', output_index: 0, content_index: index },
    })),
  ),
  open(
    responses('summary parts', (index) => ({
      ...{ type: 'response.reasoning_summary_text.delta', delta: 'word', output_index: 0, summary_index: index },
    })),
  ),
  open(
    responses('whole texts without deltas', (index) => ({
      ...{ type: 'response.output_text.done', text: 'word', output_index: index, content_index: 0 },
    })),
  ),
  responses('items begun', (index) => ({ type: 'response.output_item.added', item: call(index), output_index: index })),
  responses('items begun without a place', (index) => ({ type: 'response.output_item.added', item: call(index) })),
  responses('items finished', (index) => ({
    type: 'response.output_item.done',
    item: message(index),
    output_index: index,
  })),
  responses('calls finished', (index) => ({
    type: 'response.output_item.done',
    item: call(index),
    output_index: index,
  })),
  open(
    responses('inputs of calls that never began', (index) => ({
      ...{ type: 'response.function_call_arguments.delta', delta: '{', item_id: `fc_${index}`, output_index: index },
    })),
  ),
  responses('rate limits', (index) => ({
    type: 'codex.rate_limits',
    metered_limit_name: `family_${index}`,
    rate_limits: { primary: { used_percent: 1 } },
  })),
  responses('frames of unknown types', (index) => ({ type: `response.unknown_${index}` })),
  curveOf('responses: calls begun, then finished in reverse', responsesDecoder, (size) => [
    ...range(size / 2).map((index) => ({ type: 'response.output_item.added', item: call(index), output_index: index })),
    ...range(size / 2)
      .reverse()
      .map((index) => ({ type: 'response.output_item.done', item: call(index), output_index: index })),
  ]),
  curveOf('responses: items that only the end holds', responsesDecoder, (size) => [
    { type: 'response.completed', response: { id: 'r', output: range(size).map((index) => message(index)) } },
  ]),
  curveOf('responses: items that the end holds again, other ids', responsesDecoder, (size) => [
    ...range(size / 2).map((index) => ({
      type: 'response.output_item.done',
      item: message(index),
      output_index: index,
    })),
    {
      type: 'response.completed',
      response: { id: 'r', output: range(size / 2).map((index) => ({ ...message(index), id: `other_${index}` })) },
    },
  ]),
  curveOf('responses: parts of one finished item', responsesDecoder, (size) => [
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { ...message(0), content: range(size).map((index) => ({ type: 'output_text', text: `word ${index}` })) },
    },
  ]),
];

const messages = (name: string, framesOf: (index: number) => readonly object[]): Curve =>
  curveOf(`messages: ${name}`, messagesDecoder, (size) => range(size).flatMap(framesOf));

const messagesCurves: readonly Curve[] = [
  open(
    messages('text blocks', (index) => [
      { type: 'content_block_start', index, content_block: { type: 'text', text: 'word' } },
    ]),
  ),
  messages('citations of one block', (index) => [
    ...(index === 0 ? [{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }] : []),
    { type: 'content_block_delta', index: 0, delta: { type: 'citations_delta', citation: { index } } },
  ]),
  open(
    messages('calls', (index) => [
      {
        type: 'content_block_start',
        index,
        content_block: { type: 'tool_use', id: `call_${index}`, name: 'f', input: {} },
      },
    ]),
  ),
  messages('pieces of a signature', (index) => [
    ...(index === 0 ? [{ type: 'content_block_start', index: 0, content_block: { type: 'thinking' } }] : []),
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'abcd' } },
  ]),
  messages('pieces of a compaction', (index) => [
    ...(index === 0 ? [{ type: 'content_block_start', index: 0, content_block: { type: 'compaction' } }] : []),
    { type: 'content_block_delta', index: 0, delta: { type: 'compaction_delta', content: 'abcd' } },
  ]),
  messages('names of counts', (index) => [{ type: 'message_delta', usage: { [`name_${index}`]: 1 } }]),
  messages('members of a compaction', (index) => [
    ...(index === 0 ? [{ type: 'content_block_start', index: 0, content_block: { type: 'compaction' } }] : []),
    { type: 'content_block_delta', index: 0, delta: { type: 'compaction_delta', [`name_${index}`]: 'x' } },
  ]),
];

const gemini = (
  name: string,
  partOf: (index: number) => object,
  candidate: (index: number) => object = () => ({}),
): Curve =>
  curveOf(`gemini: ${name}`, geminiDecoder, (size) =>
    range(size).map((index) => ({ candidates: [{ content: { parts: [partOf(index)] }, ...candidate(index) }] })),
  );

const partialArgs = (index: number, jsonPath: string) => ({
  functionCall: {
    ...(index === 0 ? { name: 'f' } : {}),
    partialArgs: [{ jsonPath, stringValue: 'word', willContinue: true }],
    willContinue: true,
  },
});

const geminiCurves: readonly Curve[] = [
  gemini('texts', () => ({ text: 'word' })),
  gemini('texts with a signature each', () => ({ text: 'word', thoughtSignature: 'x' })),
  gemini('calls', (index) => ({ functionCall: { name: `f${index}`, args: {} } })),
  gemini('pieces of one argument', (index) => partialArgs(index, '$.a')),
  gemini('pieces of an argument each', (index) => partialArgs(index, `$.a${index}`)),
  gemini('pieces of a list', (index) => partialArgs(index, `$.a[${index}]`)),
  gemini('lists of which most is left out', (index) => partialArgs(index, `$.a${index}[9999]`)),
  curveOf('gemini: names of counts', geminiDecoder, (size) =>
    range(size).map((index) => ({ usageMetadata: { [`name_${index}`]: 1 } })),
  ),
  gemini(
    'sources',
    () => ({ text: 'word' }),
    (index) => ({ groundingMetadata: { index } }),
  ),
];

/** One frame, of which each part is reported as skipped. */
const skipped = (name: string, decoder: DecoderFactory, frameOf: (size: number) => unknown): Curve => ({
  name: `decodeEvents: ${name}`,
  prepare: (size) => {
    const frame = frameOf(size);
    return () =>
      of(frame)
        .pipe(decodeEvents(decoder, { onSkipped: () => undefined }))
        .subscribe({ error: () => undefined });
  },
});

const numbers = (size: number) => range(size).map(() => 1);

const skippedCurves: readonly Curve[] = [
  skipped('choices of Chat that are no objects', chatDecoder, (size) => ({ choices: numbers(size) })),
  skipped('calls of Chat that are no objects', chatDecoder, (size) => ({
    choices: [{ delta: { tool_calls: numbers(size) } }],
  })),
  skipped('members of Chat of unknown names', chatDecoder, (size) => ({
    choices: [{ delta: Object.fromEntries(range(size).map((index) => [`name_${index}`, 'x'])) }],
  })),
  skipped('candidates of Gemini that are no objects', geminiDecoder, (size) => ({ candidates: numbers(size) })),
  skipped('parts of Gemini that are no objects', geminiDecoder, (size) => ({
    candidates: [{ content: { parts: numbers(size) } }],
  })),
];

export const decoderCurves: readonly Curve[] = [
  ...chatCurves,
  ...responsesCurves,
  ...messagesCurves,
  ...geminiCurves,
  ...skippedCurves,
];
