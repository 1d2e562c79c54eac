import { expect } from 'chai';
import { createElement, StrictMode, Suspense, use, useMemo } from 'react';
import { renderToString } from 'react-dom/server';
import { of, type Observable } from 'rxjs';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { useAnswer, useConversation, type LiveAnswer, type LiveConversation } from '../../lib/react/index.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { useReactRoot } from '../../spec/support/pages/react.js';
import { chunks, virtualClient } from '../../spec/support/virtualClient.js';

const unexpected = (error: unknown): void => expect.fail(String(error));
const NEVER_READY = new Promise<void>(() => undefined);

describe('the hooks of codex-rx/react, when an answer fails, and when React suspends or hydrates', () => {
  const { render, hydrate, look } = useReactRoot();
  const clientFor = (...bodies: readonly Observable<Uint8Array>[]): ResponsesClient =>
    virtualClient(virtualTransport(...bodies.map((body) => of(response(body)))), { retry: { maxAttempts: 1 } });

  let live: LiveAnswer;
  const Text = ({ client }: { readonly client: ResponsesClient }) => {
    live = useAnswer(useMemo(() => client.streamPrompt('m', 'Hi'), [client]));
    const { answer, busy } = live;
    return createElement('p', null, `${answer?.status} ${answer?.text}${busy ? '…' : ''} ${answer?.error?.type ?? ''}`);
  };

  let chat: LiveConversation;
  const Chat = ({ client }: { readonly client: ResponsesClient }) => {
    chat = useConversation(() => new Conversation((input) => client.streamPrompt('m', { input })));
    const { history, answer, busy } = chat;
    return createElement('p', null, `${history.length} ${answer?.text}${busy ? '…' : ''} ${answer?.error?.type ?? ''}`);
  };

  it(
    'useAnswer renders an error beside what has come, and requests again with reload',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  --t|           ', chunks);
      const second = cold('      t 20ms u(x|)', chunks);
      const looks = cold('  ----l 20ms l----l', {});
      const expected = '    ----f 20ms t----x';
      const client = clientFor(first, second);
      render(createElement(Text, { client }));
      cold('                -----r').subscribe({ next: () => live.reload(), error: unexpected });
      expectObservable(looks.pipe(look)).toBe(expected, {
        f: 'failed t stream',
        t: 'streaming t… ',
        x: 'completed tu ',
      });
      expectSubscriptions(first.subscriptions).toBe(' ^--!');
      expectSubscriptions(second.subscriptions).toBe('-----^ 21ms !');
    }),
  );

  it(
    'useConversation stops the answer when another message is sent, and keeps what has come',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  --t-------', chunks);
      const second = cold('      u------', chunks);
      const looks = cold('  ----- 20ms l');
      const expected = '    ----- 20ms u';
      render(createElement(Chat, { client: clientFor(first, second) }));
      chat.send('Hi');
      cold('                -----s').subscribe({ next: () => chat.send('Ho'), error: unexpected });
      cold('                ----- 25ms s').subscribe({ next: () => chat.stop(), error: unexpected });
      expectObservable(looks.pipe(look)).toBe(expected, { u: '3 u… ' });
      expectSubscriptions(first.subscriptions).toBe(' ^----!');
      expectSubscriptions(second.subscriptions).toBe('-----^ 24ms !');
    }),
  );

  it(
    'useConversation renders an error beside what has come, and requests again with retry',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  --t|', chunks);
      const second = cold('      u(x|)', chunks);
      const looks = cold('  ---- 20ms l----- 20ms l');
      const expected = '    ---- 20ms f----- 20ms x';
      render(createElement(Chat, { client: clientFor(first, second) }));
      chat.send('Hi');
      cold('                ---- 21ms r').subscribe({ next: () => chat.retry(), error: unexpected });
      expectObservable(looks.pipe(look)).toBe(expected, { f: '2 t stream', x: '2 u ' });
      expectSubscriptions(first.subscriptions).toBe(' ^--!');
      expectSubscriptions(second.subscriptions).toBe('---- 21ms ^!');
    }),
  );

  const Beside = ({ isReady }: { readonly isReady: boolean }) => {
    if (!isReady) use(NEVER_READY);
    return null;
  };
  const page = (client: ResponsesClient, isReady: boolean) =>
    createElement(
      Suspense,
      { fallback: 'not ready' },
      createElement(Text, { client }),
      createElement(Beside, { isReady }),
    );

  it(
    'requests once, when a component that suspends beside it is ready',
    marbles(({ cold, expectSubscriptions }) => {
      const body = cold('t--(x|)', chunks);
      const subs = '     ---^--!';
      const client = clientFor(body);
      render(page(client, false));
      cold('             ---r').subscribe({ next: () => render(page(client, true)), error: unexpected });
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the connection and the text when a component suspends beside it later',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  t------ 20ms u(x|)', chunks);
      const subs = '       ^------ 21ms !';
      const looks = cold(' ------- 20ms -------l');
      const expected = '   ------- 20ms -------x';
      const client = clientFor(body);
      render(page(client, true));
      cold('               --s').subscribe({ next: () => render(page(client, false)), error: unexpected });
      cold('               ------- 20ms ----r').subscribe({
        next: () => render(page(client, true)),
        error: unexpected,
      });
      expectObservable(looks.pipe(look)).toBe(expected, { x: 'completed tu ' });
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'requests once when the HTML of a server is hydrated, which has the same text',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  --t 20ms (x|)', chunks);
      const subs = '       ^-- 20ms !    ';
      const looks = cold(' l-- 19ms l    ');
      const expected = '   w-- 19ms t    ';
      const client = clientFor(body);
      const html = renderToString(createElement(StrictMode, null, createElement(Text, { client })));
      const errors = hydrate(html, createElement(Text, { client }));
      expectObservable(looks.pipe(look)).toBe(expected, { w: 'waiting … ', t: 'streaming t… ' });
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(html).to.contain('waiting');
      expect(errors).to.deep.equal([]);
    }),
  );
});
