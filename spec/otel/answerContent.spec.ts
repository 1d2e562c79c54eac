import { expect } from 'chai';
import { answerContent } from '../../lib/otel/answerContent.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';

const delta = (text: string): ResponseEvent => ({ type: 'output_text_delta', delta: text });
const message = (...texts: readonly string[]): ResponseEvent => ({
  type: 'output_item_done',
  item: { type: 'message', role: 'assistant', content: texts.map((text) => ({ type: 'output_text', text })) },
});

const written = (maxLength: number, ...events: readonly ResponseEvent[]): unknown => {
  const content = answerContent(maxLength, (text) => text);
  for (const event of events) content.onEvent(event);
  return content.attributes()['gen_ai.output.messages'];
};
const answer = (...texts: readonly string[]) =>
  JSON.stringify([{ role: 'assistant', parts: texts.map((content) => ({ type: 'text', content })) }]);

describe('answerContent', () => {
  it('is undefined where nothing was said', () => {
    expect(written(1000, { type: 'created' }, message())).to.equal(undefined);
  });

  it('says once what came in deltas and in a finished message', () => {
    expect(written(1000, delta('on'), delta('e'), message('one'), delta('tw'))).to.equal(answer('one', 'tw'));
  });

  for (const [what, done] of [
    ['no text', message()],
    ['an empty text', message('')],
  ] as const)
    it(`says what came in deltas where the finished message has ${what}`, () => {
      expect(written(1000, delta('one'), done, delta('two'), done)).to.equal(answer('one', 'two'));
    });

  it('uses its length to the last character, and drops the first parts if it is one too long', () => {
    const maxLength = answer('one', 'two').length;
    expect(written(maxLength, message('one'), message('two'))).to.equal(answer('one', 'two'));
    expect(written(maxLength - 1, message('one'), message('two'))).to.equal(answer('two'));
  });
});
