import { HttpAgent, type AbstractAgent } from '@ag-ui/client';
import { AGUIMock } from '@copilotkit/aimock';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { from, lastValueFrom, throwError, type Observable } from 'rxjs';
import { fromAgUi, rxHttpAgent, toAgUi } from '../../lib/ag-ui/index.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { accumulate } from '../../lib/operators/answer/accumulate.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import { clientOf, useServer } from '../support/scripted.js';
import { ANSWERS, call } from './answers.js';

const ask = (agent: AbstractAgent, content: string) => {
  agent.addMessage({ id: '1', role: 'user', content });
  return agent.runAgent();
};

describe('HttpAgent of @ag-ui/client over a server of this library', () => {
  const scripted = useServer();
  let site: Server;
  afterEach(() => {
    site.closeAllConnections();
    site.close();
  });

  /** The server of docs/ag-ui.md. */
  const serve = async (answer: () => Observable<AnswerEvent>): Promise<HttpAgent> => {
    site = createServer((request, reply) => {
      void json(request).then((run) => {
        if (!isJsonObject(run)) return reply.writeHead(400).end();
        const { threadId, runId } = run;
        reply.writeHead(200, { 'content-type': 'text/event-stream' });
        const events = answer().pipe(toAgUi({ threadId: String(threadId), runId: String(runId) }));
        return events.subscribe({
          next: (event) => reply.write(`data: ${JSON.stringify(event)}\n\n`),
          error: (cause: unknown) => reply.destroy(cause instanceof Error ? cause : undefined),
          complete: () => reply.end(),
        });
      });
    });
    await once(site.listen(0, '127.0.0.1'), 'listening');
    const address = site.address();
    return new HttpAgent({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/` });
  };

  it('receives the text of an answer', async () => {
    scripted.server.enqueue({ answer: textAnswer('An old silent pond.') });
    const agent = await serve(() => clientOf(scripted.server).streamPrompt('m', 'hi'));
    const { newMessages } = await ask(agent, 'hi');
    expect(newMessages.map(({ role, content }) => [role, content])).to.deep.equal([
      ['assistant', 'An old silent pond.'],
    ]);
  });

  it('fails with the error of an answer', async () => {
    const agent = await serve(() => throwError(() => apiError({ type: 'quota_exceeded' })));
    const failures: unknown[] = [];
    agent.subscribe({ onRunErrorEvent: ({ event }) => void failures.push([event.code, event.message]) });
    await ask(agent, 'hi');
    expect(failures).to.deep.equal([['quota_exceeded', 'quota exceeded']]);
  });

  it('receives a call of a tool that the page runs', async () => {
    const agent = await serve(() => from(ANSWERS['a call that nobody runs'] ?? []));
    const { newMessages } = await ask(agent, 'hi');
    expect(newMessages).to.have.nested.property('[0].toolCalls[0].function.name', call.name);
  });
});

describe('rxHttpAgent over a foreign server of AG-UI (aimock)', () => {
  let mock: AGUIMock;
  let url: string;
  before(async () => {
    mock = new AGUIMock()
      .onMessage('text', 'An old silent pond.')
      .onToolCall('tool', 'weather', '{"in":"Oslo"}', { result: 'rain' })
      .onReasoning('reason', 'First I think.');
    url = await mock.start();
  });
  after(() => mock.stop());

  const withoutIds = (text: string): string =>
    text.replace(/"(?:id|messageId|toolCallId|parentMessageId)":"[^"]*",?/g, '');

  for (const content of ['text', 'tool', 'reason'])
    it(`leaves the same messages as HttpAgent: ${content}`, async () => {
      const [ours, theirs] = [rxHttpAgent({ url }), new HttpAgent({ url })];
      await ask(ours, content);
      await ask(theirs, content);
      expect(ours.messages).to.have.length.above(1);
      expect(withoutIds(JSON.stringify(ours.messages))).to.equal(withoutIds(JSON.stringify(theirs.messages)));
    });

  it('is an answer of this library with fromAgUi', async () => {
    const run = {
      threadId: 't',
      runId: 'r',
      messages: [{ id: '1', role: 'user' as const, content: 'text' }],
      ...{ tools: [], context: [], state: {}, forwardedProps: {} },
    };
    const answer = await lastValueFrom(rxHttpAgent({ url }).run(run).pipe(fromAgUi(), accumulate()));
    expect([answer.status, answer.text]).to.deep.equal(['completed', 'An old silent pond.']);
  });
});
