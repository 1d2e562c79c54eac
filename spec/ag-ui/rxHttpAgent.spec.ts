import { AbstractAgent } from '@ag-ui/client';
import { EventType, type RunAgentInput } from '@ag-ui/core';
import { expect } from 'chai';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { restore, stub } from 'sinon';
import { concat, NEVER, of, type Observable } from 'rxjs';
import { rxHttpAgent, type RxHttpAgentOptions } from '../../lib/ag-ui/index.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes } from '../../lib/testing/wire.js';
import { errorOf, outcomeOf, until, valuesOf } from '../support/collect.js';

const INPUT: RunAgentInput = {
  threadId: 't',
  runId: 'r',
  messages: [],
  tools: [],
  context: [],
  state: {},
  forwardedProps: {},
};
const START = { type: 'RUN_STARTED', threadId: 't', runId: 'r' };
const MESSAGE = [
  { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
  { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Hi' },
  { type: 'TEXT_MESSAGE_END', messageId: 'm' },
];
const END = { type: 'RUN_FINISHED', threadId: 't', runId: 'r' };
const RUN = [START, ...MESSAGE, END];

const isAgent = (value: unknown): value is AbstractAgent => value instanceof AbstractAgent;
const cloneOf = (agent: AbstractAgent): AbstractAgent => {
  const clone: unknown = agent.clone();
  return isAgent(clone) ? clone : expect.fail('a clone must be an agent');
};

const frames = (events: readonly object[], lineEnd = '\n'): string =>
  events.map((event) => `data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`).join('');

const agentOf = (body: string | Observable<Uint8Array>, options: Partial<RxHttpAgentOptions> = {}): AbstractAgent => {
  const bytes$ = typeof body === 'string' ? of(bytes(body)) : body;
  const headers = { 'content-type': 'text/event-stream' };
  return rxHttpAgent({
    url: 'https://host.test/agent',
    transport: virtualTransport(of(response(bytes$, { headers }))),
    ...options,
  });
};

/** A server that begins a run, and notes the connections that are closed on it. */
const serveRuns = async () => {
  const seen = { requests: 0, closed: 0 };
  const open: ServerResponse[] = [];
  const server = createServer((_request, reply) => {
    seen.requests += 1;
    open.push(reply);
    reply.on('close', () => (seen.closed += 1));
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write(frames([START, ...MESSAGE.slice(0, 2)]));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { seen, url: `http://127.0.0.1:${address.port}/agent`, close };
};

describe('rxHttpAgent, where the agent of @ag-ui/client misbehaves', () => {
  afterEach(() => restore());

  it('sends nothing before its run is subscribed to, and once for each subscription', async () => {
    const { seen, url, close } = await serveRuns();
    const ours = rxHttpAgent({ url });
    const run$ = ours.run(INPUT);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.requests).to.equal(0);
    const subscriptions = [run$.subscribe(), run$.subscribe()];
    await until(() => seen.requests === 2);
    for (const subscription of subscriptions) subscription.unsubscribe();
    await close();
    expect(seen.requests).to.equal(2);
  });

  it('closes the connection when it is unsubscribed', async () => {
    const { seen, url, close } = await serveRuns();
    let received = 0;
    const subscription = rxHttpAgent({ url })
      .run(INPUT)
      .subscribe({ next: () => (received += 1), error: (error: unknown) => expect.fail(String(error)) });
    await until(() => received === 3);
    expect(seen.closed).to.equal(0);
    subscription.unsubscribe();
    await until(() => seen.closed === 1);
    await close();
  });

  for (const [name, lineEnd] of [
    ['CRLF', '\r\n'],
    ['CR', '\r'],
    ['LF', '\n'],
  ] as const)
    it(`reads ${name} line ends`, async () => {
      expect(await valuesOf(agentOf(frames(RUN, lineEnd)).run(INPUT))).to.deep.equal(RUN);
    });

  it('reads comments and keep-alives between the events', async () => {
    const body = `: hello\n\n${frames([START])}data: : keepalive\n\n: ping\n\nevent: ping\ndata:\n\n${frames([...MESSAGE, END])}`;
    const skipped: string[] = [];
    const agent = agentOf(body, { onSkipped: ({ excerpt }) => skipped.push(excerpt) });
    expect(await valuesOf(agent.run(INPUT))).to.deep.equal(RUN);
    expect(skipped).to.deep.equal([': keepalive']);
  });

  it('calls a run that is cut off an error, also in runAgent', async () => {
    const cut = frames([START, ...MESSAGE]);
    const { values, error } = await outcomeOf(agentOf(cut).run(INPUT));
    expect(values).to.have.length(4);
    expect(error).to.deep.include({ type: 'stream', reason: 'truncated' });
    stub(console, 'error'); // their agent prints every error
    const failure = await agentOf(cut)
      .runAgent()
      .then(
        () => undefined,
        (cause: unknown) => cause,
      );
    expect(failure).to.deep.include({ type: 'stream', reason: 'truncated' });
  });
});

describe('rxHttpAgent', () => {
  it('gives the messages to the agent that runs it', async () => {
    const { newMessages } = await agentOf(frames(RUN)).runAgent();
    expect(newMessages).to.deep.equal([{ id: 'm', role: 'assistant', content: 'Hi' }]);
  });

  it('posts the input with the headers', async () => {
    const transport = virtualTransport(of(response(of(bytes(frames(RUN))))));
    await valuesOf(agentOf('', { transport, headers: { 'x-tenant': 'a' } }).run(INPUT));
    const [request] = transport.requests;
    expect(request).to.deep.include({ method: 'POST', url: 'https://host.test/agent', body: INPUT });
    expect(request?.headers.get('x-tenant')).to.equal('a');
    expect(request?.headers.get('accept')).to.equal('text/event-stream');
  });

  it('is over with the last event, also if the connection stays open', async () => {
    const body = concat(of(bytes(frames(RUN))), NEVER);
    expect(await valuesOf(agentOf(body).run(INPUT))).to.deep.equal(RUN);
  });

  it('passes on an error of the run as its event', async () => {
    const failed = { type: EventType.RUN_ERROR, message: 'out of paper' };
    expect(await valuesOf(agentOf(frames([START, failed])).run(INPUT))).to.deep.equal([START, failed]);
  });

  const REFUSALS: readonly (readonly [string, string, number, object])[] = [
    ['a refused request, with its meaning', '{"error":{"message":"who?"}}', 401, { type: 'unauthorized', status: 401 }],
    [
      'a page in place of events',
      '<html><body>Sign in</body></html>',
      200,
      { type: 'stream', reason: 'not_event_stream' },
    ],
    ['an event that never ends', `data: ${'x'.repeat(2000)}`, 200, { type: 'stream', reason: 'too_large' }],
  ];
  for (const [name, body, status, expected] of REFUSALS)
    it(`fails for ${name}`, async () => {
      const transport = virtualTransport(of(response(of(bytes(body)), { status })));
      expect(await errorOf(agentOf('', { transport, maxBufferSize: 1000 }).run(INPUT))).to.deep.include(expected);
    });

  it('fails before a byte is sent if the input is not one of AG-UI', async () => {
    const transport = virtualTransport();
    const input = { ...INPUT };
    Reflect.set(input, 'runId', 1); // from plain JavaScript
    const error = await errorOf(agentOf('', { transport }).run(input));
    expect(error).to.deep.include({ type: 'transport' });
    expect(error.message).to.contain('the input of the run is not valid');
    expect(transport.requests).to.have.length(0);
  });

  it('makes clones that are independent', () => {
    const agent = agentOf(frames(RUN), {
      agentId: 'a',
      threadId: 't',
      initialMessages: [{ id: '1', role: 'user', content: 'Hi' }],
    });
    const clone = cloneOf(agent);
    clone.messages.push({ id: '2', role: 'user', content: 'there' });
    expect([agent.messages.length, clone.messages.length, clone.threadId, clone.agentId]).to.deep.equal([
      1,
      2,
      't',
      'a',
    ]);
  });
});
