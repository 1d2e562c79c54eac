import { expect } from 'chai';
import * as t from 'io-ts';
import { concat, from, NEVER, of, type Observable } from 'rxjs';
import type { ResponseEvent } from '../lib/protocol/ResponseEvent.js';
import { partialJson } from '../lib/operators/answer/partialJson.js';
import { limitItems } from '../lib/operators/decode/limitItems.js';
import { limitSize } from '../lib/operators/framing/limitSize.js';
import { splitLines } from '../lib/operators/framing/splitLines.js';
import { sseFrames } from '../lib/operators/framing/sseFrames.js';
import { collectJson } from '../lib/operators/http/collectJson.js';
import { collectText } from '../lib/operators/http/collectText.js';
import { adviceFor } from '../lib/protocol/errors/adviceFor.js';
import { ModelsClient } from '../lib/clients/ModelsClient.js';
import { createProvider } from '../lib/provider/Provider.js';
import { readableBytes } from '../lib/relay/frames/readableBytes.js';
import { memoryReplayStore } from '../lib/relay/store/memoryReplayStore.js';
import { response, virtualTransport } from '../lib/testing/virtualTransport.js';
import { bytes } from '../lib/testing/wire.js';
import { errorOf } from './support/collect.js';

const TEXT = 'x'.repeat(20);
const body = concat(of(bytes(TEXT)), NEVER);
const added: ResponseEvent = {
  type: 'output_item_added',
  item: { type: 'message', role: 'assistant', content: [] },
};
const text: ResponseEvent = { type: 'output_text_delta', delta: TEXT };

const models = (): Observable<unknown> => {
  const provider = createProvider({ name: 'test', baseUrl: 'http://test.invalid', maxBufferSize: 10 });
  return new ModelsClient({ provider, transport: virtualTransport(of(response(body))) }).listModels('1');
};

const slowReader = (): Observable<unknown> => from(readableBytes(() => of('x', TEXT, TEXT), { maxBufferSize: 10 }));

/** The option that sets a limit, and a stream that exceeds it. */
const LIMITS: readonly (readonly [string, string, () => Observable<unknown>])[] = [
  ['maxBufferSize', 'an event', () => body.pipe(sseFrames({ maxBufferSize: 10 }))],
  ['maxBufferSize', 'a unary body', models],
  ['maxBufferSize', 'a slow reader', slowReader],
  ['maxLineLength', 'a line', () => of(bytes(TEXT)).pipe(splitLines({ maxLineLength: 10 }))],
  ['maxAnswerSize', 'an answer', () => of({ event: 'message', data: TEXT }).pipe(limitSize(10))],
  ['maxItems', 'the items of an answer', () => of(added, added).pipe(limitItems(1))],
  ['limit', 'a text', () => body.pipe(collectText({ limit: 10 }))],
  ['limit', 'a JSON value', () => body.pipe(collectJson({ limit: 10 }))],
  ['maxLength', 'a structured answer', () => of(text).pipe(partialJson(t.string, { maxLength: 10 }))],
];

describe('an error at a limit', () => {
  for (const [option, what, exceed] of LIMITS)
    it(`names the option that changes the limit: ${option} of ${what}`, async () => {
      const error = await errorOf(exceed());
      expect(error).to.include({ type: 'stream', reason: 'too_large' });
      expect(error.message).to.match(new RegExp(`(longer|more) than (10|1) [a-z ]+\\(${option}\\)$`));
      if (option !== 'limit') expect(adviceFor(error)).to.include(option);
    });

  it('names the option of a replay store', () => {
    const create = (name: 'maxAnswers' | 'maxBytes') => {
      const store = memoryReplayStore({ [name]: 1 });
      for (const answer of ['a', 'b']) {
        void store.create(answer);
        void store.append(answer, { sequence: 1, event: 'message', data: TEXT });
      }
    };
    expect(() => create('maxAnswers')).to.throw('(maxAnswers)');
    expect(() => create('maxBytes')).to.throw('(maxBytes)');
  });
});
