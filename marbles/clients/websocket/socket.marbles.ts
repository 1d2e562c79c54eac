import { expect } from 'chai';
import { concat, of } from 'rxjs';
import type { ResponsesOptions } from '../../../lib/clients/ResponsesOptions.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import type { SocketFrame } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { answered, asked, events, frames, user, virtualConnection } from '../../../spec/support/virtualConnection.js';

describe('an answer over a WebSocket', () => {
  it(
    'completes at response.completed, and keeps the socket open',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-t-x-----', frames);
      const subs = '       ^';
      const expected = '   -c-t-(x|)';
      const transport = virtualWebSocket(of(socket(source)));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests.map(({ method, url }) => [method, url])).to.deep.equal([
        ['GET', 'wss://virtual.test/v1/responses'],
      ]);
    }),
  );

  it(
    'is asked for when the handshake is answered, with the whole body',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('           -c-(x)', frames);
      const sending = cold<never>('   -|');
      const answer = socket(source, { send: sending });
      const handshake = cold('     ---(s|)', { s: answer });
      const subs = '               ^--!';
      const frameSubs = '          ---^---';
      const sendSubs = '           ---^!';
      const expected = '           ----c-(x|)';
      expectObservable(virtualConnection(virtualWebSocket(handshake)).streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      expectSubscriptions(sending.subscriptions).toBe(sendSubs);
      flush();
      expect(answer.sent.map((text): unknown => JSON.parse(text))).to.deep.equal([
        {
          type: 'response.create',
          model: 'm',
          instructions: '',
          input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
          tools: [],
          tool_choice: 'auto',
          parallel_tool_calls: false,
          reasoning: null,
          store: false,
          stream: true,
          include: [],
        },
      ]);
    }),
  );

  it(
    "begins with the handshake's header events, right before its first event, for every request; rate limits not",
    marbles(({ cold, expectObservable }) => {
      const headers = {
        'openai-model': 'm1',
        'x-models-etag': 'e1',
        'x-reasoning-included': 'true',
        'x-codex-primary-used-percent': '12.5',
        'x-codex-primary-window-minutes': '60',
      };
      const source = cold('---c------x-----c------y', frames);
      const first = '      ---(mRrc)-(x|)';
      const second = '     ----------------(mRrc)-(y|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(source, { headers }))));
      const values = {
        ...events,
        m: { type: 'server_model', model: 'm1' },
        R: { type: 'models_etag', etag: 'e1' },
        r: { type: 'server_reasoning_included', included: true },
      };
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, values);
      expectObservable(connection.streamPrompt('m', 'two'), '------------^').toBe(second, values);
    }),
  );

  it(
    'response.failed is an error at once, closes the socket, and bears the request id',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-f------', frames);
      const subs = '       ^--!';
      const expected = '   -c-#';
      const transport = virtualWebSocket(of(socket(source, { headers: { 'x-request-id': 'req_7' } })));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({ type: 'quota_exceeded', request_id: 'req_7' }),
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'skips a message that is not JSON, and reports it, the sending and every wait to telemetry',
    marbles(({ cold, expectObservable, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold<SocketFrame>('----c-n-x', { ...frames, n: { type: 'text', text: 'oops' } });
      const expected = '                ----c---(x|)';
      const answer = socket(source, { send: cold<never>('--|') });
      expectObservable(virtualConnection(virtualWebSocket(of(answer)), {}, { telemetry }).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
      );
      flush();
      expect(telemetry.skipped).to.deep.equal([{ reason: 'not JSON', excerpt: 'oops' }]);
      expect(telemetry.requests.map(({ attempt, status }) => [attempt, status])).to.deep.equal([[0, 101]]);
      expect(telemetry.socketRequests).to.deep.equal([{ duration: 2, reused: false }]);
      expect(telemetry.socketPolls.map(({ result, duration }) => [result, duration])).to.deep.equal([
        ['event', 4],
        ['event', 2],
        ['event', 2],
      ]);
    }),
  );

  it(
    'is asked for by every subscription anew',
    marbles(({ cold, expectObservable, flush }) => {
      const source = cold('-c-x-c-y', frames);
      const first = '      -c-(x|)';
      const second = '     -----c-(y|)';
      const answer = socket(source);
      const stream = virtualConnection(virtualWebSocket(of(answer))).streamPrompt('m', 'hi');
      expectObservable(stream).toBe(first, events);
      expectObservable(stream, '----^').toBe(second, events);
      flush();
      expect(asked(answer)).to.deep.equal(['hi', 'hi']);
    }),
  );
});

