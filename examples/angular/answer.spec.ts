import { TestBed } from '@angular/core/testing';
import { ResponsesClient } from 'codex-rx';
import { response, virtualTransport } from 'codex-rx/testing';
import { map, of, type Observable } from 'rxjs';
import { marbles } from '../../spec/support/marbles.js';
import { chunks, virtualClient } from '../../spec/support/virtualClient.js';
import { AnswerComponent } from './answer.js';

/** The component in a document, over a client that is answered with `body`. */
const mount = (body: Observable<Uint8Array>) => {
  const client = virtualClient(virtualTransport(of(response(body))));
  TestBed.configureTestingModule({ providers: [{ provide: ResponsesClient, useValue: client }] });
  const fixture = TestBed.createComponent(AnswerComponent);
  fixture.detectChanges();
  return {
    ask: () => document.querySelector('form')?.requestSubmit(),
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
