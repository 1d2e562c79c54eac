import { expect } from 'chai';
import { firstValueFrom, take, toArray, type Observable } from 'rxjs';
import { ofType } from '../../lib/operators/answer/ofType.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { StreamCursor } from '../../lib/protocol/StreamCursor.js';
import { reasoningAnswer } from '../../lib/server/script/answers.js';
import type { Fault } from '../../lib/server/script/Script.js';
import type { Telemetry } from '../../lib/telemetry/Telemetry.js';
import { clientOf, useServer } from '../support/scripted.js';

const answer = reasoningAnswer({ summary: 'Thinks of it', text: 'One two three' });
const count = answer.frames.length;

const eventsOf = (stream: Observable<ResponseEvent>) => firstValueFrom(stream.pipe(toArray()));
const errorOf = (stream: Observable<ResponseEvent>) =>
  new Promise<unknown>((resolve, reject) =>
    stream.subscribe({ error: resolve, complete: () => reject(new Error('it completed')) }),
  );

describe('a background response', () => {
  const using = useServer();

  it('is asked for, and kept by the server, with the option background', async () => {
    const { server } = using;
    server.enqueue({ answer });
    await eventsOf(clientOf(server).streamPrompt('m', 'hi', { background: true }));
    expect(server.requests[0]?.body).to.include({ background: true, store: true, stream: true });
  });

  const losses: readonly [string, (after: number) => Fault][] = [
    ['is reset', (after) => ({ type: 'reset_mid_body', after })],
    ['ends early', (after) => ({ type: 'truncate', after })],
  ];
  for (const [what, fault] of losses)
    it(`is emitted whole and without repeats when its connection ${what} after any of its frames`, async () => {
      const { server } = using;
      server.enqueue({ answer });
      const whole = await eventsOf(clientOf(server).streamPrompt('m', 'hi'));
      for (let after = 1; after < count; after++) {
        server.enqueue({ answer, fault: fault(after) }, {});
        const events = await eventsOf(clientOf(server).streamPrompt('m', 'hi', { background: true }));
        expect(events, `after ${after}`).to.deep.equal(whole);
        const last = server.requests.at(-1);
        expect(last?.path).to.equal('/v1/responses/resp_1');
        expect(last?.query).to.deep.equal({ stream: 'true', starting_after: String(after - 1) });
      }
    });

  it('is emitted whole over as many connections as it has frames', async () => {
    const { server } = using;
    server.enqueue({ answer });
    const whole = await eventsOf(clientOf(server).streamPrompt('m', 'hi'));
    const oneFrame = { fault: { type: 'reset_mid_body', after: 1 } } as const;
    server.enqueue({ answer, ...oneFrame }, ...answer.frames.slice(2).map(() => oneFrame), {});
    const client = clientOf(server, { retry: { maxAttempts: 1 } });
    expect(await eventsOf(client.streamPrompt('m', 'hi', { background: true }))).to.deep.equal(whole);
    expect(server.requests).to.have.length(1 + count);
  });

  it('is emitted without repeats from a server that repeats frames', async () => {
    const { server } = using;
    const { frames } = answer;
    server.enqueue({ answer });
    const whole = await eventsOf(clientOf(server).streamPrompt('m', 'hi'));
    // The second time that the server comes to these frames is what it remembers of what came after them.
    const repeating = { frames: [...frames.slice(0, 9), ...frames.slice(4)] };
    server.enqueue({ answer: repeating, fault: { type: 'reset_mid_body', after: 9 } }, {});
    const events = await eventsOf(clientOf(server).streamPrompt('m', 'hi', { background: true }));
    expect(events).to.deep.equal(whole);
  });

  it('is asked for with the credentials and headers of the first request, and without its body', async () => {
    const { server } = using;
    server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 3 } }, {});
    const options = { background: true, conversationId: 'c', extraHeaders: { 'x-mine': '1' } };
    const auth = { bearerToken: () => 'sk-test' };
    await eventsOf(clientOf(server, {}, { auth }).streamPrompt('m', 'hi', options));
    const [first, second] = server.requests;
    expect(second?.method).to.equal('GET');
    for (const name of ['authorization', 'x-mine', 'session_id', 'accept'])
      expect(second?.headers[name], name).to.equal(first?.headers[name]).and.not.equal(undefined);
    expect(second?.headers).not.to.have.property('content-type');
  });

  it('is continued also where the background was asked for in a prepared body', async () => {
    const { server } = using;
    server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 3 } }, {});
    const events = await eventsOf(clientOf(server).stream({ model: 'm', stream: true, background: true }));
    expect(events.at(-1)).to.include({ type: 'completed' });
  });

  it('retries the opening of a continuation as any request', async () => {
    const { server } = using;
    const busy = { fault: { type: 'status', status: 503 } } as const;
    server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 3 } }, busy, busy, {});
    const events = await eventsOf(clientOf(server).streamPrompt('m', 'hi', { background: true }));
    expect(events.at(-1)).to.include({ type: 'completed' });
    expect(server.requests).to.have.length(4);
  });

  it('reports with each retry which request lost its connection', async () => {
    const { server } = using;
    const lost = (after: number) => ({ fault: { type: 'reset_mid_body', after } }) as const;
    server.enqueue({ answer, ...lost(2) }, lost(2), {});
    const ids: unknown[] = [];
    const telemetry: Telemetry = { onRetry: ({ error }) => ids.push(error.request_id) };
    await eventsOf(clientOf(server, {}, { telemetry }).streamPrompt('m', 'hi', { background: true }));
    expect(ids).to.deep.equal(['req_1', 'req_2']);
  });

  it('fails at once where the server does not have it any more', async () => {
    const { server } = using;
    const missing = { fault: { type: 'status', status: 404, body: { error: { message: 'expired' } } } } as const;
    server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 3 } }, missing);
    const error = await errorOf(clientOf(server).streamPrompt('m', 'hi', { background: true }));
    expect(error).to.deep.include({ type: 'transport', detail: 'expired' });
    expect(server.requests).to.have.length(2);
  });

  it('fails as it does where the model fails, without another request', async () => {
    const { server } = using;
    const failure = { code: 'server_error', message: 'broken' };
    server.enqueue({ answer, fault: { type: 'response_failed', after: 3, error: failure } });
    await errorOf(clientOf(server).streamPrompt('m', 'hi', { background: true }));
    expect(server.requests).to.have.length(1);
  });

  it('is not what another response is: a lost connection ends that', async () => {
    const { server } = using;
    server.enqueue({ answer, fault: { type: 'truncate', after: 3 } });
    const error = await errorOf(clientOf(server).streamPrompt('m', 'hi', { storeOverride: true }));
    expect(error).to.include({
      type: 'stream',
      reason: 'truncated',
      detail: 'stream closed before response.completed',
    });
    expect(server.requests).to.have.length(1);
  });

  it('closes the connection of its continuation when it is cancelled', async () => {
    const { server } = using;
    server.enqueue(
      { answer, fault: { type: 'reset_mid_body', after: count - 4 } },
      { fault: { type: 'stall_mid_body', after: 3 } },
    );
    const stream = clientOf(server).streamPrompt('m', 'hi', { background: true });
    await firstValueFrom(stream.pipe(ofType('output_item_done'), take(2), toArray()));
    expect(await server.closed(1)).to.be.a('number');
  });
});

