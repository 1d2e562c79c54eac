import { expect } from 'chai';
import { once } from 'node:events';
import { textAnswer, type ScriptedAnswer, type Script } from '../../../lib/server/index.js';
import { ask, useServers } from '../rawClient.js';
import { clientFrame, dialOpen, kindsOf, rawDial } from '../socketClient.js';
import { within } from '../../support/within.js';

const answer = textAnswer('Hello there 😀');
const kinds = answer.frames.map(({ type }) => type);
const CREATE = clientFrame('{"type":"response.create"}');

describe('server/playSocketScript', () => {
  const start = useServers();

  describe('an answer', () => {
    for (const cut of ['frame', 'whole', 1, 7] as const) {
      it(`has the same messages when cut as ${cut}`, async () => {
        const client = await dialOpen(await start({ script: { answer, cut } }));
        client.create();
        expect(await client.until('response.completed')).to.deep.equal(answer.frames);
      });
    }

    it('comes in fragments of so many bytes where the cut is a number', async () => {
      const server = await start({ script: { answer: { frames: [{ type: 'ab' }] }, cut: 5 } });
      const raw = rawDial(server);
      await raw.until('\r\n\r\n');
      raw.socket.write(CREATE);
      const text = await raw.until('\x80\x03b"}');
      expect(text.endsWith('\r\n\r\n\x01\x05{"typ\x00\x05e":"a\x80\x03b"}')).to.equal(true);
      raw.socket.destroy();
    });

    it('keeps to the pace between tokens', async () => {
      const server = await start({ script: { answer, pace: { tokensPerSecond: 1e-6 } } });
      const client = await dialOpen(server);
      client.create();
      expect(await client.until('response.output_text.delta')).to.deep.equal(answer.frames.slice(0, 5));
      client.socket.close();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });

    it('waits for a client that reads slowly', async () => {
      const frames = new Array<ScriptedAnswer['frames'][number]>(200).fill({
        type: 'big',
        filler: 'x'.repeat(256 * 1024),
      });
      const server = await start({ script: { answer: { frames: [...frames, { type: 'end' }] } } });
      const client = await dialOpen(server);
      client.socket.pause();
      client.create();
      while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      expect(server.requests[0]?.completed).to.equal(false);
      client.socket.resume();
      expect(await client.until('end')).to.have.length(201);
    });

    it('stops when a client that reads slowly hangs up', async () => {
      const frames = new Array<ScriptedAnswer['frames'][number]>(200).fill({
        type: 'big',
        filler: 'x'.repeat(256 * 1024),
      });
      const server = await start({ script: { answer: { frames } } });
      const client = await dialOpen(server);
      client.socket.pause();
      client.create();
      while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
      client.socket.terminate();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
      expect(server.requests[0]).to.include({ completed: false });
    });
  });

  describe('a fault after which the connection serves on', () => {
    const error = { code: 'server_error', message: 'Oh' };
    const cases: readonly (readonly [fault: Script['fault'], kinds: readonly unknown[]])[] = [
      [{ type: 'status', status: 429 }, ['error']],
      [{ type: 'error_event', after: 2, error }, [...kinds.slice(0, 2), 'error']],
      [{ type: 'response_failed', after: 2, error }, [...kinds.slice(0, 2), 'response.failed']],
      [{ type: 'incomplete', after: 2, reason: 'length' }, [...kinds.slice(0, 2), 'response.incomplete']],
      [{ type: 'malformed_frame', after: 2 }, [...kinds.slice(0, 2), 'not json', ...kinds.slice(2)]],
      [{ type: 'linger' }, kinds],
      [{ type: 'ws_binary', after: 2 }, [...kinds.slice(0, 2), 'binary', ...kinds.slice(2)]],
      [{ type: 'ws_ping', every: 1e9 }, kinds],
      [{ type: 'ws_error', after: 2, status: 500, error }, [...kinds.slice(0, 2), 'error']],
      [{ type: 'ws_connection_limit', after: -1 }, [...kinds.slice(0, -1), 'error']],
    ];
    for (const [fault, expected] of cases) {
      it(`is ${fault?.type ?? 'none'}`, async () => {
        const server = await start({ script: { answer } });
        server.enqueue({ answer, fault }, { answer: { frames: [{ type: 'next' }] } });
        const client = await dialOpen(server);
        client.create();
        client.create();
        expect(kindsOf(await client.until('next'))).to.deep.equal([...expected, 'next']);
        expect(server.requests[0]).to.include({ completed: true, clientClosedAt: undefined });
      });
    }
  });

  describe('a fault that ends the connection', () => {
    const ends: readonly (readonly [fault: Script['fault'], sent: number, how: string, completed: boolean])[] = [
      [{ type: 'reset_before_head' }, 0, 'ECONNRESET', false],
      [{ type: 'reset_mid_body', after: 2 }, 2, 'ECONNRESET', false],
      [{ type: 'truncate', after: 2 }, 2, 'end', true],
    ];
    for (const [fault, sent, how, completed] of ends) {
      it(`is ${fault?.type ?? 'none'}, with what else was asked`, async () => {
        const server = await start({ script: { answer, fault } });
        const raw = rawDial(server);
        await raw.until('\r\n\r\n');
        raw.socket.write(Buffer.concat([CREATE, CREATE]));
        const [seen, text] = await raw.ended;
        expect(seen).to.equal(how);
        expect(text.match(/"sequence_number":/g) ?? []).to.have.length(sent);
        expect(text).not.to.contain('\x88\x02');
        raw.socket.destroy();
        await server.sockets[0]?.closed;
        expect(server.requests.map((request) => [request.completed, request.clientClosedAt])).to.deep.equal([
          [completed, undefined],
          [false, undefined],
        ]);
      });
    }

    for (const [code, reason] of [
      [1000, undefined],
      [1001, undefined],
      [1008, 'policy'],
      [1009, undefined],
      [1011, 'oh'],
      [1012, undefined],
      [1013, undefined],
      [4000, 'mine'],
    ] as const) {
      it(`is ws_close with ${code}${reason === undefined ? '' : ` and ${reason}`}`, async () => {
        const server = await start({ script: { answer, fault: { type: 'ws_close', after: 2, code, reason } } });
        const client = await dialOpen(server);
        client.create();
        expect(await client.closed).to.deep.equal([code, reason ?? '']);
        expect(kindsOf([await client.next(), await client.next()])).to.deep.equal(kinds.slice(0, 2));
        expect(server.requests[0]).to.include({ completed: true, clientClosedAt: undefined });
      });
    }
  });

  describe('a fault that leaves the answer open', () => {
    for (const [fault, last] of [
      [{ type: 'stall_before_head' }, undefined],
      [{ type: 'stall_mid_body', after: 2 }, 'response.in_progress'],
    ] as const) {
      it(`is ${fault.type}, until the client hangs up`, async () => {
        const server = await start({ script: { answer, fault } });
        const client = await dialOpen(server);
        client.create();
        if (last !== undefined) await client.until(last);
        while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
        client.socket.close();
        expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
        expect(server.requests[0]?.completed).to.equal(false);
      });
    }

    it('is ws_ping where no frame is due', async () => {
      const server = await start({ script: { answer, pace: { ttft: 1e9 }, fault: { type: 'ws_ping', every: 1 } } });
      const client = await dialOpen(server);
      client.create();
      for (let n = 0; n < 3; n++) await once(client.socket, 'ping');
      client.socket.close();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });
  });

  describe('a script that cannot be played', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const scripts: readonly (readonly [what: string, script: () => Script, message: RegExp])[] = [
      ['a cut of 0', () => ({ cut: 0 }), /"cut" of a script must be/],
      ['a pace of 0', () => ({ pace: { tokensPerSecond: 0 } }), /"tokensPerSecond" of a pace must be/],
      [
        'pings without a time between',
        () => ({ fault: { type: 'ws_ping', every: 0 } }),
        /the "every" of a ws_ping fault must be greater than 0/,
      ],
      ['a close code that is none', () => ({ fault: { type: 'ws_close', after: 0, code: 1006 } }), /error code/],
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
      it(`is an error frame with a 500 that says why: ${what}`, async () => {
        const server = await start({ script });
        const client = await dialOpen(server);
        client.create();
        const frame = await client.next();
        expect(frame).to.deep.include({ type: 'error', status: 500 });
        expect(frame).to.have.nested.property('error.code', 'script_failed');
        expect(frame).to.have.nested.property('error.message').that.matches(message);
        client.create();
        expect(kindsOf([await client.next()])).to.deep.equal(['error']);
      });
    }

    for (const fault of [
      { type: 'ws_close', after: 0, code: 1000 },
      { type: 'ws_binary', after: 0 },
      { type: 'ws_ping', every: 1 },
      { type: 'ws_error', after: 0, status: 500, error: {} },
      { type: 'ws_connection_limit', after: 0 },
    ] as const) {
      it(`is a 500 that says why over HTTP: ${fault.type}`, async () => {
        const server = await start({ script: { answer, fault } });
        for (const path of ['/responses', '/chat/completions', '/responses/compact']) {
          const { status, text } = await ask(server, { stream: true }, { path }).seen;
          expect(status).to.equal(500);
          expect(JSON.parse(text)).to.deep.include({
            error: {
              message: `The script failed: the fault ${fault.type} applies only to a WebSocket, but the request came over HTTP`,
              type: 'server_error',
              code: 'script_failed',
              param: null,
            },
          });
        }
      });
    }
  });
});
