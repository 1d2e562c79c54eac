import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { ResponsesClient, retryAnswer } from 'codex-rx';
import { provideCodexRx } from 'codex-rx/angular';
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
import { map, of, type Observable } from 'rxjs';
import { AnswerComponent } from './answer.js';

const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));

/** The chunks that the diagrams call t, u and x: two pieces of text and the end. */
const chunks = {
  t: bytes(sse(textDelta('t'))),
  u: bytes(sse(textDelta('u'))),
  x: bytes(sse(completed('resp_1'))),
};

/** The component in a document, over a client that is answered with `body`. */
const mount = (body: Observable<Uint8Array>) => {
  const client = virtualClient(ResponsesClient, virtualTransport(of(response(body))));
  const ask = provideCodexRx(() => ({ ask: (input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer()) }));
  TestBed.configureTestingModule({ providers: [ask] });
  const fixture = TestBed.createComponent(AnswerComponent);
  fixture.detectChanges();
  return {
    ask: () => {
      for (const input of document.querySelectorAll('input')) input.value = 'hi';
      document.querySelector('form')?.requestSubmit();
      fixture.detectChanges(); // the effect of the resource runs with change detection
    },
    stop: () => document.querySelector<HTMLElement>('button[type=button]')?.click(),
    destroy: () => fixture.destroy(),
    look: map(() => {
      fixture.detectChanges();
      return [document.querySelector('p')?.textContent, document.querySelector('small')?.textContent];
    }),
  };
};

const screens = {
  n: [undefined, undefined],
  w: ['', 'Thinking …'],
  t: ['t', undefined],
  u: ['tu', undefined],
  s: ['t', 'Stopped.'],
};

describe('the example for Angular', () => {
  it(
    'shows what has come, frame by frame',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('           ----x---x---x');
      const body = cold('  -tu----(x|)', chunks);
      const subs = '      -^------!';
      const looks = cold('l--l-l--l', {});
      const expected = '  n--w-u--u';
      const { ask, look } = mount(body);
      cold('              -a').subscribe(ask);
      expectObservable(looks.pipe(look)).toBe(expected, screens);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the socket at Stop, and keeps what has come',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('           --x--x--x');
      const body = cold(' ---t--u--(x|)', chunks);
      const subs = '      -^---!  ';
      const looks = cold('---l--l', {});
      const expected = '  ---w--s';
      const { ask, stop, look } = mount(body);
      cold('              -a').subscribe(ask);
      cold('              -----s').subscribe(stop);
      expectObservable(looks.pipe(look)).toBe(expected, screens);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the socket when it is destroyed',
    marbles(({ animate, cold, expectSubscriptions }) => {
      animate('          --x--x--x');
      const body = cold('---t--u--(x|)', chunks);
      const subs = '     -^---!';
      const { ask, destroy } = mount(body);
      cold('             -a').subscribe(ask);
      cold('             -----d').subscribe(destroy);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});
