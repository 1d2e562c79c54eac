import { expect } from 'chai';
import { EMPTY, NEVER, of, tap } from 'rxjs';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { hedge } from '../../../lib/operators/answer/hedge.js';
import { tapDevtools, type TapDevtoolsOptions } from '../../../lib/operators/telemetry/tapDevtools.js';
import type { DevtoolsMessage } from '../../../lib/telemetry/devtools/DevtoolsMessage.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import type { HttpTransport } from '../../../lib/transport/HttpTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../../spec/support/virtualClient.js';

/** A message as one line: the time at which it is sent, the number of the call, and what happened from when to when. */
const lineOf = (message: DevtoolsMessage): string => {
  const number = message.call.replace(/.*-/, '');
  if (message.type === 'call') return `${number} call ${message.api} ${message.provider} ${message.model ?? ''}`;
  if (message.type === 'frame') return `${number} frame ${message.name ?? ''} at ${message.at}, ${message.count} new`;
  if (message.type === 'text') return `${number} text ${message.text}`;
  if (message.type === 'end')
    return `${number} ${message.outcome} ${message.note ?? ''} at ${message.at}, ${message.count} new`.replace(
      '  ',
      ' ',
    );
  const end = message.end === undefined ? `… ${message.due ?? ''}` : String(message.end);
  return `${number} ${message.stage} ${message.at}–${end} ${message.note ?? ''}`.trim();
};

/** A watched client, what its channel carried, and how many channels were opened and closed. */
const watch = (transport: HttpTransport, provider = {}, options: TapDevtoolsOptions = {}) => {
  const lines: string[] = [];
  const channels = { opened: 0, closed: 0 };
  const channel = () => {
    channels.opened += 1;
    return {
      postMessage: (message: DevtoolsMessage) => lines.push(lineOf(message)),
      close: () => (channels.closed += 1),
    };
  };
  const telemetry = tapDevtools({ channel, timing: false, silence: 6, random: () => 0, ...options });
  return { lines, channels, client: virtualClient(transport, provider, { telemetry }) };
};

