import { expect } from 'chai';
import { EMPTY, firstValueFrom, of, Subject, throwError, type ObservableInput } from 'rxjs';
import type { HttpRequest } from '../../lib/provider/HttpRequest.js';
import { reset } from '../../lib/testing/virtualTransport.js';
import { fetchTransport, type Fetch } from '../../lib/transport/fetchTransport.js';
import { errorOf, outcomeOf } from '../support/collect.js';

const request = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: 'https://virtual.test/v1/responses',
  headers: new Headers({ 'x-a': '1' }),
  body: { say: 'é' },
  compression: 'zstd',
  ...more,
});

/** A fetch that answers nothing and remembers what it was told to send. */
const fakeFetch = () => {
  const sent: RequestInit[] = [];
  const fetch: Fetch = (_url, init) => {
    sent.push(init);
    return Promise.resolve(new Response());
  };
  return { sent, fetch };
};

/** Not zstd, but as good: the test can see what went in. */
const reversed = (body: Uint8Array) => Uint8Array.from(body).reverse();

describe('fetchTransport, compressing', () => {
  it('sends what the compressor makes of the JSON, with content-encoding zstd', async () => {
    const { sent, fetch } = fakeFetch();
    const given = request();
    await firstValueFrom(fetchTransport({ fetch, compress: (body) => of(reversed(body)) }).stream(given));
    const [{ body, headers } = {}] = sent;
    expect(body).to.deep.equal(reversed(new TextEncoder().encode('{"say":"é"}')));
    expect([...new Headers(headers)]).to.deep.equal([
      ['content-encoding', 'zstd'],
      ['content-type', 'application/json'],
      ['x-a', '1'],
    ]);
    expect([...given.headers], 'the headers of the request are the caller’s').to.deep.equal([['x-a', '1']]);
  });

  it('keeps a content type that is already there', async () => {
    const { sent, fetch } = fakeFetch();
    const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
    await firstValueFrom(fetchTransport({ fetch, compress: (body) => of(body) }).stream(request({ headers })));
    expect(new Headers(sent[0]?.headers).get('content-type')).to.equal('application/json; charset=utf-8');
  });

  it('takes a compressor that gives a promise', async () => {
    const { sent, fetch } = fakeFetch();
    await firstValueFrom(
      fetchTransport({ fetch, compress: (body) => Promise.resolve(reversed(body)) }).stream(request()),
    );
    expect(sent).to.have.length(1);
  });

  it('sends a request without a body as it is', async () => {
    const { sent, fetch } = fakeFetch();
    const given = request({ method: 'GET', body: undefined });
    await firstValueFrom(fetchTransport({ fetch, compress: () => expect.fail('there is nothing') }).stream(given));
    expect(sent[0]).to.not.have.property('body');
    expect(new Headers(sent[0]?.headers).has('content-encoding')).to.equal(false);
  });

  for (const compression of ['none', undefined] as const)
    it(`sends synchronously, and never calls the compressor, with compression ${compression ?? 'left out'}`, () => {
      const { sent, fetch } = fakeFetch();
      const transport = fetchTransport({ fetch, compress: () => expect.fail('nobody asked for it') });
      transport.stream(request({ compression })).subscribe();
      expect(sent.map(({ body }) => body)).to.deep.equal(['{"say":"é"}']);
    });

  const failing: readonly [string, () => ObservableInput<Uint8Array>, string][] = [
    [
      'throws',
      () => {
        throw new Error('out of memory');
      },
      'the body could not be compressed: out of memory',
    ],
    ['fails', () => throwError(() => new Error('no')), 'the body could not be compressed: no'],
    ['rejects', () => Promise.reject(new Error('no')), 'the body could not be compressed: no'],
    ['fails with another ApiError', () => throwError(reset), 'the body could not be compressed: network error'],
    ['gives nothing', () => EMPTY, 'the option compress must emit the compressed bytes, but emitted nothing'],
  ];
  for (const [how, compress, detail] of failing)
    it(`makes a compressor that ${how} a build error, and sends nothing`, async () => {
      const { sent, fetch } = fakeFetch();
      const error = await errorOf(fetchTransport({ fetch, compress }).stream(request()));
      expect(error.message).to.contain(`request build error: ${detail}`);
      expect(sent).to.deep.equal([]);
    });

  it('sends one request where the compressor emits twice', async () => {
    const { sent, fetch } = fakeFetch();
    await outcomeOf(fetchTransport({ fetch, compress: (body) => of(body, body) }).stream(request()));
    expect(sent).to.have.length(1);
  });

  it('refuses to compress what has a content-encoding already', async () => {
    const { sent, fetch } = fakeFetch();
    const headers = new Headers({ 'content-encoding': 'gzip' });
    const { values, error } = await outcomeOf(
      fetchTransport({ fetch, compress: (body) => of(body) }).stream(request({ headers })),
    );
    expect([values, sent]).to.deep.equal([[], []]);
    expect(error).to.have.nested.property(
      'error.detail',
      'request compression was requested but content-encoding is already set',
    );
  });

  it('sends nothing when its subscriber leaves while it compresses, and lets the compressor know', () => {
    const { sent, fetch } = fakeFetch();
    const compressing = new Subject<Uint8Array>();
    const subscription = fetchTransport({ fetch, compress: () => compressing })
      .stream(request())
      .subscribe();
    expect(compressing.observed).to.equal(true);
    subscription.unsubscribe();
    expect(compressing.observed).to.equal(false);
    compressing.next(new Uint8Array(1));
    expect(sent).to.deep.equal([]);
  });
});