describe('streams of one connection', () => {
  it(
    'a second one is sent when the first has completed, on the same socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('        -c-t-x--c-u-y--', frames);
      const sending = cold<never>('|');
      const subs = '               ^';
      const sendSubs = ['          (^!)', '-----(^!)'];
      const first = '              -c-t-(x|)';
      const second = '             --------c-u-(y|)';
      const answer = socket(source, { send: sending });
      const transport = virtualWebSocket(of(answer));
      const connection = virtualConnection(transport);
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '--^').toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(sending.subscriptions).toBe(sendSubs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'two']);
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'wait in the order in which they were subscribed',
    marbles(({ cold, expectObservable, flush }) => {
      const source = cold('-c-x-c-y-c-z', frames);
      const first = '      -c-(x|)';
      const second = '     -----c-(y|)';
      const third = '      ---------c-(z|)';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'three'), '--^').toBe(third, events);
      expectObservable(connection.streamPrompt('m', 'two'), '-^').toBe(second, events);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'two', 'three']);
    }),
  );

  it(
    'one that is cancelled while it waits is never sent, and delays no other',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c---x--c-y--', frames);
      const subs = '       ^';
      const first = '      -c---(x|)';
      const second = '     ----';
      const secondUnsub = '-^--!';
      const third = '      --------c-(y|)';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), secondUnsub).toBe(second);
      expectObservable(connection.streamPrompt('m', 'three'), '--^').toBe(third, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'three']);
    }),
  );

  it(
    'the first fails: the second opens a new socket, at once',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('      -c-#', frames, reset());
      const two = cold('           -c-y--', frames);
      const answers = [socket(one), socket(two)] as const;
      const handshake = cold('   --(s|)', { s: answers[1] });
      const oneSubs = '       ^--!';
      const handshakeSubs = ' ---^-!';
      const twoSubs = '       -----^----';
      const first = '         -c-#';
      const second = '        ------c-(y|)';
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), handshake));
      expectObservable(connection.streamPrompt('m', 'one')).toBe(
        first,
        events,
        errorLike({ type: 'stream', reason: 'connection_lost' }),
      );
      expectObservable(connection.streamPrompt('m', 'two'), '--^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(handshake.subscriptions).toBe(handshakeSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['two']]);
    }),
  );

  it(
    'the first is cancelled: the second opens a new socket, at once',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('  -c-t-t-t-', frames);
      const two = cold('      -c-y--', frames);
      const answers = [socket(one), socket(two)] as const;
      const oneSubs = '   ^---!';
      const twoSubs = '   ----^-----';
      const firstUnsub = '^---!';
      const first = '     -c-t-';
      const second = '    -----c-(y|)';
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', 'one'), firstUnsub).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '--^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['two']]);
    }),
  );

  it(
    'one that waits while another one backs off is sent only after it',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('--#', frames, reset());
      const two = cold('     -c-x-c-y', frames);
      const answers = [socket(one), socket(two)] as const;
      const oneSubs = ' ^-!';
      const twoSubs = ' 12ms ^-------';
      const first = '   12ms -c-(x|)';
      const second = '  12ms -----c-(y|)';
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '-^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['one', 'two']]);
    }),
  );
});