describe('tapDevtools', () => {
  it(
    'sends the stages of an answer, and closes the channel at its end',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('     --c--------t-(ux)', chunks);
      const head = cold('  ---(h|)            ', { h: response(body) });
      const bodySubs = '   ---^------------!  ';
      const expected = '   -----c--------t-(ux|)';
      const { lines, channels, client } = watch(virtualTransport(head));
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(lines).to.deep.equal([
        '1 call responses virtual m',
        '1 request 0–3 200',
        '1 first byte 3–5',
        '1 frame response.created at 5, 1 new',
        '1 frames 5–5 1 frame',
        '1 silence 5–14',
        '1 frame response.output_text.delta at 14, 1 new',
        '1 frames 14–16 3 frames',
        '1 completed at 16, 2 new',
      ]);
      expect(channels).to.deep.equal({ opened: 1, closed: 1 });
    }),
  );

  it(
    'sends a wait before a retry when it begins and when it ends',
    marbles(({ cold, expectObservable, flush }) => {
      const overloaded = response(EMPTY, { status: 503, headers: { 'retry-after-ms': '30' } });
      const first = cold(' --(h|)                 ', { h: overloaded });
      const second = cold('              --(h|)', { h: response(of(chunks.c, chunks.x)) });
      const expected = '   34ms (cx|)             ';
      const { lines, client } = watch(virtualTransport(first, second));
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      flush();
      expect(lines.slice(1, 7)).to.deep.equal([
        '1 request 0–2 transport 503',
        '1 retry wait 2–… 32 transport 503',
        '1 retry wait 2–32 transport 503',
        '1 request 32–34 200',
        '1 first byte 34–34',
        '1 frame response.created at 34, 1 new',
      ]);
    }),
  );

  it(
    'ends a wait before a retry where the call is cancelled',
    marbles(({ cold, expectObservable, flush }) => {
      const first = cold('--(h|)', { h: response(EMPTY, { status: 503, headers: { 'retry-after-ms': '30' } }) });
      const unsub = '     --------!';
      const { lines, channels, client } = watch(virtualTransport(first));
      expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe('-');
      flush();
      expect(lines.slice(3)).to.deep.equal(['1 retry wait 2–8 transport 503', '1 cancelled at 8, 0 new']);
      expect(channels).to.deep.equal({ opened: 1, closed: 1 });
    }),
  );

  it(
    'sends a request that is cancelled before its response',
    marbles(({ expectObservable, flush }) => {
      const { lines, client } = watch(virtualTransport(NEVER));
      expectObservable(client.streamPrompt('m', 'hi'), '----!').toBe('');
      flush();
      expect(lines.slice(1)).to.deep.equal(['1 request 0–4 cancelled', '1 cancelled at 4, 0 new']);
    }),
  );

  it(
    'sends the silence before an idle timeout',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -c---------', chunks);
      const bodySubs = '   ^----------!';
      const expected = '   -c---------#';
      const { lines, client } = watch(virtualTransport(of(response(body))), { streamIdleTimeout: 10 });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events, errorLike({ reason: 'idle' }));
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(lines.slice(4)).to.deep.equal([
        '1 frames 1–1 1 frame',
        '1 silence 1–11',
        '1 failed stream idle at 11, 0 new',
      ]);
    }),
  );

  it(
    'sends closed demand, which is no silence',
    marbles(({ cold, expectObservable, flush }) => {
      const gate = new DemandGate();
      const body = cold('  -t-------u---(x|)', chunks);
      const demand = cold('---c--------o', { c: false, o: true }).pipe(
        tap((isOpen) => (isOpen ? gate.open() : gate.close())),
      );
      const expected = '   -t----------u(x|)';
      const { lines, client } = watch(virtualTransport(of(response(body))));
      expectObservable(client.streamPrompt('m', 'hi').withDemand(gate)).toBe(expected, events);
      expectObservable(demand).toBe('---c--------o', { c: false, o: true });
      flush();
      expect(lines.filter((line) => /demand|silence/.test(line))).to.deep.equal([
        '1 demand closed 3–…',
        '1 demand closed 3–12',
      ]);
    }),
  );

  it(
    'sends demand that is closed from the beginning to the end',
    marbles(({ cold, expectObservable, flush }) => {
      const gate = new DemandGate();
      gate.close();
      const { lines, client } = watch(virtualTransport(of(response(cold('-t', chunks)))));
      expectObservable(client.streamPrompt('m', 'hi').withDemand(gate), '-----!').toBe('-');
      flush();
      expect(lines.slice(1)).to.deep.equal([
        '1 demand closed 0–…',
        '1 request 0–0 200',
        '1 first byte 0–5 cancelled',
        '1 demand closed 0–5',
        '1 cancelled at 5, 0 new',
      ]);
    }),
  );

  it(
    'sends both calls of a hedge over one channel',
    marbles(({ cold, expectObservable, flush }) => {
      const slow = cold('  --------------', chunks);
      const fast = cold('      --(tx)', chunks);
      const expected = '   ------(Htx|)';
      const { lines, channels, client } = watch(virtualTransport(of(response(slow)), of(response(fast))));
      const requests = [client.streamPrompt('m', 'hi'), client.streamPrompt('m', 'hi')];
      expectObservable(hedge(requests, { after: 4 })).toBe(expected, {
        ...events,
        H: { type: 'hedged', winner: 1, losers: [0] },
      });
      flush();
      expect(lines).to.deep.equal([
        '1 call responses virtual m',
        '1 request 0–0 200',
        '2 call responses virtual m',
        '2 request 4–4 200',
        '2 first byte 4–6',
        '2 frame response.output_text.delta at 6, 1 new',
        '1 first byte 0–6 cancelled',
        '1 cancelled at 6, 0 new',
        '2 frames 6–6 2 frames',
        '2 completed at 6, 1 new',
      ]);
      expect(channels).to.deep.equal({ opened: 1, closed: 1 });
    }),
  );

  it(
    'sends the drained connection after the end, over a channel of its own',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -(tx)----t-|', chunks);
      const bodySubs = '   ^----------!';
      const expected = '   -(tx|)';
      const { lines, channels, client } = watch(virtualTransport(of(response(body, { drain: { timeout: 100 } }))));
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(lines.slice(-2)).to.deep.equal(['1 completed at 1, 1 new', '1 drain 1–11 whole']);
      expect(channels).to.deep.equal({ opened: 2, closed: 2 });
    }),
  );

  it(
    'sends a message for the frames of 4 ms',
    marbles(({ cold, expectObservable, flush }) => {
      const body = cold('(c)ttttttt(x|)', chunks);
      const { lines, client } = watch(virtualTransport(of(response(body))));
      const expected = '        (c)ttttttt(x|)';
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      flush();
      expect(lines.filter((line) => line.includes('new'))).to.deep.equal([
        '1 frame response.created at 0, 1 new',
        '1 frame response.output_text.delta at 4, 2 new',
        '1 frame response.output_text.delta at 8, 4 new',
        '1 completed at 10, 2 new',
      ]);
    }),
  );
});
