import {
  line,
  HEAD,
  chunk,
  STOP,
  last,
  usage,
  message,
  call,
  made,
  raw,
  thoughts,
  half,
  python,
  result,
  picture,
} from './geminiWire.js';
import { itReads, type Row } from './itReads.js';

const ROWS: Readonly<Record<string, Row>> = {
  'chunks without content, without parts, without role, with empty parts and texts': {
    body:
      line({ candidates: [{}], ...HEAD }) +
      line({ candidates: [{ content: {} }] }) +
      line({ candidates: [{ content: { role: 'model' } }] }) +
      chunk([]) +
      chunk([{ text: '' }]) +
      line({ candidates: [{ content: { parts: [{ text: 'a' }] } }] }) +
      line({ candidates: [] }) +
      line({}) +
      last('STOP'),
    items: [message('a')],
    completed: { status: 'completed', response_id: 'r1' },
  },
  'lines that end in LF, and a last chunk without its blank line': {
    body: (half + last('STOP')).replaceAll('\r\n', '\n').trimEnd(),
    items: [message('Half')],
  },
  'signatures on text, on an empty text, on a part of their own': {
    body:
      chunk([{ text: 'a' }, { text: 'b', thoughtSignature: 's1' }]) +
      chunk([{ text: 'c' }]) +
      chunk([{ text: 'd' }]) +
      chunk([{ text: '', thoughtSignature: 's2' }]) +
      chunk([{ thoughtSignature: 's3' }], STOP),
    text: 'abcd',
    items: [
      message(
        'a',
        { text: 'b', thought_signature: 's1' },
        'cd',
        { text: '', thought_signature: 's2' },
        { text: '', thought_signature: 's3' },
      ),
    ],
  },
  'thoughts with and without a signature, between texts': {
    body:
      chunk([{ text: 'Hm', thought: true }]) +
      chunk([{ text: '.', thought: true }]) +
      chunk([{ text: 'a' }]) +
      chunk([{ text: 'So.', thought: true, thoughtSignature: 's' }]) +
      chunk([{ text: 'b' }], STOP),
    items: [thoughts('Hm.'), message('a'), thoughts('So.', { thought_signature: 's' }), message('b')],
  },
  'parallel calls in one chunk and in several, with and without ids': {
    body:
      chunk([
        { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 's' },
        { functionCall: { name: 'f', args: { a: 1 } } },
      ]) +
      chunk([{ functionCall: { id: 'x', name: 'f' } }]) +
      chunk([{ functionCall: { name: 'f', args: {} } }]) +
      last('STOP'),
    items: [made(0, '{"a":1}', { thought_signature: 's' }), made(1, '{"a":1}'), call('x', '{}'), made(2, '{}')],
    completed: { status: 'completed', finish_reason: 'STOP' },
  },
  'a call with an empty text beside it': {
    body: chunk([{ text: '' }, { functionCall: { id: 'x', name: 'f', args: {} } }], STOP),
    items: [call('x', '{}')],
  },
  'arguments in pieces, without any piece, and right after each other': {
    body:
      chunk([{ functionCall: { name: 'f', willContinue: true }, thoughtSignature: 's' }]) +
      chunk([
        {
          functionCall: {
            partialArgs: [{ jsonPath: "$['a b'][1].c", stringValue: 'x', willContinue: true }],
            willContinue: true,
          },
        },
      ]) +
      chunk([
        {
          functionCall: {
            partialArgs: [
              { jsonPath: "$['a b'][1].c", stringValue: '' },
              { jsonPath: '$.d', boolValue: false },
            ],
            willContinue: true,
          },
        },
      ]) +
      chunk([{ functionCall: {} }]) +
      chunk([{ functionCall: { name: 'f', willContinue: true } }]) +
      chunk([{ functionCall: {} }]) +
      last('STOP'),
    items: [made(0, '{"a b":[null,{"c":"x"}],"d":false}', { thought_signature: 's' }), made(1, '{}')],
  },
  'a finish reason on every chunk': {
    body: chunk([{ text: 'a' }], STOP) + chunk([{ text: 'b' }], STOP) + chunk([{ text: 'c' }], STOP),
    items: [message('abc')],
  },
  'code that the server ran, with a finish reason in between': {
    body: chunk([python]) + chunk([{ ...result, thoughtSignature: 's' }], STOP) + chunk([{ text: '1' }], STOP),
    items: [raw(python), raw({ ...result, thoughtSignature: 's' }), message('1')],
  },
  'pictures and server tools, signed': {
    body: chunk([picture, { toolCall: { id: 't' } }, { toolResponse: { id: 't' }, thoughtSignature: 'u' }], STOP),
    items: [raw(picture), raw({ toolCall: { id: 't' } }), raw({ toolResponse: { id: 't' }, thoughtSignature: 'u' })],
  },
  'several candidates, of which the first one counts': {
    body:
      line({
        candidates: [
          { index: 1, content: { parts: [{ text: 'no' }] } },
          { index: 0, content: { parts: [{ text: 'a' }] } },
        ],
      }) +
      line({ candidates: [{ index: 1, finishReason: 'MAX_TOKENS' }] }) +
      line({ candidates: [{ index: 0, ...STOP }], ...HEAD }),
    items: [message('a')],
    completed: { status: 'completed', finish_reason: 'STOP' },
  },
  'sources of the text, in the last chunk and on several': {
    body:
      chunk([{ text: 'a' }], { citationMetadata: { citationSources: [1] } }) +
      last('STOP', { groundingMetadata: { webSearchQueries: ['x'] }, safetyRatings: [{ category: 'FUTURE' }] }),
    items: [
      { ...message('a'), citation_metadata: { citationSources: [1] }, grounding_metadata: { webSearchQueries: ['x'] } },
    ],
  },
  'usage as totals, field by field': {
    body:
      chunk([{ text: 'a' }], {}, usage({ promptTokenCount: 10, totalTokenCount: 10 })) +
      chunk(
        [{ text: 'b' }],
        {},
        usage({ promptTokenCount: 10, candidatesTokenCount: 1, thoughtsTokenCount: 4, totalTokenCount: 15 }),
      ) +
      chunk(
        [],
        STOP,
        usage({
          candidatesTokenCount: 2,
          toolUsePromptTokenCount: 3,
          cachedContentTokenCount: 6,
          totalTokenCount: 19,
          trafficType: 'ON_DEMAND',
        }),
      ),
    completed: {
      token_usage: {
        input_tokens: 13,
        cached_input_tokens: 6,
        output_tokens: 6,
        reasoning_output_tokens: 4,
        total_tokens: 19,
        raw: {
          promptTokenCount: 10,
          thoughtsTokenCount: 4,
          candidatesTokenCount: 2,
          toolUsePromptTokenCount: 3,
          cachedContentTokenCount: 6,
          totalTokenCount: 19,
          trafficType: 'ON_DEMAND',
        },
      },
    },
  },
  'a limit': { body: half + last('MAX_TOKENS'), completed: { status: 'incomplete', finish_reason: 'MAX_TOKENS' } },
  'a filter behind text': {
    body: half + last('PROHIBITED_CONTENT'),
    completed: { status: 'incomplete' },
    text: 'Half',
  },
  'a word of a later version': {
    body: half + last('FUTURE'),
    completed: { status: 'incomplete', finish_reason: 'FUTURE' },
  },
  'a pause, with the token that continues it': {
    body: half + last('CONTINUATION', { continuationToken: 't' }),
    items: [message('Half'), raw({ continuationToken: 't' })],
    completed: { status: 'incomplete', finish_reason: 'CONTINUATION', end_turn: false },
  },
  'a prompt that is blocked for another reason': {
    body: line({ promptFeedback: { blockReason: 'OTHER' }, ...HEAD }),
    completed: { status: 'incomplete', finish_reason: 'OTHER' },
  },
  'a blocked prompt': {
    body: line({ promptFeedback: { blockReason: 'JAILBREAK' }, usageMetadata: { promptTokenCount: 4 }, ...HEAD }),
    items: [],
    completed: { status: 'incomplete', finish_reason: 'JAILBREAK' },
  },
};

describe('GeminiClient, on answers of every kind', () => itReads('gemini', ROWS));
