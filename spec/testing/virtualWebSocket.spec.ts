import { expect } from 'chai';
import { concat, defer, EMPTY, finalize, from, map, mergeMap, NEVER, of, ReplaySubject, take, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { apiErrorKind } from '../../lib/protocol/errors/ApiError.js';
import { reset, response } from '../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../lib/testing/virtualWebSocket.js';
import { bytes, textDelta } from '../../lib/testing/wire.js';
import type { SocketFrame } from '../../lib/transport/WebSocketTransport.js';
import { errorOf, outcomeOf } from '../support/collect.js';
import { describeWebSocket, openedBy, upgrade } from '../support/contracts/webSocketContract.js';

const frameOf = (sent: string | Uint8Array): SocketFrame =>
  typeof sent === 'string' ? { type: 'text', text: sent } : { type: 'binary' };

describeWebSocket('virtualWebSocket', (script) => {
  const { status = 101, headers = {}, body = [], bodyEnds = true, sends = [], then = 'echo' } = script;
  let hangUp: () => void;
  const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
  const said = new ReplaySubject<void>(1);
  const rest = (): Observable<SocketFrame> => {
    if (then === 'end') return EMPTY;
    if (then === 'reset') return throwError(reset);
    return then === 'echo' ? concat(from(heard()).pipe(map(frameOf)), NEVER) : of({ type: 'close', ...then });
  };
  const begun = from(sends).pipe(map(frameOf));
  const frames = concat(begun, said.pipe(take(1), mergeMap(rest))).pipe(finalize(() => hangUp()));
  const send = defer(() => {
    said.next();
    return EMPTY;
  });
  const opened = socket(frames, { headers, send, ping: EMPTY });
  const heard = () => opened.sent;
  const answer = () => {
    if (status === 'stall') return NEVER.pipe(finalize(() => hangUp()));
    const refusal = concat(from(body).pipe(map(bytes)), bodyEnds ? EMPTY : NEVER).pipe(finalize(() => hangUp()));
    return of(status === 101 ? opened : response(refusal, { status, headers }));
  };
  const transport = virtualWebSocket(answer(), answer());
  return Promise.resolve({
    transport,
    url: 'wss://virtual.test/v1/responses',
    handshakes: () => transport.requests.map((request) => request.headers),
    heard,
    closed: () => hungUp,
    stop: () => Promise.resolve(),
  });
});

const url = 'wss://virtual.test/v1/responses';

describe('virtualWebSocket', () => {
  it('says so when it is asked more often than it has answers', async () => {
    const transport = virtualWebSocket(throwError(reset));
    await outcomeOf(transport.connect(upgrade(url)));
    expect((await errorOf(transport.connect(upgrade(url)))).message).to.equal(
      'request build error: unexpected handshake 2: virtualWebSocket was given 1 observable(s); pass one for each handshake',
    );
  });

  it('answers the nth handshake with the nth observable', async () => {
    const transport = virtualWebSocket(throwError(reset), of(response(EMPTY, { status: 503 })), of(socket(NEVER)));
    const heads = [0, 1, 2].map(() => outcomeOf(transport.connect(upgrade(url))));
    const outcomes = await Promise.all(heads);
    expect(outcomes.map(({ values, error }) => values[0]?.status ?? error)).to.deep.equal([reset(), 503, 101]);
  });

  it('remembers every text, in order, for the sockets of one answer together', async () => {
    const answer = socket(NEVER);
    const transport = virtualWebSocket(of(answer), of(answer));
    const sockets = [await openedBy({ transport, url }), await openedBy({ transport, url })];
    for (const [index, opened] of sockets.entries()) await outcomeOf(opened.send(String(index)));
    expect(answer.sent).to.deep.equal(['0', '1']);
  });

  it('sends as it was told to', async () => {
    const answer = socket(NEVER, { send: throwError(reset) });
    const opened = await openedBy({ transport: virtualWebSocket(of(answer)), url });
    expect(apiErrorKind(await errorOf(opened.send('a')))).to.deep.equal(apiErrorKind(reset()));
    expect(answer.sent).to.deep.equal(['a']);
  });
});

describe('message', () => {
  it('is a text with the JSON of a value', () => {
    expect(message(textDelta('Hi'))).to.deep.equal({
      type: 'text',
      text: '{"type":"response.output_text.delta","delta":"Hi"}',
    });
  });
});
