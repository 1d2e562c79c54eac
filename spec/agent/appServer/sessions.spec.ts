import { expect } from 'chai';
import { Codex } from '../../../lib/agent/Codex.js';
import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import { appServerSession, textTurn, type AppServerMessage } from '../../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer, type VirtualAppServerOptions } from '../../../lib/testing/appServer/virtualAppServer.js';
import { outcomeOf } from '../../support/collect.js';

/** Writes an event as a short text. */
const short = (event: ThreadEvent): string => {
  switch (event.type) {
    case 'item.started':
    case 'item.updated':
    case 'item.completed':
      return `${event.type.slice(5)}:${event.item.type}`;
    case 'item.delta':
      return `${event.kind}:${event.delta}`;
    case 'error':
      return `error:${event.message}${event.will_retry === true ? ' (again)' : ''}`;
    case 'turn.failed':
      return `failed:${event.error.message}`;
    case 'request.waiting':
      return `waiting:${event.request.type}`;
    default:
      return event.type.replace(/^turn\./, '');
  }
};

const item = (type: string, members: object = {}, id = `${type}_1`): AppServerMessage => ({
  method: 'item/completed',
  params: { item: { type, id, ...members } },
});
const started = ({ params }: AppServerMessage): AppServerMessage => ({
  method: 'item/started',
  ...(params && { params }),
});
const delta = (method: string, text: string, more: object = {}): AppServerMessage => ({
  method,
  params: { itemId: 'i', delta: text, ...more },
});
const end = (status: string, error: unknown = null): AppServerMessage => ({
  method: 'turn/completed',
  params: { turn: { id: 'turn_1', status, error } },
});
const problem = (message: string, willRetry: boolean, more: object = {}): AppServerMessage => ({
  method: 'error',
  params: { error: { message, codexErrorInfo: null, additionalDetails: null, ...more }, willRetry },
});
const request = (method: string, params: object = {}): AppServerMessage => ({
  id: 0,
  method,
  params: { itemId: 'call_1', ...params },
});
const tokens = (total: number, last: number, params: object = {}): AppServerMessage => ({
  method: 'thread/tokenUsage/updated',
  params: { tokenUsage: { total: { inputTokens: total }, last: { inputTokens: last } }, ...params },
});
const message = item('agentMessage', { text: 'Hi' });

interface Row {
  readonly what: string;
  readonly messages: readonly AppServerMessage[];
  /** The events between `turn.started` and the end of the stream. */
  readonly events: readonly string[];
  readonly options?: ThreadOptions;
  readonly play?: VirtualAppServerOptions;
  /** What the client answers to the request of the program. */
  readonly reply?: object;
  /** The error of the stream. */
  readonly error?: object;
}

const wait: ThreadOptions = { approve: 'wait', answer: 'wait' };
const approve: ThreadOptions = { approve: () => [true], answer: () => [{ q: 'a' }] };
const refused = { error: { code: -32601 } };

