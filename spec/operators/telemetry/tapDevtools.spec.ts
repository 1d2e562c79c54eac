import { expect } from 'chai';
import { asyncScheduler, identity, lastValueFrom, of } from 'rxjs';
import { alwaysOpen } from '../../../lib/backpressure/Demand.js';
import { reportDemand } from '../../../lib/clients/http/reportDemand.js';
import { reportDrain } from '../../../lib/clients/http/reportDrain.js';
import { tapCallTelemetry } from '../../../lib/operators/telemetry/tapCallTelemetry.js';
import { tapDevtools } from '../../../lib/operators/telemetry/tapDevtools.js';
import { tapSseTelemetry } from '../../../lib/operators/telemetry/tapSseTelemetry.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, completed, sse, textDelta } from '../../../lib/testing/wire.js';
import type { DevtoolsMessage } from '../../../lib/telemetry/devtools/DevtoolsMessage.js';
import type { Telemetry } from '../../../lib/telemetry/Telemetry.js';
import { virtualClient } from '../../support/virtualClient.js';
import { inVirtualTime } from '../../support/virtualTime.js';

const KEY = 'sk-secret-0123456789abcdef';

const answer = () => virtualTransport(of(response(of(bytes(sse(textDelta(`Your key is ${KEY}.`), completed()))))));
const ask = (telemetry: Telemetry) =>
  lastValueFrom(
    virtualClient(answer(), {}, { telemetry, auth: bearerAuth(KEY) }).streamPrompt('gpt-5.1', `My key is ${KEY}`),
  );

/** A `performance` that keeps its entries, and starts at 1000 ms. */
const recordTiming = () => {
  const entries: { readonly name: string; readonly start: number; readonly end: number; readonly detail: unknown }[] =
    [];
  const cleared: string[] = [];
  const timing = {
    now: () => 1_000,
    mark: (name: string, { startTime, detail }: { readonly startTime: number; readonly detail: unknown }) =>
      entries.push({ name, start: startTime, end: startTime, detail }),
    measure: (
      name: string,
      { start, end, detail }: { readonly start: number; readonly end: number; readonly detail: unknown },
    ) => entries.push({ name, start, end, detail }),
    clearMarks: (name: string) => cleared.push(name),
    clearMeasures: (name: string) => cleared.push(name),
  };
  return { timing, entries, cleared };
};
const stopped = { now: () => 5_000 };

