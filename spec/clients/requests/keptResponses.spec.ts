import { expect } from 'chai';
import { concat, EMPTY, lastValueFrom, NEVER, of, toArray, type Observable } from 'rxjs';
import {
  createProvider,
  isApiError,
  ResponsesClient,
  type HttpRequest,
  type HttpTransport,
  type JsonObject,
} from '../../../lib/index.js';
import { bytes, created, sse } from '../../../lib/testing/index.js';

const provider = createProvider({ name: 'local', baseUrl: 'http://host.example/v1', retry: { maxAttempts: 0 } });

/** A client whose server answers `method path?query` from a table, and the requests that it received. */
const clientOf = (replies: Readonly<Record<string, JsonObject>>, open: Observable<Uint8Array> = EMPTY) => {
  const requests: HttpRequest[] = [];
  const nameOf = ({ method, url }: HttpRequest) => `${method} ${url.replace('http://host.example/v1/', '')}`;
  const transport: HttpTransport = {
    stream: (request) => {
      requests.push(request);
      const reply = replies[nameOf(request)];
      const body = reply === undefined ? open : of(bytes(JSON.stringify(reply)));
      const type = reply === undefined ? 'text/event-stream' : 'application/json';
      return of({ status: 200, headers: new Headers({ 'content-type': type }), bytes: body });
    },
  };
  return { client: new ResponsesClient({ provider, transport }), requests, names: () => requests.map(nameOf) };
};

describe('kept responses', () => {
  const kept = { id: 'resp_1', status: 'completed', output: [], usage: { total_tokens: 3 } };

  it('are retrieved, cancelled and deleted, each with one request', async () => {
    const { client, names } = clientOf({
      'GET responses/resp_1': kept,
      'POST responses/resp_1/cancel': { ...kept, status: 'cancelled' },
      'DELETE responses/resp_1': { id: 'resp_1', deleted: true },
    });
    expect(await lastValueFrom(client.retrieve('resp_1'))).to.deep.equal(kept);
    expect(await lastValueFrom(client.cancel('resp_1'))).to.include({ status: 'cancelled' });
    expect(await lastValueFrom(client.delete('resp_1'))).to.equal(true);
    expect(names()).to.deep.equal(['GET responses/resp_1', 'POST responses/resp_1/cancel', 'DELETE responses/resp_1']);
  });

  it('are cold: nothing is sent before the subscription', () => {
    const { client, requests } = clientOf({});
    void client.retrieve('resp_1');
    void client.inputItems('resp_1');
    void client.countInputTokens('m', 'Hi');
    expect(requests).to.deep.equal([]);
  });

  it('have input items, one list per page', async () => {
    const item = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
    const { client } = clientOf({
      'GET responses/resp_1/input_items?order=asc&limit=100': { data: [item('a')], has_more: true, last_id: 'i_1' },
      'GET responses/resp_1/input_items?order=asc&limit=100&after=i_1': { data: [item('b')], has_more: false },
    });
    expect(await lastValueFrom(client.inputItems('resp_1').pipe(toArray()))).to.deep.equal([[item('a')], [item('b')]]);
  });

  it('refuse an invalid id before anything is sent', async () => {
    const { client, requests } = clientOf({});
    const error = await lastValueFrom(client.retrieve('..')).catch((cause: unknown) => cause);
    expect(isApiError(error) ? error.message : error).to.match(/the response id must be a text/);
    expect(requests).to.deep.equal([]);
  });

  it('count the input tokens of a prompt, without the members that only an answer needs', async () => {
    const { client, requests } = clientOf({ 'POST responses/input_tokens': { input_tokens: 12 } });
    expect(await lastValueFrom(client.countInputTokens('m', 'Hi', { temperature: 1 }))).to.equal(12);
    expect(requests[0]?.body).to.include({ model: 'm' });
    expect(requests[0]?.body).to.not.have.any.keys('stream', 'store', 'temperature', 'include', 'reasoning');
  });

  it('continue a conversation that the server keeps', async () => {
    const { client, requests } = clientOf({}, of(bytes(sse(created()))));
    await lastValueFrom(client.streamPrompt('m', 'Hi', { conversation: 'conv_1' })).catch(() => undefined);
    expect(requests[0]?.body).to.include({ conversation: 'conv_1' });
  });

  const begun = () => concat(of(bytes(sse({ ...created(), sequence_number: 0, response: { id: 'resp_1' } }))), NEVER);

  it('are cancelled with cancelOnUnsubscribe when the consumer leaves', () => {
    const { client, names } = clientOf({ 'POST responses/resp_1/cancel': kept }, begun());
    client.streamPrompt('m', 'Hi', { background: true, cancelOnUnsubscribe: true }).subscribe().unsubscribe();
    expect(names()).to.deep.equal(['POST responses', 'POST responses/resp_1/cancel']);
  });

  it('continue on the server without it', () => {
    const { client, names } = clientOf({}, begun());
    client.streamPrompt('m', 'Hi', { background: true }).subscribe().unsubscribe();
    expect(names()).to.deep.equal(['POST responses']);
  });
});
