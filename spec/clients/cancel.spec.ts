import { expect } from 'chai';
import { take } from 'rxjs';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import { until, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { clientOf, useServer } from '../support/scripted.js';
import { within } from '../support/within.js';

const answer = textAnswer('one two three');

describe('cancelling a stream over a real socket: the server sees the close', () => {
  const using = useServer();

  it('before the head', async () => {
    using.server.enqueue({ fault: { type: 'stall_before_head' } });
    const subscription = clientOf(using.server)
      .streamPrompt('m', 'x')
      .subscribe({ error: () => expect.fail('no error was expected') });
    await until(() => using.server.requests.length === 1);
    subscription.unsubscribe();
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('while the body of an error is read', async () => {
    let closed = false;
    const failing = await loopback((_request, response) => {
      response.on('close', () => (closed = true));
      response.writeHead(500).write('an explanation that never');
    });
    try {
      const provider = createProvider({ name: 'failing', baseUrl: failing.origin });
      const subscription = new ResponsesClient({ provider })
        .streamPrompt('m', 'x')
        .subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => failing.requests.length === 1);
      subscription.unsubscribe();
      await until(() => closed);
    } finally {
      await failing.stop();
    }
  });

  it('at the first header event', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 1 } });
    const [first] = await valuesOf(clientOf(using.server).streamPrompt('m', 'x').pipe(take(1)));
    expect(first?.type).to.equal('server_model');
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('in the middle of the body', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } });
    await valuesOf(clientOf(using.server).streamPrompt('m', 'x').pipe(take(4)));
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('in the back-off: there is no further request', async () => {
    using.server.enqueue({ fault: { type: 'status', status: 503, headers: { 'retry-after-ms': '30' } } });
    let retrying = false;
    const telemetry = { onRetry: () => (retrying = true) };
    const subscription = clientOf(using.server, {}, { telemetry })
      .streamPrompt('m', 'x')
      .subscribe({ error: () => expect.fail('no error was expected') });
    await until(() => retrying);
    subscription.unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(using.server.requests).to.have.length(1);
  });

  it('by breaking out of a loop', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } });
    for await (const { type } of clientOf(using.server).streamPrompt('m', 'x')) if (type === 'created') break;
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('by return() while a next() is pending, and both settle', async () => {
    using.server.enqueue({ fault: { type: 'stall_before_head' } });
    const loop = clientOf(using.server).streamPrompt('m', 'x')[Symbol.asyncIterator]();
    const pending = loop.next();
    await until(() => using.server.requests.length === 1);
    expect(await loop.return?.()).to.deep.equal({ done: true, value: undefined });
    expect(await pending).to.deep.equal({ done: true, value: undefined });
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('by an AbortSignal, which fails the loop with an ApiError and keeps no listener', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } });
    const abort = new AbortController();
    const loop = clientOf(using.server).streamPrompt('m', 'x').iterate({ signal: abort.signal });
    const read = async (): Promise<unknown> => {
      try {
        for await (const { type } of loop) if (type === 'created') abort.abort(new Error('enough'));
        return undefined;
      } catch (error) {
        return error;
      }
    };
    const failure = await within('the failure of the loop', read());
    expect(isApiError(failure) && failure.message).to.equal('network error: aborted by the signal');
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('a signal that has fired already sends nothing', async () => {
    const options = { signal: AbortSignal.abort() };
    let failure: unknown;
    clientOf(using.server)
      .streamPrompt('m', 'x', options)
      .subscribe({ error: (error: unknown) => (failure = error) });
    expect(isApiError(failure)).to.equal(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(using.server.requests).to.have.length(0);
  });
});