describe('resumeStream', () => {
  const using = useServer();

  it('emits the whole answer again, or what came after a number', async () => {
    const { server } = using;
    server.enqueue({ answer }, {}, {});
    const client = clientOf(server);
    const whole = await eventsOf(client.streamPrompt('m', 'hi', { background: true }));
    expect(await eventsOf(client.resumeStream('resp_1'))).to.deep.equal(whole);
    const rest = await eventsOf(client.resumeStream('resp_1', count - 2));
    expect(rest.map(({ type }) => type)).to.deep.equal(['server_model', 'completed']);
    expect(server.requests.slice(1).map(({ query }) => query)).to.deep.equal([
      { stream: 'true' },
      { stream: 'true', starting_after: String(count - 2) },
    ]);
  });

  it('emits what is missing of an answer that was cancelled at any event, with the cursor that was saved', async () => {
    const { server } = using;
    server.enqueue({ answer });
    const client = clientOf(server);
    const whole = await eventsOf(client.streamPrompt('m', 'hi', { background: true }));
    for (let seen = 2; seen < whole.length; seen++) {
      const cursors: StreamCursor[] = [];
      const onCursor = (cursor: StreamCursor) => cursors.push(cursor);
      server.enqueue({ answer }, {});
      const before = await eventsOf(client.streamPrompt('m', 'hi', { background: true, onCursor }).pipe(take(seen)));
      const { response_id = '', sequence_number } = cursors.at(-1) ?? {};
      const after = await eventsOf(client.resumeStream(response_id, sequence_number));
      expect([...before, ...after.filter(({ type }) => type !== 'server_model')]).to.deep.equal(whole);
    }
  });

  it('goes on when its connection is lost, also before the first frame', async () => {
    const { server } = using;
    server.enqueue({ answer });
    const client = clientOf(server);
    const whole = await eventsOf(client.streamPrompt('m', 'hi', { background: true }));
    const lost = [0, 5].map((after) => ({ fault: { type: 'reset_mid_body', after } }) as const);
    server.enqueue(...lost, {});
    expect(await eventsOf(client.resumeStream('resp_1'))).to.deep.equal(whole);
    expect(server.requests.slice(1).map(({ query }) => query['starting_after'])).to.deep.equal([
      undefined,
      undefined,
      '4',
    ]);
  });

  it('fails with the 404 of a server that does not know the response', async () => {
    const error = await errorOf(clientOf(using.server).resumeStream('resp_unknown', 3));
    expect(error).to.deep.include({ type: 'transport', code: 'response_not_found' });
    expect(using.server.requests).to.have.length(1);
  });

  it('asks for no other address than that of a response, whatever the id', async () => {
    const { server } = using;
    await errorOf(clientOf(server).resumeStream('../models?a=b#c'));
    expect(server.requests.map(({ path }) => path)).to.deep.equal(['/v1/responses/..%2Fmodels%3Fa%3Db%23c']);
    for (const id of ['', '.', '..']) {
      const error = await errorOf(clientOf(server).resumeStream(id));
      expect(error).to.have.nested.property('error.type', 'build');
    }
    expect(server.requests).to.have.length(1);
  });

  it('closes the connection when it is cancelled', async () => {
    const { server } = using;
    server.enqueue({ answer }, { fault: { type: 'stall_mid_body', after: 5 } });
    const client = clientOf(server);
    await eventsOf(client.streamPrompt('m', 'hi', { background: true }));
    await firstValueFrom(client.resumeStream('resp_1').pipe(ofType('created')));
    expect(await server.closed(1)).to.be.a('number');
  });
});
