import { expect } from 'chai';
import { EMPTY, isObservable } from 'rxjs';
import { CompactClient } from '../../lib/clients/CompactClient.js';
import type { CompactionInput } from '../../lib/protocol/requests/CompactionInput.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { errorOf, valuesOf } from '../support/collect.js';
import { useServer } from '../support/scripted.js';
import { describeUnary } from '../support/contracts/unaryContract.js';

const user = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const input: CompactionInput = { model: 'gpt-test', input: [user('One'), user('Two')], instructions: 'Be brief.' };

describeUnary('CompactClient', {
  method: 'POST',
  path: '/v1/responses/compact',
  what: 'compact response',
  wrong: { output: {} },
  call: (options, headers) => new CompactClient(options).compactInput(input, headers),
});

describe('CompactClient', () => {
  const using = useServer();
  const clientOf = (provider: Partial<ProviderOptions> = {}) =>
    new CompactClient({ provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, ...provider }) });

  it('sends the conversation, and gives the items to go on with', async () => {
    const [items] = await valuesOf(clientOf().compactInput(input));
    expect(using.server.requests[0]?.body).to.deep.equal(input);
    expect(items?.[0]).to.deep.equal(user('Two'));
    expect(items?.[1]).to.have.property('type', 'compaction');
    expect(items).to.have.length(2);
  });

  it('sends every option, and items as input wants them', async () => {
    const options = {
      tools: [{ type: 'function', name: 'f' }],
      parallel_tool_calls: true,
      reasoning: { effort: 'low' },
      service_tier: 'flex',
      prompt_cache_key: 'conv-1',
      text: { verbosity: 'low' },
    } as const;
    const items: readonly ResponseItem[] = [{ type: 'message', id: 'm1', role: 'assistant', content: [] }];
    await valuesOf(clientOf().compactInput({ ...input, ...options, input: items }));
    expect(using.server.requests[0]?.body).to.deep.equal({
      ...input,
      ...options,
      input: [{ type: 'message', role: 'assistant', content: [] }],
    });
  });

  it('reads summaries as compactions, and keeps unknown and malformed items', async () => {
    const future = { type: 'future_item', x: 1 };
    const broken = { type: 'function_call', name: 'f' };
    using.server.enqueue({
      json: { output: [{ type: 'compaction_summary', encrypted_content: 'e' }, future, broken, null] },
    });
    expect(await valuesOf(clientOf().compactInput(input))).to.deep.equal([
      [
        { type: 'compaction', encrypted_content: 'e' },
        { type: 'other', raw: future },
        { type: 'other', raw: broken },
        { type: 'other', raw: null },
      ],
    ]);
  });

  it('gives no items where the server gives none', async () => {
    using.server.enqueue({ json: { output: [] } });
    expect(await valuesOf(clientOf().compactInput(input))).to.deep.equal([[]]);
  });

  it('is refused at a provider of wire chat, and nothing is sent', async () => {
    const error = await errorOf(clientOf({ wire: 'chat' }).compactInput(input));
    expect(error.message).to.match(/^request build error: compact endpoint requires responses wire api/);
    expect(using.server.requests).to.have.length(0);
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['an input that is a number', { ...input, input: 7 }],
    ['a BigInt among the options', { ...input, prompt_cache_key: 7n }],
  ];
  for (const [what, given] of wrong)
    it(`makes a build error of ${what}, and nothing is sent`, async () => {
      const client = clientOf();
      const answer: unknown = Reflect.apply(client.compactInput.bind(client), undefined, [given]);
      const error = await errorOf(isObservable(answer) ? answer : EMPTY);
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(using.server.requests).to.have.length(0);
    });
});
