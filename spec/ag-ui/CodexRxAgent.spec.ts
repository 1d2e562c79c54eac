import type { AgentSubscriber } from '@ag-ui/client';
import type { BaseEvent, Message, RunAgentInput } from '@ag-ui/core';
import { expect } from 'chai';
import { concat, finalize, from, NEVER, of, throwError } from 'rxjs';
import { CodexRxAgent, agUiRequest, messageItems, type AgUiRequest } from '../../lib/ag-ui/index.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { resumeTools } from '../../lib/operators/tools/resumeTools.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { tool } from '../../lib/operators/tools/tool.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { until, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';
import { ANSWERS, custom, done, over, said, text } from './answers.js';

const QUESTION: Message = { id: '1', role: 'user', content: 'Rain?' };
const INPUT: RunAgentInput = {
  threadId: 't',
  runId: 'r',
  messages: [QUESTION],
  tools: [],
  context: [],
  state: {},
  forwardedProps: {},
};

const agentOf = (events: readonly AnswerEvent[]): CodexRxAgent =>
  new CodexRxAgent({ answer: () => from(events), initialMessages: [QUESTION] });

describe('CodexRxAgent', () => {
  for (const [name, events] of Object.entries(ANSWERS))
    it(`runs in the published client: ${name}`, async () => {
      const finished: unknown[] = [];
      const watch: AgentSubscriber = { onRunFinishedEvent: ({ outcome }) => void finished.push(outcome) };
      await agentOf(events).runAgent({}, watch);
      expect(finished).to.deep.equal(['success']);
    });

  it('gives the page one message after a retry', async () => {
    const agent = agentOf(ANSWERS['a retry in the middle of a text'] ?? []);
    await agent.runAgent();
    expect(agent.messages.map((message) => ('content' in message ? message.content : ''))).to.deep.equal([
      'Rain?',
      'Hello',
    ]);
  });

  it('keeps opaque state in the messages, for the next request', async () => {
    const state: ResponseItem = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [],
      encrypted_content: 'gAAA',
      origin: 'api.openai.com',
    };
    const agent = agentOf([done(state), done(custom), over]);
    await agent.runAgent();
    const stored = structuredClone(agent.messages);
    expect(messageItems(stored)).to.deep.equal([userMessage('Rain?'), state, custom]);
  });

  it('subscribes to nothing before its run is subscribed to, and unsubscribes with it', () => {
    let [begun, closed] = [0, 0];
    const agent = new CodexRxAgent({
      answer: () => {
        begun += 1;
        return concat(of(text('a')), NEVER).pipe(finalize(() => (closed += 1)));
      },
    });
    const run$ = agent.run(INPUT);
    expect(begun).to.equal(0);
    const subscription = run$.subscribe();
    expect(begun).to.equal(1);
    subscription.unsubscribe();
    expect(closed).to.equal(1);
  });

  it('ends its runs as cancelled when they are aborted', async () => {
    const events: BaseEvent[] = [];
    const agent = new CodexRxAgent({ answer: () => concat(of(text('Hel')), NEVER), initialMessages: [QUESTION] });
    const run = agent.runAgent({}, { onEvent: ({ event }) => void events.push(event) });
    await until(() => events.length > 3);
    agent.abortRun();
    const { newMessages } = await run;
    expect(newMessages).to.have.length(1);
    expect(events.at(-1)).to.deep.include({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
  });

  it('ends the run with an error of the answer, and with an exception of `answer`', async () => {
    const overloaded = apiError({ type: 'server_overloaded' });
    const failing = new CodexRxAgent({ answer: () => throwError(() => overloaded) });
    const throwing = new CodexRxAgent({
      answer: () => {
        throw new TypeError('x is not a function');
      },
    });
    expect((await valuesOf(failing.run(INPUT))).at(-1)).to.deep.include({
      type: 'RUN_ERROR',
      code: 'server_overloaded',
    });
    expect((await valuesOf(throwing.run(INPUT))).at(-1)).to.deep.include({ type: 'RUN_ERROR', code: 'stream' });
  });

  it('shares its state during the run', async () => {
    const agent = new CodexRxAgent({
      answer: () => from([text('Hi'), over]),
      sharedState: ({ run }) => of({ thread: run.threadId, n: 1 }, { thread: run.threadId, n: 2 }),
      threadId: 'thread_1',
    });
    await agent.runAgent();
    expect(agent.state).to.deep.equal({ thread: 'thread_1', n: 2 });
  });

  it('makes clones that answer', async () => {
    const agent = agentOf([text('Hi'), over]);
    const { newMessages } = await agent.clone().runAgent();
    expect(newMessages).to.have.length(1);
    expect(agent.messages).to.have.length(1);
  });

  describe('with a tool that needs an approval', () => {
    const using = useServer({
      script: ({ body }) =>
        JSON.stringify(body).includes('_output"')
          ? { answer: textAnswer('Done.') }
          : { answer: toolCallAnswer({ name: 'delete', arguments: { path: '/' } }) },
    });
    let deleted: unknown[];
    const agent = (): CodexRxAgent => {
      deleted = [];
      const tools = [
        tool({
          name: 'delete',
          parameters: { type: 'object' },
          needsApproval: true,
          run: (given: unknown) => {
            deleted.push(given);
            return 'deleted';
          },
        }),
      ];
      const client = clientOf(using.server);
      const ask = (input: readonly ResponseItem[]) => client.streamPrompt('m', { input, tools });
      const answer = ({ input, resume }: AgUiRequest) =>
        resume === undefined ? runTools(input, ask, tools) : resumeTools(resume.pending, resume.decisions, ask, tools);
      return new CodexRxAgent({ answer, initialMessages: [QUESTION] });
    };

    it('interrupts, and runs the tool once it is approved', async () => {
      const running = agent();
      await running.runAgent();
      const [interrupt] = running.pendingInterrupts;
      expect(interrupt).to.deep.include({ reason: 'tool_call' });
      expect(deleted).to.deep.equal([]);
      await running.runAgent({
        resume: [{ interruptId: interrupt?.id ?? '', status: 'resolved', payload: { approved: true } }],
      });
      expect(deleted).to.deep.equal([{ path: '/' }]);
      expect(running.messages.at(-2)).to.deep.include({ role: 'tool', content: 'deleted' });
      expect(running.messages.at(-1)).to.deep.include({ role: 'assistant', content: 'Done.' });
    });

    it('runs the tool with the arguments that the user has changed', async () => {
      const running = agent();
      await running.runAgent();
      const payload = { approved: true, editedArgs: { path: '/tmp' } };
      const resume = running.pendingInterrupts.map(
        ({ id }) => ({ interruptId: id, status: 'resolved', payload }) as const,
      );
      await running.runAgent({ resume });
      expect(deleted).to.deep.equal([{ path: '/tmp' }]);
    });

    for (const [name, entry] of [
      ['is refused', { status: 'resolved', payload: { approved: false, reason: 'never' } }],
      ['is cancelled', { status: 'cancelled' }],
    ] as const)
      it(`does not run the tool if it ${name}`, async () => {
        const running = agent();
        await running.runAgent();
        await running.runAgent({ resume: running.pendingInterrupts.map(({ id }) => ({ interruptId: id, ...entry })) });
        expect(deleted).to.deep.equal([]);
        expect(running.messages.at(-1)).to.deep.include({ content: 'Done.' });
      });
  });
});

describe('agUiRequest', () => {
  it('declares the tools of the page, and gives its context as text', () => {
    const { tools, instructions, input, resume } = agUiRequest({
      ...INPUT,
      tools: [
        { name: 'open', description: 'Opens a page', parameters: { type: 'object', properties: { url: {} } } },
        { name: 'close', description: '' },
      ],
      context: [
        { description: 'The page', value: '/cart' },
        { description: 'The user', value: 'Ada' },
      ],
    });
    expect(tools).to.deep.equal([
      {
        type: 'function',
        name: 'open',
        description: 'Opens a page',
        parameters: { type: 'object', properties: { url: {} } },
      },
      { type: 'function', name: 'close', description: '', parameters: { type: 'object', properties: {} } },
    ]);
    expect(instructions).to.equal('The page: /cart\n\nThe user: Ada');
    expect(input).to.deep.equal([userMessage('Rain?')]);
    expect(resume).to.equal(undefined);
  });

  const decisionOf = (payload: unknown) =>
    agUiRequest({
      ...INPUT,
      messages: [
        QUESTION,
        {
          id: '2',
          role: 'assistant',
          toolCalls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      ],
      resume: [{ interruptId: 'c', status: 'resolved', payload }],
    }).resume?.decisions;

  for (const [payload, decision] of [
    [true, true],
    [{ approved: true }, true],
    [
      { approved: true, editedArgs: { a: 1 } },
      { approved: true, arguments: { a: 1 } },
    ],
    [
      { approved: true, arguments: { a: 1 } },
      { approved: true, arguments: { a: 1 } },
    ],
    [
      { approved: false, reason: 'never', editedArgs: { a: 1 } },
      { approved: false, reason: 'never' },
    ],
    [{ approved: 'true' }, { approved: false }],
    [{}, { approved: false }],
    [undefined, false],
    [null, false],
    ['yes', false],
    [1, false],
  ] as const)
    it(`reads ${JSON.stringify(payload)} as the decision ${JSON.stringify(decision)}`, () => {
      expect(decisionOf(payload)).to.deep.equal({ c: decision });
    });
});

describe('messageItems', () => {
  const ROWS: readonly (readonly [string, Message, readonly ResponseItem[]])[] = [
    [
      'a system message',
      { id: '1', role: 'system', content: 'Be brief.' },
      [{ type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be brief.' }] }],
    ],
    [
      'a developer message',
      { id: '1', role: 'developer', content: 'x' },
      [{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'x' }] }],
    ],
    ['an empty answer', { id: '1', role: 'assistant' }, []],
    [
      'a picture, a file and a document of the user',
      {
        id: '1',
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png' } },
          { type: 'image', source: { type: 'url', value: 'https://host.test/cat.png' } },
          {
            type: 'document',
            source: { type: 'data', value: 'BBBB', mimeType: 'application/pdf' },
            metadata: { filename: 'a.pdf' },
          },
          { type: 'document', source: { type: 'url', value: 'https://host.test/a.pdf' } },
          { type: 'audio', source: { type: 'file', value: 'file_1' } },
        ],
      },
      [
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'See' },
            { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
            { type: 'input_image', image_url: 'https://host.test/cat.png' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
            { type: 'input_file', file_url: 'https://host.test/a.pdf' },
            { type: 'input_file', file_id: 'file_1' },
          ],
        },
      ],
    ],
    ['reasoning of another agent', { id: '1', role: 'reasoning', content: 'Hm' }, []],
    [
      'an opaque value that is another item',
      { id: '1', role: 'reasoning', content: 'Hm', encryptedValue: JSON.stringify(userMessage('x')) },
      [],
    ],
    ['an opaque value that is not JSON', { id: '1', role: 'reasoning', content: 'Hm', encryptedValue: '{' }, []],
    ['an activity', { id: '1', role: 'activity', activityType: 'PLAN', content: {} }, []],
    [
      'a call whose opaque value names another tool',
      {
        id: '1',
        role: 'assistant',
        content: 'Look',
        toolCalls: [
          {
            id: 'c',
            type: 'function',
            function: { name: 'f', arguments: '{}' },
            encryptedValue: JSON.stringify(custom),
          },
        ],
      },
      [said('Look'), { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }],
    ],
    [
      'a result in parts',
      { id: '1', role: 'tool', toolCallId: 'c', content: [{ type: 'text', text: 'rain' }] },
      [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_text', text: 'rain' }] }],
    ],
  ];
  for (const [name, message, items] of ROWS)
    it(`reads ${name}`, () => {
      expect(messageItems([message])).to.deep.equal(items);
    });
});
