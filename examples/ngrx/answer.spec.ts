import { TestBed } from '@angular/core/testing';
import { provideEffects } from '@ngrx/effects';
import { provideState, provideStore, Store } from '@ngrx/store';
import { expect } from 'chai';
import { ResponsesClient } from 'codex-rx';
import {
  bytes,
  completed,
  failed,
  marbleRunner,
  response,
  sse,
  textDelta,
  virtualClient,
  virtualTransport,
} from 'codex-rx/testing';
import { of, type Observable } from 'rxjs';
import { AnswerActions } from './answer.actions.js';
import * as effects from './answer.effects.js';
import { answerFeature } from './answer.feature.js';

const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));

/** The chunks that the diagrams call t, u and x: two pieces of text and the end. */
const chunks = {
  t: bytes(sse(textDelta('t'))),
  u: bytes(sse(textDelta('u'))),
  x: bytes(sse(completed('resp_1'))),
};

/** A store with the feature and its effects, over a client whose requests are answered with these bodies. */
const storeOver = (...bodies: readonly Observable<Uint8Array>[]) => {
  const transport = virtualTransport(...bodies.map((body) => of(response(body))));
  TestBed.configureTestingModule({
    providers: [
      { provide: ResponsesClient, useValue: virtualClient(ResponsesClient, transport) },
      provideStore(),
      provideState(answerFeature),
      provideEffects(effects),
    ],
  });
  const store = TestBed.inject(Store);
  return {
    ask: () => store.dispatch(AnswerActions.asked({ prompt: 'hi' })),
    stop: () => store.dispatch(AnswerActions.stopped()),
    text$: store.select(answerFeature.selectText),
    status$: store.select(answerFeature.selectStatus),
  };
};

const texts = { e: '', u: 'tu' };
const statuses = { n: undefined, w: 'waiting', s: 'streaming', x: 'completed', S: 'stopped', F: 'failed' };

describe('the example for NgRx', () => {
  it(
    'keeps the answer in the store, frame by frame',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('          ----x----x----x');
      const body = cold(' -tu----(x|)    ', chunks);
      const subs = '     -^------!      ';
      const text = '     e---u          ';
      const status = '   nw--s---x      ';
      const { ask, text$, status$ } = storeOver(body);
      cold('             -a').subscribe(ask);
      expectObservable(text$).toBe(text, texts);
      expectObservable(status$).toBe(status, statuses);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the socket of the former request when it is asked again, and the last one at stopped',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('             --x--x--x--x--x');
      const first = cold('   --t----u---   ', chunks);
      const second = cold('       ----t----', chunks);
      const firstSubs = '   -^----!        ';
      const secondSubs = '  ------^-----!  ';
      const status = '      nw-s--(nw)s-S  ';
      const { ask, stop, status$ } = storeOver(first, second);
      cold('                -a----a').subscribe(ask);
      cold('                ------------s').subscribe(stop);
      expectObservable(status$).toBe(status, statuses);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'outlives an error: it is in the store, and the next question is answered',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              --x--x--x--x--x');
      const refused = cold('  (e|)          ', { e: bytes(sse(failed('invalid_prompt', 'no'))) });
      const second = cold('         ----(x|) ', chunks);
      const secondSubs = '   ------^---!    ';
      const status = '       n(wF)-(nw)x    ';
      const { ask, status$ } = storeOver(refused, second);
      cold('                 -a----a').subscribe(ask);
      expectObservable(status$).toBe(status, statuses);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );
});