const rows: readonly Row[] = [
  {
    what: 'text in deltas',
    messages: textTurn('Hello'),
    events: ['started:agent_message', 'text:Hel', 'text:lo', 'completed:agent_message', 'completed'],
  },
  {
    what: 'text in half lines',
    messages: textTurn('Hé 🙂'),
    play: { cut: 1 },
    events: ['started:agent_message', 'text:Hé ', 'text:🙂', 'completed:agent_message', 'completed'],
  },
  {
    what: 'reasoning: raw text, and a summary of two parts',
    messages: [
      started(item('reasoning', { summary: [], content: [] })),
      delta('item/reasoning/textDelta', 'raw', { contentIndex: 0 }),
      { method: 'item/reasoning/summaryPartAdded', params: { itemId: 'i', summaryIndex: 0 } },
      delta('item/reasoning/summaryTextDelta', 'one', { summaryIndex: 0 }),
      { method: 'item/reasoning/summaryPartAdded', params: { itemId: 'i', summaryIndex: 1 } },
      delta('item/reasoning/summaryTextDelta', 'two', { summaryIndex: 1 }),
      item('reasoning', { summary: ['one', 'two'], content: ['raw'] }),
    ],
    events: [
      'started:reasoning',
      'reasoning:raw',
      'reasoning_summary:one',
      'reasoning_summary:\n',
      'reasoning_summary:two',
      'completed:reasoning',
      'completed',
    ],
  },
  {
    what: 'a command that fails, with its output',
    messages: [
      started(item('commandExecution', { command: 'ls', status: 'inProgress', aggregatedOutput: null })),
      delta('item/commandExecution/outputDelta', 'no'),
      item('commandExecution', { command: 'ls', status: 'failed', aggregatedOutput: 'no', exitCode: 2 }),
    ],
    events: ['started:command_execution', 'command_output:no', 'completed:command_execution', 'completed'],
  },
  {
    what: 'a patch, and the diff of the turn',
    messages: [
      item('fileChange', {
        status: 'declined',
        changes: [{ path: 'a', kind: { type: 'update', move_path: 'b' }, diff: '' }],
      }),
      { method: 'turn/diff/updated', params: { diff: '+a' } },
    ],
    events: ['completed:file_change', 'diff', 'completed'],
  },
  {
    what: 'a call of an MCP server, a search, an image, a compaction and a review',
    messages: [
      item('mcpToolCall', {
        server: 's',
        tool: 't',
        status: 'failed',
        arguments: {},
        result: null,
        error: { message: 'e' },
      }),
      item('webSearch', { query: 'q', action: { type: 'search' } }),
      item('imageView', { path: '/a.png' }),
      item('contextCompaction'),
      item('enteredReviewMode', { review: 'changes' }),
      item('exitedReviewMode', { review: 'Looks good' }),
    ],
    events: ['mcp_tool_call', 'web_search', 'image_view', 'context_compaction', 'other', 'review']
      .map((type) => `completed:${type}`)
      .concat('completed'),
  },
  {
    what: 'calls of other agents, in every state',
    messages: ['inProgress', 'completed', 'failed', 'interrupted'].map((status) =>
      item('collabAgentToolCall', {
        tool: 'spawnAgent',
        status,
        senderThreadId: 'thread_1',
        receiverThreadIds: ['child'],
        prompt: null,
        agentsStates: { child: { status: 'pendingInit', message: null } },
      }),
    ),
    events: [...Array.from({ length: 4 }, () => 'completed:collab_tool_call'), 'completed'],
  },
  {
    what: 'items of unknown types and states, and items that lack members',
    messages: [
      item('madeUp', { x: 1 }),
      item('commandExecution', { command: 'ls', status: 'paused' }),
      item('agentMessage'),
      { method: 'item/completed' },
      { method: 'item/completed', params: { item: null } },
    ],
    events: [...Array.from({ length: 5 }, () => 'completed:other'), 'completed'],
  },
  {
    what: 'a plan in plan mode, and the plan tool',
    messages: [
      delta('item/plan/delta', 'first'),
      item('plan', { text: 'first' }),
      { method: 'turn/plan/updated', params: { plan: [{ step: 'a', status: 'inProgress' }] } },
      { method: 'turn/plan/updated', params: { plan: [{ step: 'a', status: 'completed' }] } },
    ],
    events: [
      'plan:first',
      'completed:plan',
      'started:todo_list',
      'updated:todo_list',
      'completed:todo_list',
      'completed',
    ],
  },
  {
    what: 'unknown notifications, params of any form, and foreign lines',
    messages: [message],
    play: {
      faults: [
        {
          type: 'noise',
          lines: [
            '{"method":"made/up","params":{"threadId":"thread_1","turnId":"turn_1"}}',
            '{"method":"item/started","params":[]}',
            '{"method":"turn/completed"}',
            '{"id":77}',
            '{"id":null,"result":{}}',
            '{}',
            '[]',
            '',
            'SUCCESS: The process with PID 4711 has been terminated.',
          ],
        },
      ],
    },
    events: ['completed:agent_message', 'completed'],
  },
  {
    what: 'events of other threads and turns in between',
    messages: [
      ...['item/started', 'item/completed', 'turn/started', 'turn/completed', 'error', 'warning'].flatMap((method) => [
        { method, params: { ...message.params, threadId: 'thread_2', turn: { id: 'turn_1', status: 'failed' } } },
        { method, params: { ...message.params, turnId: 'turn_0', turn: { id: 'turn_0', status: 'failed' } } },
      ]),
      message,
      end('completed'),
    ],
    events: ['completed:agent_message', 'completed'],
  },
  {
    what: 'an answer that comes twice',
    messages: [message],
    play: { faults: [{ type: 'twice', at: 'turn/start' }] },
    events: ['completed:agent_message', 'completed'],
  },
  {
    what: 'no answer to the start of the turn, which runs',
    messages: [message],
    play: { faults: [{ type: 'no_answer', at: 'turn/start' }] },
    events: ['completed:agent_message', 'completed'],
  },
  {
    what: 'an end that comes twice, and items after it',
    messages: [message, end('completed'), end('failed'), item('agentMessage', { text: 'late' })],
    events: ['completed:agent_message', 'completed'],
  },
  {
    what: 'an item that never completes',
    messages: [started(message), delta('item/agentMessage/delta', 'H'), end('interrupted')],
    events: ['started:agent_message', 'text:H', 'interrupted'],
  },
  {
    what: 'a message that was added to the turn, but not the one that began it',
    messages: [
      item('userMessage', { clientId: null, content: [] }),
      item('userMessage', { clientId: 'c', content: [] }),
    ],
    events: ['completed:user_message', 'completed'],
  },
  {
    what: 'a retry that succeeds',
    messages: [problem('Reconnecting... 1/5', true, { additionalDetails: 'reset' }), message],
    events: ['error:Reconnecting... 1/5 (reset) (again)', 'completed:agent_message', 'completed'],
  },
  {
    what: 'retries, and then a failure',
    messages: [problem('Reconnecting... 1/1', true), problem('gone', false), end('failed', { message: 'gone' })],
    events: ['error:Reconnecting... 1/1 (again)', 'error:gone', 'failed:gone'],
  },
  {
    what: 'a failure without an error of its own',
    messages: [problem('the reason', false), end('failed')],
    events: ['error:the reason', 'failed:the reason'],
  },
  {
    what: 'an end with an unknown status',
    messages: [end('abandoned')],
    events: ['failed:the turn ended with the status "abandoned" and without a message'],
  },
  {
    what: 'a warning',
    messages: [{ method: 'warning', params: { message: 'unknown model' } }],
    events: ['completed:error', 'completed'],
  },
  {
    what: 'a program that exits after it reported the reason',
    messages: [problem('limit', false, { codexErrorInfo: 'usageLimitExceeded' })],
    play: { faults: [{ type: 'exit', at: 'error', code: 1 }] },
    events: ['error:limit'],
    error: { type: 'quota_exceeded' },
  },
  {
    what: 'a program that exits after a report without a known reason',
    messages: [problem('boom', false)],
    play: { faults: [{ type: 'exit', at: 'error', code: 3 }] },
    events: ['error:boom'],
    error: { reason: 'process_ended', detail: 'codex exited with code 3 before the turn was complete; boom' },
  },
  {
    what: 'a program that exits in the middle of a line',
    messages: [message],
    play: { faults: [{ type: 'half_line', at: 'item/completed' }] },
    events: [],
    error: { reason: 'process_ended' },
  },
  {
    what: 'a line that begins like a message and is none',
    messages: [message],
    play: { faults: [{ type: 'noise', lines: ['{"method":'] }] },
    events: [],
    error: { reason: 'not_json' },
  },
  ...(
    [
      ['item/commandExecution/requestApproval', 'command_approval', { decision: 'accept' }],
      ['item/fileChange/requestApproval', 'file_change_approval', { decision: 'accept' }],
      ['item/permissions/requestApproval', 'permissions_approval', { permissions: { network: {} }, scope: 'turn' }],
      ['item/tool/requestUserInput', 'user_input', { answers: { q: { answers: ['a'] } } }],
    ] as const
  ).flatMap(([method, type, result]): readonly Row[] => [
    {
      what: `${method}, answered by a handler`,
      messages: [request(method, { permissions: { network: {} } }), message],
      options: approve,
      events: [`waiting:${type}`, 'request.resolved', 'completed:agent_message', 'completed'],
      reply: { result },
    },
    {
      what: `${method} without a handler`,
      messages: [request(method), message],
      events: ['completed:agent_message', 'completed'],
      reply: refused,
    },
  ]),
  ...[
    'item/tool/call',
    'mcpServer/elicitation/request',
    'account/chatgptAuthTokens/refresh',
    'attestation/generate',
    'execCommandApproval',
    'applyPatchApproval',
    'made/up',
  ].map((method): Row => ({
    what: `the request ${method}, which this client does not handle`,
    messages: [request(method), message],
    options: wait,
    events: ['completed:agent_message', 'completed'],
    reply: refused,
  })),
];

