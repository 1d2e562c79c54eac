import { expect } from 'chai';
import { of, throwError } from 'rxjs';
import { StreamingClient } from '../../lib/clients/StreamingClient.js';
import type { StreamingApi } from '../../lib/clients/http/StreamingApi.js';
import type { DecoderFactory } from '../../lib/decode/ResponseDecoder.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, completed, sse } from '../../lib/testing/wire.js';
import { errorOf, valuesOf } from '../support/collect.js';
import { virtualProvider } from '../support/virtualProvider.js';

interface Question {
  readonly room: string;
  readonly text: string;
}

/** A decoder that emits a text for every frame: a mark of its own, and the type of the frame. */
const marked =
  (mark: string): DecoderFactory =>
  (observer) => ({
    onFrame: (json) =>
      observer.next({ type: 'output_text_delta', delta: `${mark} ${isJsonObject(json) ? json['type'] : ''}` }),
    onEnd: () => observer.complete(),
  });

const own: StreamingApi<Question> = {
  name: 'rooms',
  path: 'rooms',
  payload: ({ text }) => ({ text }),
  decoder: marked('new'),
};

const body = () => of(response(of(bytes(sse(completed())))));

const clientOf = (api: Partial<StreamingApi<Question>> = {}, transport = virtualTransport(body())) => {
  const telemetry = recordTelemetry();
  const client = new StreamingClient<Question>({
    provider: virtualProvider({ retry: { maxAttempts: 1, baseDelay: 0 } }),
    api: { ...own, ...api },
    transport,
    telemetry,
  });
  return { client, transport, telemetry };
};

const question: Question = { room: 'a', text: 'Hi' };

describe('a client of an API of the user', () => {
  it('posts the payload, accepts an event stream, and emits what the decoder makes of the frames', async () => {
    const { client, transport, telemetry } = clientOf();
    expect(await valuesOf(client.stream(question))).to.deep.equal([
      { type: 'output_text_delta', delta: 'new response.completed' },
    ]);
    const [request] = transport.requests;
    expect(request).to.include({ method: 'POST', url: 'https://virtual.test/v1/rooms' });
    expect(request?.body).to.deep.equal({ text: 'Hi' });
    expect(request?.headers.get('accept')).to.equal('text/event-stream');
    expect(telemetry.calls.map(({ api }) => api)).to.deep.equal(['rooms']);
  });

  it('sends the headers, the media type and the parameters of the API, and a path that depends on the input', async () => {
    const { client, transport } = clientOf({
      path: ({ room }) => `rooms/${room}`,
      params: { alt: 'sse' },
      headers: { 'x-version': '1', 'x-kind': 'api' },
      accept: 'application/x-ndjson',
    });
    await valuesOf(client.stream(question, { extraHeaders: { 'x-kind': 'call' } }));
    const [request] = transport.requests;
    expect(request?.url).to.equal('https://virtual.test/v1/rooms/a?alt=sse');
    expect(['x-version', 'x-kind', 'accept'].map((name) => request?.headers.get(name))).to.deep.equal([
      '1',
      'call',
      'application/x-ndjson',
    ]);
  });

  it('fails with a build error for an exception of the payload, and sends nothing', async () => {
    const { client, transport } = clientOf({
      payload: () => {
        throw new RangeError('no such room');
      },
    });
    expect((await errorOf(client.stream(question))).message).to.match(/request build error: .*no such room/);
    expect(transport.requests).to.deep.equal([]);
  });

  for (const [what, continuedDecoder, expected] of [
    ['its own decoder', undefined, ['new', 'new']],
    ['the decoder for continued streams, if it continues behind a cursor', marked('continued'), ['new', 'continued']],
  ] as const)
    it(`resumes with ${what}`, async () => {
      const { client, transport } = clientOf({ continuedDecoder }, virtualTransport(body(), body()));
      const emitted = [
        ...(await valuesOf(client.resume('rooms', 'r_1'))),
        ...(await valuesOf(client.resume('rooms', 'r_1', 4))),
      ];
      expect(emitted).to.deep.equal(
        expected.map((mark) => ({ type: 'output_text_delta', delta: `${mark} response.completed` })),
      );
      expect(transport.requests.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
        'GET https://virtual.test/v1/rooms/r_1?stream=true',
        'GET https://virtual.test/v1/rooms/r_1?stream=true&starting_after=4',
      ]);
    });

  it('does not continue a lost answer over another connection, unless the API can', async () => {
    const lost = () => of(response(throwError(reset)));
    for (const isResumable of [undefined, () => false]) {
      const { client, transport } = clientOf({ isResumable }, virtualTransport(lost(), body()));
      expect((await errorOf(client.stream(question))).type).to.equal('stream');
      expect(transport.requests).to.have.length(1);
    }
  });
});
