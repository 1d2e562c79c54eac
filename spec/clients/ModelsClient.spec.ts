import { expect } from 'chai';
import { ModelsClient } from '../../lib/clients/ModelsClient.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { errorOf, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { useServer } from '../support/scripted.js';
import { describeUnary } from '../support/contracts/unaryContract.js';

describeUnary('ModelsClient', {
  method: 'GET',
  path: '/v1/models',
  what: 'models response',
  wrong: { models: [{ slug: 7 }] },
  call: (options, headers) => new ModelsClient(options).listModels('1.0.0', headers),
});

describe('ModelsClient', () => {
  const using = useServer();
  const clientOf = (provider: Partial<ProviderOptions> = {}) =>
    new ModelsClient({ provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, ...provider }) });
  const list = async () => (await valuesOf(clientOf().listModels('1.0.0')))[0];

  it('lists the models that a server describes', async () => {
    const models = (await list())?.models ?? [];
    expect(models.map(({ slug, display_name }) => [slug, display_name])).to.deep.equal([
      ['scripted', 'Scripted'],
      ['scripted-mini', 'Scripted mini'],
    ]);
    expect(models[1]).to.deep.include({
      context_window: 272_000,
      auto_compact_token_limit: 244_800,
      effective_context_window_percent: 95,
      input_modalities: ['text', 'image'],
      upgrade: { model: 'scripted', migration_markdown: 'There is a **larger** one.' },
    });
  });

  it('sends the version of the program, with the parameters of the provider', async () => {
    await valuesOf(clientOf({ queryParams: { 'api-version': '2' } }).listModels('1.2.3+a b&c=d'));
    expect(using.server.requests[0]?.query).to.deep.equal({ 'api-version': '2', client_version: '1.2.3+a b&c=d' });
    expect(using.server.requests[0]?.body).to.equal(undefined);
  });

  it('joins the version to the query that the base URL has', async () => {
    await valuesOf(clientOf({ baseUrl: `${using.server.baseUrl}/?a=1` }).listModels('1.0.0'));
    expect(using.server.requests[0]).to.deep.include({
      path: '/v1/models',
      query: { a: '1', client_version: '1.0.0' },
    });
  });

  it('fills in the defaults', async () => {
    using.server.enqueue({ json: { models: [{ slug: 'a', context_window: 1000 }] } });
    expect((await list())?.models).to.deep.equal([
      {
        slug: 'a',
        display_name: 'a',
        context_window: 1000,
        auto_compact_token_limit: 900,
        effective_context_window_percent: 95,
        input_modalities: ['text', 'image'],
      },
    ]);
  });

  it("reads the OpenAI API's list, in its order", async () => {
    const data = [
      { id: 'gpt-b', object: 'model', created: 1, owned_by: 'openai' },
      { id: 'gpt-a', object: 'model' },
    ];
    using.server.enqueue({ json: { object: 'list', data } });
    expect((await list())?.models.map(({ slug, display_name }) => [slug, display_name])).to.deep.equal([
      ['gpt-b', 'gpt-b'],
      ['gpt-a', 'gpt-a'],
    ]);
  });

  for (const json of [{ models: [] }, { data: [] }])
    it(`gives no models where the server has none: ${JSON.stringify(json)}`, async () => {
      using.server.enqueue({ json });
      expect((await list())?.models).to.deep.equal([]);
    });

  it("gives the server's etag, the same one as long as the list stays the same", async () => {
    const [first, second] = [await list(), await list()];
    expect(first?.etag).to.match(/^"\w+"$/);
    expect(second?.etag).to.equal(first?.etag);
  });

  const etags: readonly (readonly [string, Readonly<Record<string, string>>, unknown, string | null])[] = [
    ['from the head', { ETag: 'W/"h"' }, { models: [] }, 'W/"h"'],
    ["from the head of the OpenAI API's list", { etag: '"h"' }, { data: [] }, '"h"'],
    ['from the body', {}, { models: [], etag: 'b' }, 'b'],
    ['from the head rather than from the body', { etag: '"h"' }, { models: [], etag: 'b' }, '"h"'],
    ['for null where there is none', {}, { models: [] }, null],
    ['for null where the body says null', {}, { models: [], etag: null }, null],
    ["for null where the OpenAI API's list has none", {}, { data: [] }, null],
  ];
  for (const [where, headers, json, etag] of etags)
    it(`takes the etag ${where}`, async () => {
      const plain = await loopback((_request, response) => {
        response.writeHead(200, headers).end(JSON.stringify(json));
      });
      try {
        const [answer] = await valuesOf(clientOf({ baseUrl: plain.origin }).listModels('1.0.0'));
        expect(answer?.etag).to.equal(etag);
      } finally {
        await plain.stop();
      }
    });

  it('asks a provider of either wire', async () => {
    expect(await valuesOf(clientOf({ wire: 'chat' }).listModels('1.0.0'))).to.have.length(1);
  });

  it('names the server where it has no such endpoint', async () => {
    const error = await errorOf(clientOf({ baseUrl: `${using.server.baseUrl}/nowhere` }).listModels('1.0.0'));
    expect(error.message).to.match(/^http 404: /);
  });
});
