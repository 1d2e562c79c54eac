import { expect } from 'chai';
import { createElement, useMemo } from 'react';
import { of, type Observable } from 'rxjs';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { useAnswer, useConversation, type LiveAnswer, type LiveConversation } from '../../lib/react/index.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { useReactRoot } from '../../spec/support/pages/react.js';
import { chunks, virtualClient } from '../../spec/support/virtualClient.js';

const unexpected = (error: unknown): void => expect.fail(String(error));

describe('the hooks of codex-rx/react', () => {
  const { render, unmount, look } = useReactRoot();
  const clientFor = (...bodies: readonly Observable<Uint8Array>[]) => {
    const transport = virtualTransport(...bodies.map((body) => of(response(body))));
    return { transport, client: virtualClient(transport) };
  };

  describe('useAnswer', () => {
    let live: LiveAnswer;
    const Text = ({ client, prompt }: { readonly client: ResponsesClient; readonly prompt?: string }) => {
      const answer$ = useMemo(
        () => (prompt === undefined ? undefined : client.streamPrompt('m', prompt)),
        [client, prompt],
      );
      live = useAnswer(answer$);
      return createElement(
        'p',
        null,
        `${live.answer?.status ?? 'none'} ${live.answer?.text ?? ''}${live.busy ? '…' : ''}`,
      );
    };
    const screens = {
      n: 'none ',
      w: 'waiting …',
      t: 'streaming t…',
      x: 'completed tu',
      s: 'stopped t',
    };

    it(
      'requests once under StrictMode, and renders what has come',
      marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
        const body = cold('  --t 40ms u(x|)', chunks);
        const subs = '       ^   43ms  !   ';
        const looks = cold(' l 19ms t 39ms x ');
        const expected = '   w 19ms t 39ms x '; // a frame is 16 ms here
        const { client, transport } = clientFor(body);
        render(createElement(Text, { client, prompt: 'Hi' }));
        expectObservable(looks.pipe(look)).toBe(expected, screens);
        expectSubscriptions(body.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.have.length(1);
      }),
    );

    it(
      'closes the connection when it is unmounted',
      marbles(({ cold, expectSubscriptions }) => {
        const body = cold('  --t--u--(x|)', chunks);
        const subs = '       ^--!';
        const { client } = clientFor(body);
        render(createElement(Text, { client, prompt: 'Hi' }));
        cold('               ---u').subscribe({ next: unmount, error: unexpected });
        expectSubscriptions(body.subscriptions).toBe(subs);
      }),
    );

    it(
      'requests nothing if it is unmounted in the same task',
      marbles(({ cold, expectSubscriptions }) => {
        const body = cold('--t--', chunks);
        const { client } = clientFor(body);
        render(createElement(Text, { client, prompt: 'Hi' }));
        unmount();
        expectSubscriptions(body.subscriptions).toBe([]);
      }),
    );

    it(
      'requests nothing without a source',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('--t--', chunks);
        const { client } = clientFor(body);
        render(createElement(Text, { client }));
        expectObservable(cold('---l').pipe(look)).toBe('---n', screens);
        expectSubscriptions(body.subscriptions).toBe([]);
      }),
    );

    it(
      'cancels the answer when the source changes',
      marbles(({ cold, expectSubscriptions }) => {
        const first = cold(' --t--u--(x|)', chunks);
        const second = cold('   --t--(x|)', chunks);
        const { client } = clientFor(first, second);
        render(createElement(Text, { client, prompt: 'Hi' }));
        cold('               ---c').subscribe({
          next: () => render(createElement(Text, { client, prompt: 'Ho' })),
          error: unexpected,
        });
        expectSubscriptions(first.subscriptions).toBe(' ^--!');
        expectSubscriptions(second.subscriptions).toBe('---^----!');
      }),
    );

    it(
      'keeps what has come when it is stopped, and requests again with reload',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('  --t------', chunks);
        const second = cold('      t 20ms (x|)', chunks);
        const looks = cold('  ----l 20ms l');
        const expected = '    ----s 20ms t';
        const { client } = clientFor(first, second);
        render(createElement(Text, { client, prompt: 'Hi' }));
        cold('                ---s').subscribe({ next: () => live.stop(), error: unexpected });
        cold('                -----r').subscribe({ next: () => live.reload(), error: unexpected });
        expectObservable(looks.pipe(look)).toBe(expected, screens);
        expectSubscriptions(first.subscriptions).toBe(' ^--!');
        expectSubscriptions(second.subscriptions).toBe('-----^ 20ms !');
      }),
    );
  });

  describe('useConversation', () => {
    let live: LiveConversation;
    const Chat = ({ source }: { readonly source: Conversation | (() => Conversation) }) => {
      live = useConversation(source);
      return createElement('p', null, `${live.history.length} ${live.answer?.text ?? ''}${live.busy ? '…' : ''}`);
    };
    const conversationWith = (client: ResponsesClient) => () =>
      new Conversation((input) => client.streamPrompt('m', { input }));

    it(
      'sends nothing before send, and renders the history and the answer',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('     --t 40ms |', chunks);
        const looks = cold(' --l 17ms l');
        const { client } = clientFor(body);
        render(createElement(Chat, { source: conversationWith(client) }));
        cold('               ---s').subscribe({ next: () => live.send('Hi'), error: unexpected });
        cold('               --- 22ms s').subscribe({ next: () => live.stop(), error: unexpected });
        expectObservable(looks.pipe(look)).toBe('--e 17ms t', { e: '0 ', t: '1 t…' });
        expectSubscriptions(body.subscriptions).toBe('---^ 21ms !');
      }),
    );

    it(
      'closes the connection of a conversation that it has created when it is unmounted',
      marbles(({ cold, expectSubscriptions }) => {
        const body = cold('  --t------', chunks);
        const { client } = clientFor(body);
        render(createElement(Chat, { source: conversationWith(client) }));
        live.send('Hi');
        cold('               ---u').subscribe({ next: unmount, error: unexpected });
        expectSubscriptions(body.subscriptions).toBe('^--!');
      }),
    );

    it(
      'leaves a conversation that is shared as it is',
      marbles(({ cold, expectSubscriptions }) => {
        const body = cold('  --t--(x|)', chunks);
        const { client } = clientFor(body);
        render(createElement(Chat, { source: conversationWith(client)() }));
        live.send('Hi');
        cold('               ---u').subscribe({ next: unmount, error: unexpected });
        expectSubscriptions(body.subscriptions).toBe('^----!');
      }),
    );

    it(
      'does not stop an answer when StrictMode mounts it twice',
      marbles(({ cold, expectSubscriptions }) => {
        const body = cold('  --t--(x|)', chunks);
        const { client } = clientFor(body);
        const source = () => {
          const conversation = conversationWith(client)();
          conversation.send('Hi');
          return conversation;
        };
        let created: Conversation | undefined;
        render(createElement(Chat, { source: () => (created ??= source()) })); // StrictMode calls it twice
        expectSubscriptions(body.subscriptions).toBe('^----!');
      }),
    );
  });
});
