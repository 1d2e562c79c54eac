import { computed } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { signalStore, withComputed } from '@ngrx/signals';
import { expect } from 'chai';
import { map, type Observable } from 'rxjs';
import { injectConversation, type SignalConversation } from '../../lib/angular/index.js';
import { withConversation } from '../../lib/ngrx/index.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { connect as connectTo, provide, useTestBed } from '../../spec/support/pages/angular.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks } from '../../spec/support/virtualClient.js';

const unexpected = (error: unknown): void => expect.fail(String(error));
const ChatStore = signalStore(
  withConversation(),
  withComputed(({ answer }) => ({ text: computed(() => answer()?.text ?? '') })),
);

describe('injectConversation and withConversation', () => {
  useTestBed();

  const connect = (...bodies: readonly Observable<Uint8Array>[]): void => {
    connectTo(...bodies);
    provide(ChatStore);
  };
  const look = ({ history, answer, busy }: Pick<SignalConversation, 'history' | 'answer' | 'busy'>) =>
    map(() => `${history().length} ${answer()?.text ?? '-'}${busy() ? '…' : ''}`);
  const screens = { e: '0 -', t: '1 t…', x: '2 tu' };

  for (const [name, create] of [
    ['injectConversation', () => TestBed.runInInjectionContext(() => injectConversation())],
    ['a store with withConversation', () => TestBed.inject(ChatStore)],
  ] as const) {
    it(
      `${name}: sends nothing before send, and exposes the history and the answer`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('    --t 40ms u(x|)', chunks);
        const subs = '       --^   43ms  !   ';
        const looks = cold(' l 19ms l 49ms l ');
        const expected = '   e 19ms t 49ms x ';
        connect(body);
        const chat = create();
        cold('               --s').subscribe({ next: () => chat.send('Hi'), error: unexpected });
        expectObservable(looks.pipe(look(chat))).toBe(expected, screens);
        expectSubscriptions(body.subscriptions).toBe(subs);
      }),
    );

    it(
      `${name}: stops the answer when another message is sent`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('  --t-------', chunks);
        const second = cold('      t------', chunks);
        const looks = cold('  ----- 20ms l');
        const expected = '    ----- 20ms u';
        connect(first, second);
        const chat = create();
        chat.send('Hi');
        cold('                -----s').subscribe({ next: () => chat.send('Ho'), error: unexpected });
        cold('                ----- 25ms s').subscribe({ next: () => chat.stop(), error: unexpected });
        expectObservable(looks.pipe(look(chat))).toBe(expected, { u: '3 t…' });
        expectSubscriptions(first.subscriptions).toBe(' ^----!');
        expectSubscriptions(second.subscriptions).toBe('-----^ 24ms !');
      }),
    );

    it(
      `${name}: exposes an error beside what has come, and requests again with retry`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('  --t|', chunks);
        const second = cold('      u(x|)', chunks);
        const looks = cold('  ---- 20ms l----- 20ms l');
        const expected = '    ---- 20ms f----- 20ms x';
        connect(first, second);
        const chat = create();
        chat.send('Hi');
        cold('                ---- 21ms r').subscribe({ next: () => chat.retry(), error: unexpected });
        const error = map((seen: string) => `${seen} ${chat.answer()?.error?.type ?? ''}`);
        expectObservable(looks.pipe(look(chat), error)).toBe(expected, { f: '2 t stream', x: '2 u ' });
        expectSubscriptions(first.subscriptions).toBe(' ^--!');
        expectSubscriptions(second.subscriptions).toBe('---- 21ms ^!');
      }),
    );

    it(
      `${name}: closes the connection when it is destroyed`,
      marbles(({ cold, expectSubscriptions }) => {
        const body = cold('  t------', chunks);
        const subs = '       ^--!   ';
        connect(body);
        create().send('Hi');
        cold('               ---d').subscribe({ next: () => TestBed.resetTestingModule(), error: unexpected });
        expectSubscriptions(body.subscriptions).toBe(subs);
      }),
    );
  }

  it(
    'has the methods of a conversation',
    marbles(({ cold, expectSubscriptions }) => {
      const body = cold('  t------', chunks);
      connect(body);
      const chat = TestBed.runInInjectionContext(() => injectConversation({ history: [userMessage('Hi')] }));
      chat.retry();
      chat.queue('Ho');
      expect(chat.conversation.state.queued).to.have.length(1);
      chat.clearQueue();
      cold('               ---s').subscribe({ next: () => chat.stop(), error: unexpected });
      expectSubscriptions(body.subscriptions).toBe('^--!');
    }),
  );

  it('throws without a connection, with advice', () => {
    provide();
    expect(() => TestBed.runInInjectionContext(() => injectConversation())).to.throw(/add provideCodexRx\(…\)/);
  });

  it('continues a conversation that was stored', () => {
    provide();
    const history = [userMessage('Hi')];
    const snapshot = { version: 1, history, queued: [], asked: 1 } as const;
    const chat = TestBed.runInInjectionContext(() => injectConversation({ snapshot, ask: () => [] }));
    expect(chat.history()).to.deep.equal(history);
  });
});
