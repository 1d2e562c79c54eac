import { expect } from 'chai';
import { Observable } from 'rxjs';
import { bodyProbe } from '../../../lib/operators/http/bodyProbe.js';
import { bytes } from '../../../lib/testing/wire.js';
import { outcomeOf } from '../../support/collect.js';

/** Reads a body in pieces, to its end, and returns the verdicts, the text that was passed on, and the error. */
const probed = async (pieces: readonly string[], { status = 200, ends = true } = {}) => {
  const verdicts: boolean[] = [];
  const body = new Observable<Uint8Array>((subscriber) => {
    const probe = bodyProbe(status, subscriber);
    for (const piece of pieces) verdicts.push(probe.add(bytes(piece)));
    if (ends) probe.end();
    else subscriber.complete();
  });
  const { values, error } = await outcomeOf(body);
  const text = values.map((value) => Buffer.from(value).toString()).join('');
  return { verdicts, text, error };
};

describe('bodyProbe', () => {
  for (const line of ['data: a\n', 'event: a\n', 'id: 1\n', 'retry: 1\n', ': comment\n', 'oops\ndata: a\n'])
    it(`takes ${JSON.stringify(line)} for an event stream`, async () => {
      expect(await probed([line])).to.deep.equal({ verdicts: [true], text: line, error: undefined });
    });

  it('passes a line of JSON on with the events behind it, unless it reports an error', async () => {
    const pieces = ['{"type":"hello"}\n', 'data: a\n'];
    const { verdicts, text, error } = await probed(pieces);
    expect([verdicts.at(-1), text, error]).to.deep.equal([true, pieces.join(''), undefined]);
    expect((await probed(['{"error":{"message":"no"}}\n', 'data: a\n'])).error).to.have.property('detail', 'no');
  });

  it('takes a text without a line of events for one after 1024 characters, and not before', async () => {
    expect((await probed(['x'.repeat(1024)], { ends: false })).verdicts).to.deep.equal([false]);
    expect((await probed(['x'.repeat(1025)], { ends: false })).verdicts).to.deep.equal([true]);
  });

  it('reads 64 KiB of JSON that does not end, and not more', async () => {
    const most = 64 * 1024;
    const begun = '{"a":"';
    const whole = { ends: false };
    expect((await probed([begun, 'x'.repeat(most - begun.length)], whole)).error).to.equal(undefined);
    expect((await probed([begun, 'x'.repeat(most - begun.length + 1)], whole)).error).to.include({
      type: 'stream',
      reason: 'not_event_stream',
    });
  });

  it('reads no error behind the first 64 KiB of JSON, wherever it is divided', async () => {
    const most = 64 * 1024;
    const long = `{"error":{"message":"${'x'.repeat(most)}"}}`;
    const { error } = await probed([long], { ends: false });
    expect(error).to.include({ type: 'stream', reason: 'not_event_stream' });
    for (const place of [1, most, most + 1])
      expect((await probed([long.slice(0, place), long.slice(place)], { ends: false })).error).to.deep.equal(error);
  });

  it('reports of a page nothing behind its end, wherever it is divided', async () => {
    const { error } = await probed(['<html>Bad gateway</html>'], { ends: false });
    expect((await probed(['<html>Bad gateway</html>more'], { ends: false })).error).to.deep.equal(error);
    expect((await probed(['<html>Bad gateway</ht', 'ml>more'], { ends: false })).error).to.deep.equal(error);
  });

  it('reads a page up to its end, or 800 characters of it', async () => {
    const page = '<html>Bad gateway</html>';
    expect((await probed([page, 'more'], { ends: false })).error).to.have.property('type');
    expect((await probed(['<', 'x'.repeat(799)], { ends: false })).error).to.equal(undefined);
    expect((await probed(['<', 'x'.repeat(800)], { ends: false })).error).to.have.property('type', 'stream');
  });

  it('fails for a status other than 200 without a body, and completes for 200', async () => {
    expect((await probed([], { status: 204 })).error).to.include({ type: 'stream', reason: 'not_event_stream' });
    expect((await probed([])).error).to.equal(undefined);
  });
});
