import { expect } from 'chai';
import { readdirSync, readlinkSync } from 'node:fs';
import { asyncScheduler, firstValueFrom, mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import { fixtureTransport } from '../../../lib/node/recording/fixtureTransport.js';
import { readRecording } from '../../../lib/node/recording/readRecording.js';
import { streamFromFixture } from '../../../lib/node/recording/streamFromFixture.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { completed, created, textDelta } from '../../../lib/testing/wire.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../../support/collect.js';
import type { StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { useFolder } from '../temporary.js';

const provider = createProvider({ name: 'nobody', baseUrl: 'https://virtual.test/v1' });
const data = (payload: unknown): string => `data: ${JSON.stringify(payload)}`;

describe('streamFromFixture', () => {
  const using = useFolder();
  const fixture = (...lines: readonly string[]) => using.file('fixture.txt', lines.join('\n'));

  it('makes an event of every data line, and no header events', async () => {
    const path = await fixture(
      'event: response.created',
      data(created()),
      '',
      data(textDelta('é')),
      data(completed('r')),
    );
    expect(await valuesOf(streamFromFixture(path, provider))).to.deep.equal([
      { type: 'created' },
      { type: 'output_text_delta', delta: 'é' },
      { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' },
    ]);
  });

  it('cannot read JSON over several data lines', async () => {
    const path = await fixture(
      'data: {"type":"response.output_text.delta",',
      'data: "delta":"x"}',
      data(completed('r')),
    );
    expect((await valuesOf(streamFromFixture(path, provider))).map(({ type }) => type)).to.deep.equal(['completed']);
  });

  it('reads files with CRLF, and files larger than one piece', async () => {
    const deltas = Array.from({ length: 3000 }, (_, index) => data(textDelta(`${index} é, `)));
    const path = await using.file('big.txt', [...deltas, data(completed())].join('\r\n'));
    const text = textIn(await valuesOf(streamFromFixture(path, provider)));
    expect(text).to.equal(deltas.map((_, index) => `${index} é, `).join(''));
  });

  it('is an error where the file has no completion', async () => {
    const { values, error } = await outcomeOf(streamFromFixture(await fixture(data(textDelta('a'))), provider));
    expect(values).to.have.length(1);
    expect(error).to.include({
      type: 'stream',
      reason: 'truncated',
      detail: 'stream closed before response.completed',
    });
  });

  it('reads nothing before it is subscribed, and anew for every subscription', async () => {
    const events$ = streamFromFixture(using.path('fixture.txt'), provider);
    for (const delta of ['a', 'b']) {
      await fixture(data(textDelta(delta)), data(completed()));
      expect(textIn(await valuesOf(events$))).to.equal(delta);
    }
  });

  it('fails with the text of the operating system where the file cannot be opened', async () => {
    const error = await errorOf(streamFromFixture(using.path('missing'), provider));
    expect(error).to.include({ type: 'file', code: 'ENOENT' });
    expect(error.message).to.match(/^file error: ENOENT: no such file or directory/);
  });

  it('fails with the text of the operating system where the file cannot be read', async () => {
    const error = await errorOf(streamFromFixture(using.folder, provider));
    expect(error).to.include({ type: 'file', code: 'EISDIR' });
    expect(error.message).to.contain('EISDIR');
  });

  it('is iterated with a bound, as every stream is', async () => {
    const count = 20_000;
    const path = await fixture(...Array.from({ length: count }, (_, n) => data(textDelta(`${n} `))), data(completed()));
    let seen = 0;
    for await (const event of streamFromFixture(path, provider).iterate({ highWaterMark: 10 })) {
      if (event.type === 'output_text_delta') expect(event.delta).to.equal(`${seen++} `);
    }
    expect(seen).to.equal(count);
  });

  it("measures silence with the provider's idle timeout, on the scheduler that it is given", async () => {
    const waits: unknown[] = [];
    const schedule = asyncScheduler.schedule.bind(asyncScheduler);
    const scheduler: SchedulerLike = {
      now: () => asyncScheduler.now(),
      schedule: (...args: Parameters<typeof schedule>) => {
        waits.push(args[1]);
        return schedule(...args);
      },
    };
    const patient = createProvider({ name: 'nobody', baseUrl: 'https://virtual.test/v1', streamIdleTimeout: 12_345 });
    await valuesOf(streamFromFixture(await fixture(data(completed())), patient, { scheduler }));
    expect(waits).to.include(12_345);
  });
});

const fail = { error: () => expect.fail('no error was expected') };
const firstBytes = (heads$: Observable<StreamResponse>) => heads$.pipe(mergeMap((head) => head.bytes));

/** What the descriptors of this process stand for. */
const openFiles = (): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // the one that reads the folder
    }
  });

describe('fixtureTransport', () => {
  const using = useFolder();
  const request = { method: 'POST', url: 'https://virtual.test/', headers: new Headers() } as const;

  it('answers with status 200 and no headers', async () => {
    const [head] = await valuesOf(fixtureTransport(await using.file('a.txt', 'x')).stream(request));
    expect([head?.status, [...(head?.headers ?? [])]]).to.deep.equal([200, []]);
    head?.bytes.subscribe(fail).unsubscribe();
  });

  it('gives a body once', async () => {
    const [head] = await valuesOf(fixtureTransport(await using.file('a.txt', 'x')).stream(request));
    const bytes$ = head?.bytes ?? expect.fail('there is no head');
    expect(Buffer.concat(await valuesOf(bytes$)).toString()).to.equal('x\n\n');
    expect(await errorOf(bytes$)).to.include({ type: 'stream' });
  });

  if (process.platform === 'linux')
    for (const [when, leave] of [
      ['before the head', (stream$: Observable<StreamResponse>) => stream$.subscribe(fail).unsubscribe()],
      ['before a chunk', (stream$: Observable<StreamResponse>) => firstBytes(stream$).subscribe(fail).unsubscribe()],
      ['in the middle', (stream$: Observable<StreamResponse>) => firstValueFrom(firstBytes(stream$))],
    ] as const)
      it(`closes the file when its subscriber leaves ${when}`, async () => {
        const path = await using.file('a.txt', 'x'.repeat(1_000_000));
        await leave(fixtureTransport(path).stream(request));
        await valuesOf(readRecording(path)); // a file operation later, whatever was under way is over
        await until(() => !openFiles().includes(path));
      });
});
