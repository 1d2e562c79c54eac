import { expect } from 'chai';
import { of } from 'rxjs';
import { Codex } from '../../lib/agent/Codex.js';
import type { ThreadOptions } from '../../lib/agent/options/ThreadOptions.js';
import { readRpcMessage } from '../../lib/agent/appServer/rpc/RpcMessage.js';
import { tool } from '../../lib/operators/tools/tool.js';
import type { JsonObject } from '../../lib/protocol/codec/json.js';
import type { SessionLine } from '../../lib/testing/appServer/SessionLine.js';
import { virtualAppServer } from '../../lib/testing/appServer/virtualAppServer.js';
import { outcomeOf } from '../support/collect.js';
import { asked, BEGUN, END, told } from '../support/agent/appServerLines.js';

/** Runs a turn in which the program writes these lines. Returns what the client wrote, and the events. */
const turnWith = async (lines: readonly SessionLine[], options: ThreadOptions = {}) => {
  const transport = virtualAppServer([...BEGUN, ...lines, ...END]);
  const codex = new Codex({
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport,
    processKeepAlive: 0,
  });
  const { values, error } = await outcomeOf(codex.startThread(options).events('Hi'));
  const replyTo = (id: unknown): readonly JsonObject[] =>
    transport.received.filter((message) => message['id'] === id && message['method'] === undefined);
  return { values, error, replyTo, received: transport.received };
};

const command = { itemId: 'call_1', command: 'rm -rf /', reason: null };
const approving = (id: number | string, params: object) =>
  asked(0, 'item/commandExecution/requestApproval', { ...command, ...params }).line.replace(
    '"id":0',
    `"id":${JSON.stringify(id)}`,
  );
const line = (text: string): SessionLine => ({ dir: 'out', line: text });

