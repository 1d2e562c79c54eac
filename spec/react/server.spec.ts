import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { defer, EMPTY, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { useAnswer, useConversation } from '../../lib/react/index.js';

describe('codex-rx/react on a server', () => {
  let requests: number;
  const answer$: Observable<AnswerEvent> = defer(() => {
    requests += 1;
    return EMPTY;
  });
  beforeEach(() => (requests = 0));

  it('renders a waiting answer, and requests nothing', async () => {
    const Text = () => {
      const { answer, busy } = useAnswer(answer$);
      return createElement('p', null, `${answer?.status ?? 'none'} ${busy}`);
    };
    expect(renderToString(createElement(Text))).to.equal('<p>waiting true</p>');
    await new Promise((resolve) => setImmediate(resolve));
    expect(requests).to.equal(0);
  });

  it('renders no answer without a source', () => {
    const Text = () => createElement('p', null, useAnswer(undefined).answer?.status ?? 'none');
    expect(renderToString(createElement(Text))).to.equal('<p>none</p>');
  });

  it('renders the history of a conversation', () => {
    const history = [userMessage('Hi')];
    const Chat = () => {
      const { history: items, busy } = useConversation(() => new Conversation(() => answer$, { history }));
      return createElement('p', null, `${items.length} ${busy}`);
    };
    expect(renderToString(createElement(Chat))).to.equal('<p>1 false</p>');
    expect(requests).to.equal(0);
  });

  for (const file of ['index', 'useAnswer', 'useConversation'])
    it(`marks ${file}.ts as code of the client, for frameworks with server components`, () => {
      const source = readFileSync(new URL(`../../lib/react/${file}.ts`, import.meta.url), 'utf8');
      expect(source.split('\n')[0]).to.equal("'use client';");
    });
});