describe('agent/appServer, sessions', () => {
  const run = async ({ messages, options, play }: Row) => {
    const transport = virtualAppServer(appServerSession([messages]), play);
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      transport,
      processKeepAlive: 0,
    });
    return { transport, ...(await outcomeOf(codex.startThread(options).events('Hi'))) };
  };

  for (const row of rows)
    it(row.what, async () => {
      const { values, error, transport } = await run(row);
      const begun = values.findIndex(({ type }) => type === 'turn.started');
      expect(
        values
          .slice(begun + 1)
          .filter(({ type }) => type !== 'thread.started')
          .map(short),
      ).to.deep.equal(row.events);
      expect(error === undefined).to.equal(row.error === undefined);
      if (row.error !== undefined) expect(error).to.deep.include(row.error);
      const answer = transport.received.find(({ method, id }) => method === undefined && id === 0);
      if (row.reply === undefined) expect(answer).to.equal(undefined);
      else
        expect([answer])
          .to.have.nested.property('[0]')
          .that.containSubset({ id: 0, ...row.reply });
    });

  it('withdraws a request that the program has resolved', async () => {
    const lines = appServerSession([
      [
        request('item/fileChange/requestApproval'),
        { method: 'serverRequest/resolved', params: { requestId: 0 } },
        message,
      ],
    ]).filter(({ dir, line }) => dir !== 'in' || !line.includes('result')); // nobody answers it
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      transport: virtualAppServer(lines),
    });
    const { values } = await outcomeOf(codex.startThread(wait).events('Hi'));
    expect(values.slice(2).map(short)).to.deep.equal([
      'waiting:file_change_approval',
      'request.resolved',
      'completed:agent_message',
      'completed',
    ]);
  });

  it('reads notifications that come before the answer to the start of their turn', async () => {
    const lines = appServerSession([[message, tokens(30, 10)]]);
    const answer = lines[1];
    const early = [
      ...lines.slice(0, 1),
      ...lines.slice(3, 5),
      ...(answer === undefined ? [] : [answer]),
      ...lines.slice(2, 3),
      ...lines.slice(5),
    ];
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      transport: virtualAppServer(early),
    });
    const { values } = await outcomeOf(codex.startThread().events('Hi'));
    expect(values.map(short)).to.deep.equal(['thread.started', 'completed:agent_message', 'started', 'completed']);
  });

  const usages: readonly (readonly [string, readonly AppServerMessage[], number])[] = [
    ['one request of a new thread', [tokens(10, 10)], 10],
    ['two requests', [tokens(10, 10), tokens(30, 20)], 30],
    ['a thread that was resumed', [tokens(100, 7, { turnId: 'turn_0' }), tokens(110, 10)], 10],
    ['a thread with an earlier turn in this process', [tokens(110, 10), tokens(125, 15)], 25],
    ['a late report of an earlier turn', [tokens(110, 10), tokens(105, 5, { turnId: 'turn_0' })], 10],
    ['no report', [], 0],
  ];
  for (const [what, messages, input_tokens] of usages)
    it(`counts the tokens of ${what}`, async () => {
      const { values } = await run({ what, messages, events: [] });
      expect(values.at(-1)).to.deep.nested.include({ type: 'turn.completed', 'usage.input_tokens': input_tokens });
    });
});