describe('security: lines of the app-server', () => {
  const FOREIGN: Readonly<Record<string, object>> = {
    'another thread': { threadId: 't2' },
    'no thread': { threadId: null },
    'a list of threads': { threadId: ['t1'] },
    'an object that is a text': { threadId: { toString: 't1' } },
    'a prototype': { threadId: '__proto__' },
    'a method of a map': { threadId: 'get' },
    'a thread of the same name with a control': { threadId: 't1\u0000' },
  };
  for (const [whose, params] of Object.entries(FOREIGN))
    it(`refuses an approval for ${whose}, although the handler approves everything`, async () => {
      let count = 0;
      const approve = () => {
        count += 1;
        return of('accept' as const);
      };
      const { replyTo } = await turnWith([line(approving(7, params))], { approve });
      expect(count).to.equal(0);
      expect(replyTo(7)).to.have.length(1);
      expect(replyTo(7)[0]).to.have.nested.property('error.code', -32601);
    });

  it('answers a request that is repeated once', async () => {
    let count = 0;
    const approve = () => {
      count += 1;
      return new Promise<'accept'>((resolve) => setTimeout(() => resolve('accept'), 5));
    };
    const transport = virtualAppServer([
      ...BEGUN,
      ...[1, 2, 3].map(() => line(approving(7, {}))),
      { dir: 'in', line: '{"id":7,"result":{"decision":"accept"}}' },
      ...END,
    ]);
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      transport,
      processKeepAlive: 0,
    });
    await outcomeOf(codex.startThread({ approve }).events('Hi'));
    expect(count).to.equal(1);
    expect(transport.received.filter(({ id, method }) => id === 7 && method === undefined)).to.have.length(1);
  });

  for (const reply of ['yes', 1, {}, { approved: 'no' }, [], null, { accept_with_rule: 'git' }, undefined])
    it(`declines where the handler answers ${JSON.stringify(reply)}`, async () => {
      const options: ThreadOptions = {};
      Reflect.set(options, 'approve', () => of(reply));
      const { replyTo } = await turnWith(
        [line(approving(7, {})), { dir: 'in', line: '{"id":7,"result":{}}' }],
        options,
      );
      expect(replyTo(7)[0]).to.deep.equal({ id: 7, result: { decision: 'decline' } });
    });

  it('answers 1000 threads of agents, and refuses the requests of further ones', async () => {
    const receiverThreadIds = Array.from({ length: 1_001 }, (_, index) => `agent_${index}`);
    const spawned = told('item/started', { item: { type: 'collabAgentToolCall', id: 'i', receiverThreadIds } });
    const { replyTo } = await turnWith(
      [spawned, line(approving(7, { threadId: 'agent_998' })), line(approving(8, { threadId: 'agent_999' }))],
      { approve: () => of('accept') },
    );
    expect(replyTo(7)[0]).to.have.nested.property('result.decision', 'accept');
    expect(replyTo(8)[0]).to.have.nested.property('error.code', -32601);
  });

  it('runs no tool whose arguments are nested too deeply to be passed on', async () => {
    let count = 0;
    const run = () => `${count++}`;
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const call = JSON.stringify({
      ...{ id: 7, method: 'item/tool/call' },
      params: { threadId: 't1', turnId: 'u1', tool: 'f', callId: 'c', arguments: 0 },
    }).replace('"arguments":0', `"arguments":${deep}`);
    const { replyTo } = await turnWith([line(call)], {
      tools: [tool({ name: 'f', parameters: { type: 'object', properties: {} }, run })],
    });
    expect(count).to.equal(0);
    expect(replyTo(7)[0]).to.have.nested.property('result.success', false);
  });

  const HOSTILE: Readonly<Record<string, string>> = {
    'an answer to no request': '{"id":"__proto__","result":{"polluted":true}}',
    'an answer with a prototype': '{"id":999,"result":{"__proto__":{"polluted":true}}}',
    'a notification of a prototype': '{"method":"__proto__","params":{"__proto__":{"polluted":true},"threadId":"t1"}}',
    'params that are none': '{"method":"item/completed","params":[[[["t1"]]]]}',
    'an item of an odd type': `{"method":"item/completed","params":{"threadId":"t1","turnId":"u1","item":{"type":{"toString":null}}}}`,
    'an item without anything': '{"method":"item/completed","params":{"threadId":"t1","turnId":"u1","item":null}}',
    'a delta that is no text':
      '{"method":"item/agentMessage/delta","params":{"threadId":"t1","turnId":"u1","itemId":{},"delta":[1]}}',
    'usage that is no number':
      '{"method":"thread/tokenUsage/updated","params":{"threadId":"t1","turnId":"u1","tokenUsage":{"total":{"inputTokens":"1e999"}}}}',
    controls: '{"method":"\\u001b]52;c;\\u0007","params":{"threadId":"t1","turnId":"u1"}}',
    'no JSON': '\u0000\u001b[2J{{{{',
    'a value nested 100 000 deep': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'an item nested 100 000 deep': `{"method":"item/completed","params":{"threadId":"t1","turnId":"u1","item":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}}`,
  };
  for (const [what, text] of Object.entries(HOSTILE))
    it(`goes on to the end of the turn after ${what}`, async () => {
      const { values, error } = await turnWith([line(text)]);
      expect([error, values.at(-1)?.type]).to.deep.equal([undefined, 'turn.completed']);
      expect(Reflect.get(Object.prototype, 'polluted')).to.equal(undefined);
    });

  it('reads ids that are texts or numbers, and nothing else, as ids', () => {
    for (const id of [null, true, {}, [1], undefined])
      expect(readRpcMessage({ id, result: 1 }), JSON.stringify(id)).to.equal(undefined);
    const message = readRpcMessage(JSON.parse('{"id":1,"method":"m","params":{"__proto__":{"threadId":"t1"}}}'));
    expect(message?.type === 'request' ? message.params['threadId'] : 'no request').to.equal(undefined);
  });
});
