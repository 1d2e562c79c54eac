import { expect } from 'chai';
import { from } from 'rxjs';
import { answerFold } from '../../../lib/answer/answerFold.js';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import { geminiDecoder } from '../../../lib/decode/gemini/geminiDecoder.js';
import { messagesDecoder } from '../../../lib/decode/messages/messagesDecoder.js';
import type { DecoderFactory } from '../../../lib/decode/ResponseDecoder.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import { splitThink, type SplitThinkOptions } from '../../../lib/operators/answer/splitThink.js';
import { readFrames } from '../../decode/readFrames.js';

/** The frames of one answer whose text comes in some pieces, on each wire. */
const wires: Readonly<Record<string, readonly [DecoderFactory, (pieces: readonly string[]) => readonly unknown[]]>> = {
  responses: [
    responsesDecoder,
    (pieces) => [
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', role: 'assistant', content: [] },
      },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta })),
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: pieces.join('') }] },
      },
      { type: 'response.completed', response: { id: 'r' } },
    ],
  ],
  chat: [
    chatDecoder,
    (pieces) => [
      ...pieces.map((content) => ({ choices: [{ delta: { content } }] })),
      { choices: [{ finish_reason: 'stop' }] },
      '[DONE]',
    ],
  ],
  messages: [
    messagesDecoder,
    (pieces) => [
      { type: 'message_start', message: { id: 'm' } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...pieces.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_stop' },
    ],
  ],
  gemini: [
    geminiDecoder,
    (pieces) => [
      ...pieces.map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] })),
      { candidates: [{ finishReason: 'STOP' }] },
    ],
  ],
};

const rows: readonly (readonly [string, string, string, string, SplitThinkOptions?])[] = [
  ['a block at the start', '<think>Hm 💙</think>\n\nHi', 'Hm 💙', 'Hi'],
  ['a block behind blanks, in capitals', ' \n<THINK>Hm</Think>Hi', 'Hm', 'Hi'],
  ['no block', 'Hi <thin air>', '', 'Hi <thin air>'],
  ['a block that is never closed', '<think>Hm <b>', 'Hm <b>', ''],
  ['the beginning of a closing tag at the end', '<think>Hm</thi', 'Hm</thi', ''],
  ['a tag inside the block: the first closing tag ends it', '<think>a<think>b</think>c', 'a<think>b', 'c'],
  ['a second block, which is text', '<think>a</think>b<think>c</think>', 'a', 'b<think>c</think>'],
  ['every block', '<think>a</think>b<think>c</think>d', 'ac', 'bd', { where: 'anywhere' }],
  ['a block with another tag', '<reason>a</reason>b', 'a', 'b', { tag: 'reason' }],
  ['an empty block', '<think></think>Hi', '', 'Hi'],
];

describe('S10 splitThink on every wire', () => {
  for (const [wire, [decoder, framesOf]] of Object.entries(wires))
    for (const [what, text, reasoning, rest, options] of rows)
      it(`S10 reads ${what} over ${wire}, wherever the text is divided`, () => {
        for (let place = 0; place <= text.length; place++) {
          const { events } = readFrames(decoder, framesOf([text.slice(0, place), text.slice(place)]));
          const fold = answerFold();
          from(events)
            .pipe(splitThink(options))
            .subscribe({ next: (event) => fold.onEvent(event), error: () => expect.fail('no error was expected') });
          const answer = fold.onEnd();
          expect([answer.reasoning, answer.text], String(place)).to.deep.equal([reasoning, rest]);
          expect(answer.status).to.equal('completed');
        }
      });
});
