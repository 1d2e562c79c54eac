import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { reasoningAnswer, textAnswer, type ScriptedAnswer, type Cut, type Script } from '../../../lib/server/index.js';
import { sseFrame } from '../../../lib/server/http/sse.js';
import { ask, dataOf, typesOf, useServers } from '../rawClient.js';
import { within } from '../../support/within.js';

const answer = textAnswer('Hello there 😀');
const written = ({ frames }: ScriptedAnswer) => frames.map(sseFrame).join('');
const { length } = answer.frames;

describe('server/playScript', () => {
  const start = useServers();

  describe('a stream', () => {
    const cuts: readonly Cut[] = ['frame', 'whole', 1, 3, 64, 1_000_000];
    for (const cut of cuts) {
      it(`has the same bytes when cut as ${cut}`, async () => {
        const server = await start({ script: { answer, cut } });
        const { text, error } = await ask(server).seen;
        expect(text).to.equal(written(answer));
        expect(error).to.equal(undefined);
      });
    }

    it('carries the headers of the API, and no others of its own', async () => {
      const server = await start({ script: { answer: textAnswer('Hi', { model: 'gpt-5.1' }) } });
      const { status, headers } = await ask(server).seen;
      expect(status).to.equal(200);
      expect(headers).to.include({
        'content-type': 'text/event-stream; charset=utf-8',
        'x-request-id': 'req_1',
        'openai-model': 'gpt-5.1',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).to.deep.equal(['x-request-id']);
    });

    it('carries the headers of the script, which win', async () => {
      const headers = { 'X-Codex-Primary-Used-Percent': '12.5', 'Content-Type': 'text/plain', 'openai-model': 'other' };
      const server = await start({ script: { headers } });
      expect((await ask(server).seen).headers).to.include({
        'x-codex-primary-used-percent': '12.5',
        'content-type': 'text/plain',
        'openai-model': 'other',
      });
    });

    it('names no model in a header that cannot hold its name', async () => {
      const server = await start({ script: { answer: textAnswer('Hi', { model: 'modèle ☃' }) } });
      const { status, headers } = await ask(server).seen;
      expect(status).to.equal(200);
      expect(headers).not.to.have.property('openai-model');
    });

    it('plays the frames it is given, whatever they are', async () => {
      const server = await start({ script: { answer: { frames: [{ type: 'new.thing', at: 1 }, { untyped: true }] } } });
      const { text } = await ask(server).seen;
      expect(text).to.equal(
        'event: new.thing\ndata: {"type":"new.thing","at":1}\n\nevent: message\ndata: {"untyped":true}\n\n',
      );
    });

    it('sends the head before the first frame is due', async () => {
      const server = await start({ script: { answer, pace: { ttft: 1e12 } } });
      const asked = ask(server);
      expect((await asked.head).statusCode).to.equal(200);
      asked.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });

    it('keeps to the pace between tokens', async () => {
      const server = await start({ script: { answer, pace: { tokensPerSecond: 1e-6 } } });
      const asked = ask(server);
      const text = await asked.until('"Hello"');
      expect(text).not.to.contain('" there"');
      asked.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });

    it('waits for a client that reads slowly', async () => {
      const frames = new Array<ScriptedAnswer['frames'][number]>(200).fill({
        type: 'big',
        filler: 'x'.repeat(256 * 1024),
      });
      const server = await start({ script: { answer: { frames } } });
      const asked = ask(server);
      const head = await asked.head;
      head.pause();
      await new Promise((resolve) => setImmediate(resolve));
      expect(server.requests[0]?.completed).to.equal(false);
      head.resume();
      expect(dataOf((await asked.seen).text)).to.have.length(200);
      expect(server.requests[0]?.completed).to.equal(true);
    });

    it('stops when a client that reads slowly hangs up', async () => {
      const frames = new Array<ScriptedAnswer['frames'][number]>(200).fill({
        type: 'big',
        filler: 'x'.repeat(256 * 1024),
      });
      const server = await start({ script: { answer: { frames } } });
      const asked = ask(server);
      (await asked.head).pause();
      asked.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
      expect(server.requests[0]).to.include({ completed: false });
    });
  });

  describe('an answer to a request without stream: true', () => {
    for (const body of [{}, { stream: false }, { stream: 'true' }, { stream: null }]) {
      it(`is one response object for ${JSON.stringify(body)}`, async () => {
        const server = await start({ script: { answer, headers: { 'x-extra': 'yes' } } });
        const { status, headers, text } = await ask(server, body).seen;
        expect(status).to.equal(200);
        expect(headers).to.include({
          'content-type': 'application/json',
          'x-request-id': 'req_1',
          'openai-model': 'scripted',
          'x-extra': 'yes',
        });
        expect(JSON.parse(text)).to.deep.equal(answer.frames.at(-1)?.['response']);
      });
    }

    const cases: readonly (readonly [what: string, script: Script, expected: object])[] = [
      [
        'says that the response failed',
        { fault: { type: 'response_failed', after: 0, error: { code: 'server_error', message: 'Oh' } } },
        { status: 'failed', error: { code: 'server_error', message: 'Oh' }, output: [] },
      ],
      [
        'says that the response is incomplete, with what was done',
        { fault: { type: 'incomplete', after: -1, reason: 'max_output_tokens' } },
        {
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [answer.frames.at(-2)?.['item']],
        },
      ],
      [
        'is an error object in a 200 for an error_event',
        { fault: { type: 'error_event', after: 3, error: { code: 'slow_down', message: 'Oh' } } },
        { error: { code: 'slow_down', message: 'Oh' } },
      ],
    ];
    for (const [what, script, expected] of cases) {
      it(what, async () => {
        const server = await start({ script: { answer, ...script } });
        const { text, error } = await ask(server, {}).seen;
        expect(JSON.parse(text)).to.deep.include(expected);
        expect(error).to.equal(undefined);
      });
    }

    for (const type of ['truncate', 'malformed_frame'] as const) {
      it(`is half a JSON text for ${type}`, async () => {
        const server = await start({ script: { answer, fault: { type, after: 1 } } });
        const { text, error } = await ask(server, {}).seen;
        expect(error).to.equal(undefined);
        expect(text).to.match(/^\{/);
        expect(() => void JSON.parse(text)).to.throw(SyntaxError);
      });
    }
  });

  describe('an answer to a request without stream: true, cut off by a fault', () => {
    it('is half a JSON text and a reset for reset_mid_body', async () => {
      const server = await start({ script: { answer, fault: { type: 'reset_mid_body', after: 1 } } });
      const { text, error } = await ask(server, {}).seen;
      expect(error).to.equal('ECONNRESET');
      expect(JSON.stringify(answer.frames.at(-1)?.['response']).startsWith(text) && text.length > 0).to.equal(true);
    });

    it('is half a JSON text and silence for stall_mid_body', async () => {
      const server = await start({ script: { answer, fault: { type: 'stall_mid_body', after: 1 } } });
      const client = ask(server, {});
      expect(await client.until('resp_1')).to.match(/^\{/);
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });
  });

  describe('the fault', () => {
    it('status answers with its status, headers and text', async () => {
      const fault = { type: 'status', status: 503, headers: { 'Retry-After': '2' }, body: 'busy' } as const;
      const server = await start({ script: { fault, headers: { 'x-extra': 'yes' } } });
      const { status, headers, text } = await ask(server).seen;
      expect([status, text]).to.deep.equal([503, 'busy']);
      expect(headers).to.include({
        'retry-after': '2',
        'x-extra': 'yes',
        'x-request-id': 'req_1',
        'content-type': 'text/plain; charset=utf-8',
      });
    });

    it('status writes any other body as JSON', async () => {
      const body = { detail: [{ msg: 'no' }] };
      const server = await start({ script: { fault: { type: 'status', status: 422, body } } });
      const { headers, text } = await ask(server).seen;
      expect(headers['content-type']).to.equal('application/json');
      expect(JSON.parse(text)).to.deep.equal(body);
    });

    it('status has an error of the usual shape for a body when told none', async () => {
      const server = await start({ script: { fault: { type: 'status', status: 500 } } });
      const { text } = await ask(server).seen;
      expect(JSON.parse(text)).to.deep.equal({
        error: { message: 'Scripted status 500.', type: 'scripted', code: null, param: null },
      });
    });

    it('status can have an empty body', async () => {
      const server = await start({ script: { fault: { type: 'status', status: 500, body: '' } } });
      expect(await ask(server).seen).to.include({ status: 500, text: '' });
    });

    it('reset_before_head resets the connection before any answer', async () => {
      const server = await start({ script: { fault: { type: 'reset_before_head' } } });
      const seen = await ask(server).seen;
      expect(seen).to.include({ error: 'ECONNRESET', text: '' });
      expect(seen).not.to.have.property('status');
      expect(server.requests[0]).to.include({ clientClosedAt: undefined, completed: false });
    });

    it('stall_before_head answers nothing until the client hangs up', async () => {
      const arrivals = new EventEmitter();
      const arrived = once(arrivals, 'request');
      const server = await start({
        script: (request) => {
          arrivals.emit('request', request);
          return { fault: { type: 'stall_before_head' } };
        },
      });
      const client = ask(server);
      await arrived;
      client.hangUp();
      expect(await server.closed(0)).to.equal(server.requests[0]?.clientClosedAt);
      expect(await client.seen).not.to.have.property('status');
      expect(server.requests[0]?.completed).to.equal(false);
    });

    it('reset_mid_body sends so many frames, then resets the connection', async () => {
      const server = await start({ script: { answer, fault: { type: 'reset_mid_body', after: 5 } } });
      const { status, text, error } = await ask(server).seen;
      expect([status, error]).to.deep.equal([200, 'ECONNRESET']);
      expect(text).to.equal(written({ frames: answer.frames.slice(0, 5) }));
      expect(server.requests[0]).to.include({ clientClosedAt: undefined, completed: false });
    });

    it('reset_mid_body after 0 resets the connection after the head', async () => {
      const server = await start({ script: { answer, fault: { type: 'reset_mid_body', after: 0 } } });
      expect(await ask(server).seen).to.include({ status: 200, error: 'ECONNRESET', text: '' });
    });

    it('stall_mid_body sends so many frames and leaves the connection open', async () => {
      const server = await start({ script: { answer, fault: { type: 'stall_mid_body', after: 5 } } });
      const client = ask(server);
      const text = await client.until('"Hello"');
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
      expect(typesOf(text)).to.have.length(5);
      expect(server.requests[0]?.completed).to.equal(false);
    });

    it('truncate ends the body cleanly without a terminal frame', async () => {
      const server = await start({ script: { answer, fault: { type: 'truncate', after: 6 } } });
      const { text, error } = await ask(server).seen;
      expect(error).to.equal(undefined);
      expect(text).to.equal(written({ frames: answer.frames.slice(0, 6) }));
    });

    it('counts a negative number of frames from the end', async () => {
      const server = await start({ script: { answer, fault: { type: 'truncate', after: -1 } } });
      const { text } = await ask(server).seen;
      expect(text).to.equal(written({ frames: answer.frames.slice(0, length - 1) }));
    });

    it('error_event sends an error frame and leaves the connection open', async () => {
      const error = { code: 'rate_limit_exceeded', message: 'Wait.' };
      const server = await start({ script: { answer, fault: { type: 'error_event', after: 4, error } } });
      const client = ask(server);
      const text = await client.until('Wait.');
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
      expect(typesOf(text).slice(3)).to.deep.equal(['response.content_part.added', 'error']);
      expect(JSON.parse(dataOf(text)[4] ?? '')).to.deep.equal({
        type: 'error',
        code: 'rate_limit_exceeded',
        message: 'Wait.',
        param: null,
        sequence_number: 4,
      });
    });

    it('error_event has a null code when told none', async () => {
      const server = await start({ script: { fault: { type: 'error_event', after: 0, error: { message: 'Oh' } } } });
      const client = ask(server);
      expect(JSON.parse(dataOf(await client.until('Oh'))[0] ?? '')).to.include({ type: 'error', code: null });
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });

    it('response_failed ends the stream with that frame', async () => {
      const error = { code: 'server_error', message: 'Oh' };
      const server = await start({ script: { answer, fault: { type: 'response_failed', after: 2, error } } });
      const { text, error: code } = await ask(server).seen;
      expect(code).to.equal(undefined);
      expect(typesOf(text)).to.deep.equal(['response.created', 'response.in_progress', 'response.failed']);
      const frame: unknown = JSON.parse(dataOf(text)[2] ?? '');
      expect(frame).to.have.property('sequence_number', 2);
      expect(frame)
        .to.have.property('response')
        .that.deep.includes({ id: 'resp_1', status: 'failed', error, output: [] });
    });

    it('incomplete ends the stream with that frame, which holds the items that were done', async () => {
      const reasoned = reasoningAnswer({ reasoning: 'Hm', text: 'Yes' });
      const after = reasoned.frames.findIndex(({ type }) => type === 'response.output_item.done') + 1;
      const server = await start({
        script: { answer: reasoned, fault: { type: 'incomplete', after, reason: 'max_output_tokens' } },
      });
      const { text } = await ask(server).seen;
      expect(typesOf(text).slice(-2)).to.deep.equal(['response.output_item.done', 'response.incomplete']);
      expect(JSON.parse(dataOf(text).at(-1) ?? ''))
        .to.have.property('response')
        .that.deep.includes({
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [reasoned.frames[after - 1]?.['item']],
        });
    });

    it('malformed_frame puts a frame that is not JSON among the others', async () => {
      const server = await start({ script: { answer, fault: { type: 'malformed_frame', after: 4 } } });
      const { text } = await ask(server).seen;
      const types = typesOf(text);
      expect(types[4]).to.equal('not json');
      expect(types.filter((_, index) => index !== 4)).to.deep.equal(answer.frames.map(({ type }) => type));
    });

    it('linger sends the whole answer and leaves the connection open', async () => {
      const server = await start({ script: { answer, fault: { type: 'linger' } } });
      const client = ask(server);
      const text = await client.until('response.completed","response');
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
      expect(server.requests[0]?.completed).to.equal(false);
      expect(typesOf(text).at(-1)).to.equal('response.completed');
    });

    for (const cut of ['whole', 5] as const) {
      it(`sends so many frames also when cut as ${cut}`, async () => {
        const server = await start({ script: { answer, cut, fault: { type: 'reset_mid_body', after: 5 } } });
        expect((await ask(server).seen).text).to.equal(written({ frames: answer.frames.slice(0, 5) }));
      });
    }
  });

  describe('a script that cannot be played', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const scripts: readonly (readonly [what: string, script: () => Script, message: RegExp])[] = [
      ['a cut of 0', () => ({ cut: 0 }), /"cut" of a script must be/],
      ['a pace of 0', () => ({ pace: { tokensPerSecond: 0 } }), /"tokensPerSecond" of a pace must be/],
      ['a header with a line break', () => ({ headers: { 'x-extra': 'a\r\nb: c' } }), /Invalid character/],
      ['a frame that is no JSON', () => ({ answer: { frames: [cyclic] } }), /circular/],
      [
        'a function that throws',
        () => {
          throw new Error('no such scene');
        },
        /no such scene/,
      ],
    ];
    for (const [what, script, message] of scripts) {
      it(`is a 500 that says why: ${what}`, async () => {
        const server = await start({ script });
        const { status, text } = await ask(server).seen;
        expect(status).to.equal(500);
        expect(JSON.parse(text)).to.have.nested.property('error.message').that.matches(message);
      });
    }
  });

  describe('a client that resets the connection', () => {
    const phases: readonly (readonly [when: string, script: Script, marker: string | undefined])[] = [
      ['before the first frame', { pace: { ttft: 1e9 } }, undefined],
      ['between two tokens', { pace: { tokensPerSecond: 1e-6 } }, 'output_text.delta'],
      ['while the stream stalls', { fault: { type: 'stall_mid_body', after: 4 } }, 'content_part.added'],
      ['after the terminal frame', { fault: { type: 'linger' } }, 'response.completed","response'],
    ];
    for (const [when, script, marker] of phases) {
      it(`is recorded ${when}`, async () => {
        const server = await start({ script: { answer, ...script } });
        const client = ask(server);
        const { socket } = await client.head;
        if (marker !== undefined) await client.until(marker);
        socket.resetAndDestroy();
        const closedAt = await server.closed(0);
        expect(closedAt).to.be.at.least(server.requests[0]?.receivedAt ?? Infinity);
        expect((await client.seen).error).to.be.a('string');
      });
    }

    it('leaves the server as it was', async () => {
      const server = await start({ script: { answer } });
      server.enqueue({ fault: { type: 'stall_mid_body', after: 1 } });
      const client = ask(server);
      const { socket } = await client.head;
      socket.resetAndDestroy();
      await once(socket, 'close');
      expect((await ask(server).seen).text).to.equal(written(answer));
    });
  });
});