describe('a request that continues the last answer', () => {
  const history = [user('one'), answered.i] as const;

  it(
    'names that answer, and sends only new items, again and again',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-i-x-c-j-y-c-z', frames);
      const subs = '       ^';
      const expected = '   -c-i-x-c-j-y-c-(z|)';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      const turns = [
        [user('one')],
        [...history, user('two')],
        [...history, user('two'), answered.j, user('three'), user('four')],
      ];
      expectObservable(concat(...turns.map((input) => connection.streamPrompt('m', { input })))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'resp_1 + two', 'resp_2 + three, four']);
    }),
  );

  const whole: readonly [string, Prompt, ResponsesOptions, string][] = [
    ['other instructions', { instructions: 'be brief', input: [...history, user('two')] }, {}, 'one, i, two'],
    ['another option', { input: [...history, user('two')] }, { serviceTier: 'flex' }, 'one, i, two'],
    ['an earlier item that was changed', { input: [user('One'), answered.i, user('two')] }, {}, 'One, i, two'],
    ['the answer left out', { input: [user('one'), user('two')] }, {}, 'one, two'],
    ['another answer in its place', { input: [user('one'), answered.j, user('two')] }, {}, 'one, j, two'],
    ['nothing new', { input: history }, {}, 'one, i'],
    ['a part of it', { input: [user('one')] }, {}, 'one'],
    [
      'a previous response of its own',
      { input: [...history, user('two')] },
      { previousResponseId: 'resp_0' },
      'resp_0 + one, i, two',
    ],
  ];
  for (const [what, prompt, options, second] of whole)
    it(
      `is sent in full with ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold('-c-i-x-c-y--', frames);
        const subs = '       ^';
        const expected = '   -c-i-x-c-(y|)';
        const answer = socket(source);
        const connection = virtualConnection(virtualWebSocket(of(answer)));
        const first = connection.streamPrompt('m', { input: [user('one')] });
        expectObservable(concat(first, connection.streamPrompt('m', prompt, options))).toBe(expected, events);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(asked(answer)).to.deep.equal(['one', second]);
      }),
    );

  it(
    'is sent in full after an answer that was cut short, on the same socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-i-s-c-y--', frames);
      const subs = '       ^';
      const expected = '   -c-i-s-c-(y|)';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      const turns = [[user('one')], [...history, user('two')]];
      expectObservable(concat(...turns.map((input) => connection.streamPrompt('m', { input })))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'one, i, two']);
    }),
  );

  it(
    'is sent in full after a failure, on a new socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('-c-i-x-c-f---', frames);
      const two = cold('             -c-z', frames);
      const oneSubs = ' ^--------!';
      const twoSubs = ' -------------^---';
      const first = '   -c-i-x-c-#';
      const second = '  --------------c-(z|)';
      const answers = [socket(one), socket(two)] as const;
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      const ask = (...input: Exclude<Prompt['input'], string>) => connection.streamPrompt('m', { input });
      expectObservable(concat(ask(user('one')), ask(...history, user('two')))).toBe(
        first,
        events,
        errorLike({ type: 'quota_exceeded' }),
      );
      expectObservable(ask(...history, user('two')), '-------------^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one', 'resp_1 + two'], ['one, i, two']]);
    }),
  );

  it(
    'is sent in full after an answer that was cancelled, on a new socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('-c-i---', frames);
      const two = cold('        -c-z', frames);
      const oneSubs = ' ^----!';
      const unsub = '   ^----!';
      const twoSubs = ' --------^---';
      const first = '   -c-i--';
      const second = '  ---------c-(z|)';
      const answers = [socket(one), socket(two)] as const;
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', { input: [user('one')] }), unsub).toBe(first, events);
      expectObservable(connection.streamPrompt('m', { input: [...history, user('two')] }), '--------^').toBe(
        second,
        events,
      );
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['one, i, two']]);
    }),
  );
});

describe('a connection that has had its time', () => {
  const codes = [
    ['p', 'previous_response_not_found'],
    ['l', 'websocket_connection_limit_reached'],
  ] as const;
  for (const [letter, code] of codes) {
    const stale = errorLike({ type: 'retryable', code, detail: `it is ${code}` });

    it(
      `${code} before any output: asks once more, at once, in full and on a new socket`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const one = cold('      -c-i-x--p---', { ...frames, p: frames[letter] });
        const two = cold('                -c-y', frames);
        const answers = [socket(one), socket(two)] as const;
        const handshake = cold('        --(s|)', { s: answers[1] });
        const oneSubs = '       ^-------!';
        const handshakeSubs = ' --------^-!';
        const twoSubs = '       ----------^---';
        const expected = '      -c-i-x-----c-(y|)';
        const connection = virtualConnection(virtualWebSocket(of(answers[0]), handshake));
        const turns = [[user('one')], [user('one'), answered.i, user('two')]];
        expectObservable(concat(...turns.map((input) => connection.streamPrompt('m', { input })))).toBe(
          expected,
          events,
        );
        expectSubscriptions(one.subscriptions).toBe(oneSubs);
        expectSubscriptions(handshake.subscriptions).toBe(handshakeSubs);
        expectSubscriptions(two.subscriptions).toBe(twoSubs);
        flush();
        expect(answers.map(asked)).to.deep.equal([['one', 'resp_1 + two'], ['one, i, two']]);
      }),
    );

    it(
      `${code} after output: the error passes`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold('-c-p---', { ...frames, p: frames[letter] });
        const subs = '       ^--!';
        const expected = '   -c-#';
        const transport = virtualWebSocket(of(socket(source)), of(socket(source)));
        expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(expected, events, stale);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.have.length(1);
      }),
    );

    it(
      `${code} twice in a row: the error passes`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold('--p----', { ...frames, p: frames[letter] });
        const subs = ['      ^-!', '--^-!'];
        const expected = '   ----#';
        const answers = [socket(source), socket(source), socket(source)] as const;
        const transport = virtualWebSocket(...answers.map((answer) => of(answer)));
        expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(expected, undefined, stale);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(answers.map(asked)).to.deep.equal([['hi'], ['hi'], []]);
      }),
    );
  }

  it(
    'the limit without a message of its own has the standard text',
    marbles(({ cold, expectObservable }) => {
      const bare = message({ type: 'error', error: { code: 'websocket_connection_limit_reached' } });
      const source = cold('-c-b', { ...frames, b: bare });
      const expected = '   -c-#';
      expectObservable(virtualConnection(virtualWebSocket(of(socket(source)))).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({
          detail:
            'Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.',
        }),
      );
    }),
  );
});
