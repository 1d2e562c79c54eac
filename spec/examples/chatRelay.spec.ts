import { expect } from 'chai';
import { userMessage, type PendingTools } from 'codex-rx';
import { scriptedModel } from '../../examples/chat/server/ChatModel.js';
import { chatRelay } from '../../examples/chat/server/chatRelay.js';
import { PendingStore } from '../../examples/chat/server/PendingStore.js';
import { useServer } from '../support/scripted.js';

const wish = { fault: 'none', always: false, kind: 'short', hedge: false };

describe('the relay of the chat example', () => {
  const scripted = useServer();
  const REFUSED: readonly (readonly [string, unknown])[] = [
    ['a question without its form', 'hi'],
    ['a request of an unknown type', { type: 'pay' }],
    ['instructions of the page', { type: 'answer', wish, history: [{ type: 'message', role: 'system', content: [] }] }],
    [
      'instructions of the page, as a developer',
      { type: 'answer', wish, history: [userMessage('hi'), { type: 'message', role: 'developer', content: [] }] },
    ],
    [
      'decisions that are no booleans',
      { type: 'decide', answer: 'answer-1', decisions: { call_1: { arguments: '{}' } } },
    ],
    [
      'decisions about an answer that does not wait',
      { type: 'decide', answer: 'answer-1', decisions: { call_1: true } },
    ],
  ];
  for (const [name, input] of REFUSED)
    it(`refuses ${name}, and sends nothing`, async () => {
      const handle = chatRelay(scriptedModel(scripted.server.baseUrl), { onError: () => undefined });
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(input) };
      const response = await handle(new Request('http://127.0.0.1/api/chat', init));
      expect(await response.text())
        .to.contain('event: failed')
        .and.to.contain('invalid_request');
      expect(scripted.server.requests).to.have.length(0);
      handle.close();
    });
});

describe('the store of calls that wait, in the chat example', () => {
  const pending: PendingTools = { step: 1, input: [], calls: [], outputs: [] };

  it('returns a loop once', () => {
    const store = new PendingStore();
    store.put('answer-1', pending);
    expect(store.take('answer-1')).to.equal(pending);
    expect(() => store.take('answer-1')).to.throw('decided before');
  });

  it('gives up the loop that has waited longest when it is full', () => {
    const store = new PendingStore();
    for (let index = 0; index <= 1_000; index++) store.put(`answer-${index}`, pending);
    expect(() => store.take('answer-0')).to.throw('no longer known');
    expect(store.take('answer-1')).to.equal(pending);
  });
});
