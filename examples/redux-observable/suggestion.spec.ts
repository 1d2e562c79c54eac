import { configureStore } from '@reduxjs/toolkit';
import { expect } from 'chai';
import { ResponsesClient } from 'codex-rx';
import {
  bytes,
  completed,
  marbleRunner,
  response,
  sse,
  textDelta,
  virtualClient,
  virtualTransport,
} from 'codex-rx/testing';
import { createEpicMiddleware } from 'redux-observable';
import { distinctUntilChanged, from, map, of, startWith, type Observable } from 'rxjs';
import { suggest, suggestion } from './suggestion.js';

const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));

/** The chunks that the diagrams call t, u and x: two pieces of text and the end. */
const chunks = {
  t: bytes(sse(textDelta('t'))),
  u: bytes(sse(textDelta('u'))),
  x: bytes(sse(completed('resp_1'))),
};

/** A store with the epic, over a client whose requests are answered with these bodies. */
const storeOver = (...bodies: readonly Observable<Uint8Array>[]) => {
  const transport = virtualTransport(...bodies.map((body) => of(response(body))));
  const epics = createEpicMiddleware({ dependencies: { client: virtualClient(ResponsesClient, transport) } });
  const store = configureStore({
    reducer: suggestion.reducer,
    middleware: (defaults) => defaults().concat(epics),
  });
  epics.run(suggest);
  return {
    transport,
    type: (text: string) => store.dispatch(suggestion.actions.typed(text)),
    dismiss: () => store.dispatch(suggestion.actions.dismissed()),
    text$: from(store).pipe(
      map((state) => state.text),
      startWith(''),
      distinctUntilChanged(),
    ),
  };
};

const texts = { e: '', t: 't', u: 'tu' };

describe('the example for redux-observable', () => {
  it(
    'asks after a pause in typing, and shows what comes, frame by frame',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('           304ms -x---x---x');
      const body = cold('       -tu----(x|)', chunks);
      const subs = '      300ms -^------!';
      const expected = '  e 303ms -u';
      const { type, text$ } = storeOver(body);
      cold('      -a').subscribe(type);
      expectObservable(text$).toBe(expected, texts);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the socket at the next keystroke, asks for the last one, and leaves it when dismissed',
    marbles(({ animate, cold, expectObservable, expectSubscriptions, flush }) => {
      animate('           302ms x 306ms x     ');
      const first = cold('  ---t----', chunks);
      const second = cold(' ---t----', chunks);
      const firstSubs = ' 300ms ^-----!       ';
      const secondSubs = '607ms ^-----!       ';
      const expected = '  e 302ms t--e 303ms t--e';
      const { type, dismiss, text$, transport } = storeOver(first, second);
      cold('      a 305ms bc').subscribe(type);
      cold('              613ms d').subscribe(dismiss);
      expectObservable(text$).toBe(expected, texts);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      flush();
      expect(transport.requests).to.have.length(2);
    }),
  );

  it(
    'asks for nothing when what was typed is deleted before the pause is over',
    marbles(({ cold, expectObservable, flush }) => {
      const { type, text$, transport } = storeOver();
      cold('a--b', { a: 'Dear', b: '' }).subscribe(type);
      expectObservable(text$).toBe('e', texts);
      flush();
      expect(transport.requests).to.deep.equal([]);
    }),
  );
});
