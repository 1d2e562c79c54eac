import { expect } from 'chai';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { chatCompletion } from '../../../lib/server/endpoints/chatCompletion.js';
import { defaultScript } from '../../../lib/server/index.js';
import { recordedRequest } from '../recordedRequest.js';

const textOf = (body: unknown): string =>
  (defaultScript(recordedRequest(body)).answer?.frames ?? [])
    .filter(({ type }) => type === 'response.output_text.delta')
    .map(({ delta }) => String(delta))
    .join('');
const user = (content: unknown) => ({ type: 'message', role: 'user', content });

describe('server/defaultScript', () => {
  const questions: readonly (readonly [what: string, input: unknown])[] = [
    ['a string', 'Why is the sky blue?'],
    ['a message of text', [user('Why is the sky blue?')]],
    [
      'a message of parts',
      [
        user([
          { type: 'input_text', text: 'Why is the sky ' },
          { type: 'input_text', text: 'blue?' },
        ]),
      ],
    ],
    [
      'the last of several messages',
      [user('Hi'), { role: 'assistant', content: 'Hello' }, user('Why is the sky blue?')],
    ],
    [
      'the last message with a text, whatever follows it',
      [
        user('Why is the sky blue?'),
        user([{ type: 'input_image', image_url: 'x' }]),
        { type: 'function_call_output' },
        null,
      ],
    ],
  ];
  for (const [what, input] of questions) {
    it(`quotes ${what}`, () => expect(textOf({ input })).to.contain('You asked: “Why is the sky blue?”'));
  }

  const chats: readonly (readonly [what: string, messages: unknown])[] = [
    ['a message of text', [{ role: 'system', content: 'Be brief.' }, user('Why is the sky blue?')]],
    [
      'a message of parts',
      [
        user([
          { type: 'text', text: 'Why is the sky ' },
          { type: 'text', text: 'blue?' },
        ]),
      ],
    ],
    [
      'the last of several messages',
      [
        user('Hi'),
        { role: 'assistant', content: 'Hello' },
        user('Why is the sky blue?'),
        { role: 'tool', content: '1' },
      ],
    ],
  ];
  for (const [what, messages] of chats) {
    it(`quotes ${what} of a Chat request`, () =>
      expect(textOf({ messages })).to.contain('You asked: “Why is the sky blue?”'));
  }

  it('says the same in both APIs', () => {
    const { answer } = defaultScript(recordedRequest({ messages: [user('Hi')] }, { index: 4 }));
    expect(answer?.chunks && chatCompletion(answer.chunks)).to.nested.include({
      id: 'chatcmpl-5',
      'choices[0].message.content': textOf({ input: 'Hi' }),
      'usage.prompt_tokens': 1,
    });
  });

  for (const body of [
    undefined,
    {},
    { input: 7 },
    { input: [] },
    { input: '  ' },
    { input: [user(undefined)] },
    { messages: 7 },
  ]) {
    it(`answers ${JSON.stringify(body)} too`, () => expect(textOf(body)).to.contain('The request had no text.'));
  }

  it('ends with a haiku of three lines', () => {
    expect(textOf({ input: 'Hi' }).split('\n\n')[1]?.split('\n')).to.have.length(3);
  });

  it('shortens a long question', () => {
    const text = textOf({ input: 'word '.repeat(10_000) });
    expect(text).to.contain('word …”');
    expect(text).to.have.length.below(1000);
  });

  it('gives each response its own id, and the model that was asked for', () => {
    const { answer } = defaultScript(recordedRequest({ input: 'Hi', model: 'gpt-5.1' }, { index: 4 }));
    expect(answer?.frames[0]?.['response']).to.include({ id: 'resp_5', model: 'gpt-5.1' });
  });

  it('counts the words of the question as its input', () => {
    const { answer } = defaultScript(recordedRequest({ input: 'Why is the sky blue?' }));
    const response = answer?.frames.at(-1)?.['response'];
    expect(isJsonObject(response) && response['usage']).to.include({ input_tokens: 5 });
  });

  it('has a pace', () => {
    expect(defaultScript(recordedRequest({})).pace).to.have.all.keys('ttft', 'tokensPerSecond');
  });
});
