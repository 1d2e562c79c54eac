import { expect } from 'chai';
import { from } from 'rxjs';
import { chatDecoder } from '../../lib/decode/chat/chatDecoder.js';
import { geminiDecoder } from '../../lib/decode/gemini/geminiDecoder.js';
import { messagesDecoder } from '../../lib/decode/messages/messagesDecoder.js';
import type { DecoderFactory } from '../../lib/decode/ResponseDecoder.js';
import { responsesDecoder } from '../../lib/decode/responses/responsesDecoder.js';
import { decodeEvents } from '../../lib/operators/decode/decodeEvents.js';
import { outcomeOf } from '../support/collect.js';

const DECODERS: Readonly<Record<string, DecoderFactory>> = {
  Responses: responsesDecoder,
  Chat: chatDecoder,
  Messages: messagesDecoder,
  Gemini: geminiDecoder,
};
const ERROR = { code: 503, message: 'no', status: 'UNAVAILABLE' };

describe('a frame with an error, and a type that names no event', () => {
  for (const [wire, decoder] of Object.entries(DECODERS))
    for (const type of [-1, 0, '', null, true, {}, [], ['error'], { toString: null }])
      it(`fails a stream of ${wire}: ${JSON.stringify(type)}`, async () => {
        const { error } = await outcomeOf(from([{ type, error: ERROR }]).pipe(decodeEvents(decoder)));
        expect(error).to.include({ type: 'server_overloaded', detail: 'no' });
      });

  it('fails a stream of Gemini whose answer seems whole, whatever the type is: its frames have none', async () => {
    const whole = { candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' }] };
    for (const type of ['x', 'response.created', -1]) {
      const { error } = await outcomeOf(from([whole, { type, error: ERROR }]).pipe(decodeEvents(geminiDecoder)));
      expect(error).to.include({ type: 'server_overloaded', detail: 'no' });
    }
  });
});
