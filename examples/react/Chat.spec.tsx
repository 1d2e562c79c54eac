import { expect } from 'chai';
import { ResponsesClient } from 'codex-rx';
import {
  bytes,
  completed,
  itemDone,
  marbleRunner,
  response,
  sse,
  textDelta,
  virtualClient,
  virtualTransport,
} from 'codex-rx/testing';
import { StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { map, of, type Observable } from 'rxjs';
import { Chat } from './Chat.js';

const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));

/** The chunks that the diagrams call t, u and x: two pieces of text and the end. */
const chunks = {
  t: bytes(sse(textDelta('t'))),
  u: bytes(sse(textDelta('u'))),
  x: bytes(sse(completed('resp_1'))),
};

const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'tu' }] };

const shown = {
  w: ['hi', 'Thinking …'],
  t: ['hi', 't'],
  u: ['hi', 'tu'],
  s: ['hi', 't'],
};

describe('the example for React', () => {
  let root: Root;
  let container: HTMLElement;
  beforeEach(() => {
    container = document.body.appendChild(document.createElement('div'));
    root = createRoot(container);
  });
  afterEach(() => {
    root.unmount();
    container.remove();
  });

  /** The component as a development build mounts it, over a client that is answered with `body`. */
  const mount = (body: Observable<Uint8Array>) => {
    const client = virtualClient(ResponsesClient, virtualTransport(of(response(body))));
    flushSync(() =>
      root.render(
        <StrictMode>
          <Chat client={client} />
        </StrictMode>,
      ),
    );
    return {
      send: () => {
        for (const input of container.querySelectorAll('input')) input.value = 'hi';
        container.querySelector('form')?.requestSubmit();
      },
      stop: () => container.querySelector<HTMLElement>('button[type=button]')?.click(),
      look: map(() => {
        flushSync(() => undefined);
        return Array.from(container.querySelectorAll('p'), (paragraph) => paragraph.textContent);
      }),
    };
  };

  it(
    'shows what has come, frame by frame, and in the end once',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('           -x---x---x---x ');
      const body = cold('   -tu---i(x|)  ', { ...chunks, i: bytes(sse(itemDone(said))) });
      const subs = '      --^------!     ';
      const looks = cold('--l-l-l-------l', {});
      const expected = '  --w-w-u-------u';
      const { send, look } = mount(body);
      cold('              --s').subscribe(send);
      expectObservable(looks.pipe(look)).toBe(expected, shown);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the socket at Stop, and keeps what has come',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('           --x--x--x--x');
      const body = cold(' ---t--u--(x|)', chunks);
      const subs = '      -^-----!     ';
      const looks = cold('---l--l-----l', {});
      const expected = '  ---w--t-----s';
      const { send, stop, look } = mount(body);
      cold('              -s').subscribe(send);
      cold('              -------s').subscribe(stop);
      expectObservable(looks.pipe(look)).toBe(expected, shown);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the socket when it is unmounted',
    marbles(({ animate, cold, expectSubscriptions }) => {
      animate('          --x--x--x');
      const body = cold('---t--u--(x|)', chunks);
      const subs = '     -^---!';
      const { send } = mount(body);
      cold('             -s').subscribe(send);
      cold('             -----u').subscribe(() => root.unmount());
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});