describe('tapDevtools', () => {
  it('posts on a BroadcastChannel, which another page can read', async () => {
    const receiver = new BroadcastChannel('tapDevtools.spec');
    const received: string[] = [];
    const end = new Promise<void>((resolve) => {
      receiver.onmessage = ({ data }: MessageEvent<DevtoolsMessage>) => {
        received.push(data.type);
        if (data.type === 'end') resolve();
      };
    });
    try {
      await ask(tapDevtools({ channel: 'tapDevtools.spec', timing: false }));
      await end;
    } finally {
      receiver.close(); // an open channel keeps the process alive
    }
    expect([...new Set(received)]).to.deep.equal(['call', 'stage', 'frame', 'end']);
  });

  for (const texts of [false, true])
    it(`carries no key and no prompt ${texts ? 'with' : 'without'} texts`, async () => {
      const messages: DevtoolsMessage[] = [];
      const channel = () => ({
        postMessage: (message: DevtoolsMessage) => messages.push(message),
        close: () => undefined,
      });
      const { timing, entries } = recordTiming();
      await ask(tapDevtools({ channel, timing, texts }));
      expect(messages.map(({ type }) => type).includes('text')).to.equal(texts);
      const sent = JSON.stringify([messages, entries]);
      expect(sent).not.to.contain(KEY.slice(0, 12)).and.not.to.contain('My key');
      expect(sent.includes('Your key is')).to.equal(texts);
    });

  it('numbers its calls behind a prefix, which the option random gives', () => {
    const calls: string[] = [];
    const channel = () => ({
      postMessage: (message: DevtoolsMessage) => calls.push(message.call),
      close: () => undefined,
    });
    inVirtualTime((scheduler) => {
      const telemetry = tapDevtools({ channel, timing: false, scheduler, random: () => 0.5 });
      return virtualClient(answer(), {}, { telemetry, scheduler }).streamPrompt('m', 'hi');
    });
    expect([...new Set(calls)]).to.deep.equal([`${(2 ** 31).toString(36)}-1`]);
  });

  it('cuts long texts and names', async () => {
    const messages: DevtoolsMessage[] = [];
    const channel = () => ({
      postMessage: (message: DevtoolsMessage) => messages.push(message),
      close: () => undefined,
    });
    const long = 'x'.repeat(1_000);
    const body = bytes(`event: ${long}\ndata: {"type":"${long}"}\n\n${sse(textDelta(long), completed())}`);
    const telemetry = tapDevtools({ channel, timing: false, texts: true });
    const client = virtualClient(virtualTransport(of(response(of(body)))), { name: long }, { telemetry });
    await lastValueFrom(client.streamPrompt(long, long));
    const strings = messages.flatMap((message) => Object.values(message).filter((value) => typeof value === 'string'));
    const longest = [...new Set(strings.filter((value) => value.includes('xx')).map(({ length }) => length))];
    // Provider and model; names of frames and texts, which end with an ellipsis.
    expect(longest.sort((one, other) => one - other)).to.deep.equal([80, 81, 201]);
  });

  it('measures stages as tracks of the Performance panel, and keeps no entry', async () => {
    const { timing, entries, cleared } = recordTiming();
    await ask(tapDevtools({ channel: false, timing, scheduler: stopped }));
    expect(entries.map(({ name }) => name)).to.deep.equal([
      'request',
      'first byte',
      'frames',
      'responses gpt-5.1',
      'responses gpt-5.1: completed',
    ]);
    expect(entries[0]?.detail).to.deep.equal({
      devtools: {
        dataType: 'track-entry',
        track: '1: responses gpt-5.1',
        trackGroup: 'codex-rx',
        color: 'primary',
        properties: [['note', '200']],
        tooltipText: 'request 200',
      },
    });
    // The clock of the calls stands at 5000, that of the page at 1000.
    expect(entries.at(-1)).to.include({ start: 1_000, end: 1_000 });
    expect(cleared).to.deep.equal(entries.map(({ name }) => name));
  });

  it('is accepted by the User Timing of this platform', async () => {
    const seen: string[] = [];
    const observer = new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ name }) => name)));
    observer.observe({ entryTypes: ['measure', 'mark'] });
    await ask(tapDevtools({ channel: false }));
    await new Promise((resolve) => setImmediate(resolve));
    observer.disconnect();
    expect(seen).to.include.members(['request', 'responses gpt-5.1', 'responses gpt-5.1: completed']);
    expect(performance.getEntriesByName('request', 'measure')).to.deep.equal([]);
  });

  it('has no hook where there is nothing to send to, and none for texts unless they are requested', () => {
    expect(tapDevtools({ channel: false, timing: false })).to.deep.equal({});
    const report = { api: 'chat', provider: 'p', baseUrl: 'https://p.test', redact: (text: string) => text };
    const hooks = tapDevtools({ channel: false }).onCall?.(report);
    expect(hooks).to.include.keys('onRequest', 'onSsePoll', 'onEnd');
    expect(hooks?.onEvent).to.equal(undefined);
  });

  it('leaves a call without telemetry as it is: no stage is added to the pipeline', () => {
    const drain = () => undefined;
    const frames = of({ event: 'message', data: '' });
    expect(reportDemand({}, alwaysOpen)).to.equal(identity);
    expect(reportDrain({}, drain, asyncScheduler)).to.equal(drain);
    expect(reportDrain({ onDrain: drain }, undefined, asyncScheduler)).to.equal(undefined);
    expect(tapSseTelemetry({})(frames)).to.equal(frames);
    expect(tapCallTelemetry({})(frames)).to.equal(frames);
  });

  it('drops an error of the channel', async () => {
    const channel = () => {
      throw new TypeError('no channel');
    };
    expect(await ask(tapDevtools({ channel, timing: false }))).to.have.property('type', 'completed');
  });
});
