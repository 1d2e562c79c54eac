import { expect } from 'chai';
import { EMPTY, of, switchMap, take } from 'rxjs';
import { errorLike } from '../../lib/testing/marbles.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import type { StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../spec/support/virtualClient.js';

describe('leaving a stream', () => {
  it(
    'while the credentials are awaited sends nothing',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const token = cold('-----(k|)', { k: 'key' });
      const subs = '      ^--!     ';
      const unsub = '     ^--!     ';
      const expected = '  ----     ';
      const transport = virtualTransport(of(response(EMPTY)));
      const client = virtualClient(transport, {}, { auth: { bearerToken: () => token } });
      expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(token.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.be.empty;
    }),
  );

  it(
    'before the head cancels the request',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const head = cold<StreamResponse>('--------', {});
      const subs = '                      ^---!   ';
      const unsub = '                     ^---!   ';
      const expected = '                  -----   ';
      expectObservable(virtualClient(virtualTransport(head)).streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(head.subscriptions).toBe(subs);
    }),
  );

  it(
    'while the body of an error is read closes the connection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  --t-----', chunks);
      const subs = '       ^---!   ';
      const unsub = '      ^---!   ';
      const expected = '   -----   ';
      const transport = virtualTransport(of(response(body, { status: 500 })));
      expectObservable(virtualClient(transport).streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'in the back-off makes no further attempt',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<StreamResponse>(' --#', {}, reset());
      const second = cold<StreamResponse>('---------', {});
      const subs = '                       ^-!';
      const unsub = '                      ^-----!';
      const expected = '                   -------';
      expectObservable(virtualClient(virtualTransport(first, second)).streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'while the credentials are refreshed does not ask again',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const refresh = cold('-----|');
      const subs = '        ^--!  ';
      const unsub = '       ^--!  ';
      const expected = '    ----  ';
      const transport = virtualTransport(of(response(EMPTY, { status: 401 })), of(response(EMPTY)));
      const auth = { bearerToken: () => 'key', refresh: () => refresh };
      expectObservable(virtualClient(transport, {}, { auth }).streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(refresh.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'at the first header event closes the body, although it was not read yet',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('--t-', chunks);
      const subs = '     (^!)';
      const expected = ' (m|)';
      const transport = virtualTransport(of(response(body, { headers: { 'openai-model': 'm1' } })));
      const firstOnly = virtualClient(transport).streamPrompt('m', 'hi').pipe(take(1));
      expectObservable(firstOnly).toBe(expected, { m: { type: 'server_model', model: 'm1' } });
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'in the middle of the body closes the connection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -c-t-----', chunks);
      const subs = '       ^---!    ';
      const unsub = '      ^---!    ';
      const expected = '   -c-t-    ';
      expectObservable(virtualClient(virtualTransport(of(response(body)))).streamPrompt('m', 'hi'), unsub).toBe(
        expected,
        events,
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'by switchMap cancels the former request when the next begins',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const former = cold(' -c-t-t-t-t-', chunks);
      const latter = cold('      -c-t-(x|)', chunks);
      const keys = hot('   -a---b|');
      const formerSubs = ' -^---!';
      const latterSubs = ' -----^----!';
      const expected = '   --c-t-c-t-(x|)';
      const client = virtualClient(virtualTransport(of(response(former)), of(response(latter))));
      const answers = keys.pipe(switchMap((key) => client.streamPrompt('m', key)));
      expectObservable(answers).toBe(expected, events);
      expectSubscriptions(former.subscriptions).toBe(formerSubs);
      expectSubscriptions(latter.subscriptions).toBe(latterSubs);
    }),
  );

  it(
    'by an AbortSignal is an error, in the back-off too, and leaves no attempt behind',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const abort = new AbortController();
      const first = cold<StreamResponse>('--#', {}, reset());
      const second = cold<StreamResponse>('---', {});
      const subs = '                      ^-!';
      const expected = '                  -----#';
      const answer = virtualClient(virtualTransport(first, second)).streamPrompt('m', 'hi', { signal: abort.signal });
      scheduler.schedule(() => abort.abort(), 5);
      expectObservable(answer).toBe(
        expected,
        undefined,
        errorLike({
          type: 'transport',
          error: { type: 'network', detail: 'aborted by the signal', code: 'ABORT_ERR' },
        }),
      );
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'two subscriptions are two requests, each with its own end',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('   -c-t-(x|)', chunks);
      const two = cold('     -c-t-(x|)', chunks);
      const unsub = '      ^---!';
      const oneSubs = '    ^---!';
      const twoSubs = '    --^----!';
      const oneSees = '    -c-t';
      const twoSees = '    ---c-t-(x|)';
      const transport = virtualTransport(of(response(one)), of(response(two)));
      const answer = virtualClient(transport).streamPrompt('m', 'hi');
      expectObservable(answer, unsub).toBe(oneSees, events);
      expectObservable(answer, '--^').toBe(twoSees, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(transport.requests).to.have.length(2);
    }),
  );
});
