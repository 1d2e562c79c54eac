import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { map, of, switchMap, timer, VirtualTimeScheduler } from 'rxjs';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { pipeTo } from '../../lib/node/pipeTo.js';
import { recordingTransport } from '../../lib/node/recording/recordingTransport.js';
import { streamFromFixture } from '../../lib/node/recording/streamFromFixture.js';
import { recordStream } from '../../lib/operators/http/recordStream.js';
import { parseRecording } from '../../lib/protocol/recording/parseRecording.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, completed, sse } from '../../lib/testing/wire.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import { isLeft } from '#either';
import { until, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { inVirtualTime } from '../support/virtualTime.js';

describe('the scheduler of recordings', () => {
  it('measures what is recorded, and paces what is replayed', () => {
    const lines: string[] = [];
    inVirtualTime((scheduler) => {
      const body = timer(20, scheduler).pipe(map(() => bytes(sse(completed()))));
      return of(response(body)).pipe(
        recordStream((line) => lines.push(line), { scheduler }),
        switchMap((head) => head.bytes),
      );
    });
    const recording = parseRecording(lines.join(''));
    if (isLeft(recording)) return expect.fail(recording.left);
    expect(recording.right.chunks.map(({ at }) => at)).to.deep.equal([20]);
    const request = { method: 'GET', url: 'https://test.invalid', headers: new Headers() } as const;
    const { endedAt } = inVirtualTime((scheduler) =>
      replayTransport(recording.right, { scheduler })
        .stream(request)
        .pipe(switchMap((head) => head.bytes)),
    );
    expect(endedAt).to.equal(20);
  });
});

describe('the scheduler of the transports of Node', () => {
  /** A scheduler in virtual time, with the delays that were scheduled. */
  const recording = () => {
    const scheduler = new VirtualTimeScheduler();
    const delays: number[] = [];
    const real = scheduler.schedule.bind(scheduler);
    Reflect.set(scheduler, 'schedule', (...given: readonly unknown[]): unknown => {
      delays.push(Number(given[1] ?? 0));
      const action: unknown = Reflect.apply(real, scheduler, given);
      return action;
    });
    return { delays, scheduler };
  };
  const folders: string[] = [];
  afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));
  const pathOf = async (name: string): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'codex-rx-'));
    folders.push(folder);
    return join(folder, name);
  };

  for (const [what, transportOf] of Object.entries({ httpTransport, fetchTransport }))
    it(`measures the drain of a connection, and the wait for it, in ${what}`, async () => {
      const server = await loopback((_request, reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' });
        reply.write(sse(completed())); // the body does not end
      });
      const { delays, scheduler } = recording();
      const provider = createProvider({ name: 'test', baseUrl: `${server.origin}/v1` });
      const client = new ResponsesClient({ provider, transport: transportOf({ scheduler }) });
      await valuesOf(client.streamPrompt('m', 'x'));
      await until(() => delays.length > 0);
      const second = valuesOf(client.streamPrompt('m', 'y'));
      await until(() => delays.length > 1);
      expect(delays).to.deep.equal([1000, 50]);
      scheduler.flush();
      await second;
      await server.stop();
    });

  for (const [name, mark] of [
    ['recording.jsonl', '"at":20'],
    ['recording.marble', '20ms'],
  ] as const)
    it(`measures what recordingTransport records: ${name}`, async () => {
      const path = await pathOf(name);
      inVirtualTime((scheduler) => {
        const body = timer(20, scheduler).pipe(map(() => bytes(sse(completed()))));
        const request = { method: 'GET', url: 'https://test.invalid', headers: new Headers() } as const;
        return recordingTransport(path, virtualTransport(of(response(body))), { scheduler })
          .stream(request)
          .pipe(switchMap((head) => head.bytes));
      });
      expect(await readFile(path, 'utf8')).to.contain(mark);
    });

  it('measures the heartbeats and the duration of pipeTo', async () => {
    const { delays, scheduler } = recording();
    const answer = timer(2500, scheduler).pipe(map(() => 'a'));
    const server = await loopback((_request, reply) => {
      answer.pipe(pipeTo(reply, { heartbeat: 1000, scheduler })).subscribe();
      scheduler.flush();
    });
    const text = await fetch(server.origin).then((reply) => reply.text());
    await server.stop();
    expect(delays).to.include(1000);
    expect(text).to.contain('data: "a"').and.to.contain('{"duration":2500}');
  });

  it('measures the idle time of streamFromFixture', async () => {
    const path = await pathOf('fixture.sse');
    await writeFile(path, sse(completed()));
    const { delays, scheduler } = recording();
    await valuesOf(
      streamFromFixture(path, createProvider({ name: 'test', baseUrl: 'https://test.invalid' }), { scheduler }),
    );
    expect(delays).to.include(300_000);
  });
});
