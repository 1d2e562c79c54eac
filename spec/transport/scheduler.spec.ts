import { expect } from 'chai';
import {
  catchError,
  concat,
  defer,
  delay,
  EMPTY,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { recordExchange } from '../../lib/operators/http/recordExchange.js';
import type { MarbleFile } from '../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { reset, response } from '../../lib/testing/virtualTransport.js';
import { message, socket } from '../../lib/testing/virtualWebSocket.js';
import { bytes } from '../../lib/testing/wire.js';
import { drainingConnections } from '../../lib/transport/drainingConnections.js';
import { createMarbleTape } from '../../lib/transport/marbleTape.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import type { SocketFrame, UpgradeResponse } from '../../lib/transport/WebSocketTransport.js';
import { inVirtualTime } from '../support/virtualTime.js';

type MakeResponse = (scheduler: SchedulerLike) => Observable<UpgradeResponse>;

/** Everything that a consumer sees of a response: chunks and frames, what was sent, and how each of them ended. */
const seen = (head: UpgradeResponse, scheduler: SchedulerLike): Observable<unknown> => {
  const ended = (source: Observable<unknown>, name: string) =>
    concat(source, of(`${name} ended`)).pipe(catchError(() => of(`${name} failed`)));
  const { socket: opened } = head;
  if (opened === undefined) return ended(head.bytes.pipe(map((chunk) => chunk.length)), 'body');
  const send = (at: number, sending: () => Observable<never>, name: string) =>
    timer(at, scheduler).pipe(mergeMap(() => ended(sending(), name)));
  return merge(
    ended(opened.frames, 'frames'),
    send(10, () => opened.send('{"type":"response.create"}'), 'message'),
    send(60, () => opened.ping?.() ?? EMPTY, 'ping'),
  );
};

const frameAt = (at: number, frame: SocketFrame, scheduler: SchedulerLike) => of(frame).pipe(delay(at, scheduler));

const RESPONSES: Readonly<Record<string, MakeResponse>> = {
  'a body': (scheduler) => {
    const chunk = (at: number) => of(bytes('a')).pipe(delay(at, scheduler));
    return of(response(concat(chunk(20), chunk(400)))).pipe(delay(30, scheduler));
  },
  'a body that fails': (scheduler) =>
    of(response(timer(15, scheduler).pipe(mergeMap(() => throwError(reset))))).pipe(delay(30, scheduler)),
  'a body that does not end': (scheduler) => of(response(concat(of(bytes('a')).pipe(delay(20, scheduler)), NEVER))),
  'a request that fails': (scheduler) => timer(40, scheduler).pipe(mergeMap(() => throwError(reset))),
  'a request that is not answered': () => NEVER,
  'a WebSocket': (scheduler) => {
    const frames = concat(
      frameAt(20, message({ type: 'a' }), scheduler),
      frameAt(60, { type: 'close', code: 1000, reason: '' }, scheduler),
      timer(5, scheduler).pipe(mergeMap(() => EMPTY)),
    );
    const done = (at: number) => defer(() => timer(at, scheduler).pipe(mergeMap(() => EMPTY)));
    return of(socket(frames, { send: done(4), ping: done(7) })).pipe(delay(30, scheduler));
  },
  'a WebSocket that fails': (scheduler) => {
    const failed = (at: number) => timer(at, scheduler).pipe(mergeMap(() => throwError(reset)));
    return of(socket(failed(80), { send: failed(4), ping: NEVER }));
  },
};

describe('the scheduler of a .marble file', () => {
  const request = { method: 'POST', url: 'https://test.invalid/v1', headers: new Headers() } as const;
  for (const [what, makeResponse] of Object.entries(RESPONSES))
    it(`measures ${what} that is recorded, and plays it with the same times`, () => {
      let file: MarbleFile = { exchanges: [] };
      const observe = (source: Observable<UpgradeResponse>, scheduler: SchedulerLike) =>
        concat(timer(5, scheduler), source.pipe(mergeMap((head) => seen(head, scheduler)))).pipe(
          takeUntil(timer(900, scheduler)),
        );
      const live = inVirtualTime((scheduler) => {
        const tape = createMarbleTape((content) => (file = content), { redact: undefined, scheduler });
        return observe(defer(() => makeResponse(scheduler)).pipe(recordExchange(tape, request)), scheduler);
      });
      const replay = inVirtualTime((scheduler) => {
        const transport = replayTransport(file, { scheduler });
        const isSocket = file.exchanges[0]?.reply.type === 'socket';
        return observe(isSocket ? transport.connect(request) : transport.stream(request), scheduler);
      });
      expect(live.endedAt).to.be.above(5);
      expect([replay.values, replay.times, replay.endedAt]).to.deep.equal([live.values, live.times, live.endedAt]);
    });
});

describe('the scheduler of a transport', () => {
  it('measures the task after which a drained connection is free, and the wait for one that is not', () => {
    const sentAt = (isDrained: boolean) =>
      inVirtualTime((scheduler) => {
        const connections = drainingConnections(scheduler);
        const end = connections.adder('a')();
        if (isDrained) scheduler.schedule(() => end(true), 20);
        return connections.whenFree('a');
      }).endedAt;
    expect([sentAt(true), sentAt(false)]).to.deep.equal([20, 50]);
  });
});
