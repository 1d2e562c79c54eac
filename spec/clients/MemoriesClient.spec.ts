import { expect } from 'chai';
import { EMPTY, isObservable } from 'rxjs';
import { MemoriesClient } from '../../lib/clients/MemoriesClient.js';
import type { MemorySummarizeInput } from '../../lib/protocol/requests/MemorySummarizeInput.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { errorOf, valuesOf } from '../support/collect.js';
import { useServer } from '../support/scripted.js';
import { describeUnary } from '../support/contracts/unaryContract.js';

const input: MemorySummarizeInput = {
  model: 'gpt-test',
  raw_memories: [
    { id: 'trace-1', metadata: { source_path: '/tmp/1.json' }, items: [{ type: 'message', id: 'm1', content: [] }] },
    { id: 'trace-2', metadata: { source_path: '/tmp/2.json' }, items: [] },
  ],
};

describeUnary('MemoriesClient', {
  method: 'POST',
  path: '/v1/memories/trace_summarize',
  what: 'memories response',
  wrong: { output: [{ memory_summary: 1 }] },
  call: (options, headers) => new MemoriesClient(options).summarizeInput(input, headers),
});

describe('MemoriesClient', () => {
  const using = useServer();
  const clientOf = (provider: Partial<ProviderOptions> = {}) =>
    new MemoriesClient({ provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, ...provider }) });

  it('sends the memories as traces, and gives one summary of each, in their order', async () => {
    expect(await valuesOf(clientOf().summarizeInput(input))).to.deep.equal([
      [
        { raw_memory: 'This is what happened in trace trace-1.', memory_summary: 'Remember trace trace-1.' },
        { raw_memory: 'This is what happened in trace trace-2.', memory_summary: 'Remember trace trace-2.' },
      ],
    ]);
    expect(using.server.requests[0]?.body).to.deep.equal({ model: 'gpt-test', traces: input.raw_memories });
  });

  it('sends the reasoning that is asked for', async () => {
    await valuesOf(clientOf().summarizeInput({ ...input, reasoning: { effort: 'low' } }));
    expect(using.server.requests[0]?.body).to.deep.include({ reasoning: { effort: 'low' } });
  });

  it('reads the summaries of servers that kept the name', async () => {
    const output = [{ raw_memory: 'a', memory_summary: 'b', id: 'trace-1' }];
    using.server.enqueue({ json: { output, object: 'list' } });
    expect(await valuesOf(clientOf().summarizeInput(input))).to.deep.equal([
      [{ raw_memory: 'a', memory_summary: 'b' }],
    ]);
  });

  it('gives no summaries of no memories', async () => {
    expect(await valuesOf(clientOf().summarizeInput({ model: 'm', raw_memories: [] }))).to.deep.equal([[]]);
  });

  it('asks a provider of either wire', async () => {
    expect(await valuesOf(clientOf({ wire: 'chat' }).summarizeInput(input))).to.have.length(1);
  });

  for (const wrong of [undefined, null])
    it(`makes a build error of ${wrong} in place of an input, and nothing is sent`, async () => {
      const client = clientOf();
      const answer: unknown = Reflect.apply(client.summarizeInput.bind(client), undefined, [wrong]);
      const error = await errorOf(isObservable(answer) ? answer : EMPTY);
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(using.server.requests).to.have.length(0);
    });
});
