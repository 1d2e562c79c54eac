import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import {
  concat,
  EMPTY,
  firstValueFrom,
  from,
  identity,
  lastValueFrom,
  map,
  NEVER,
  of,
  range,
  Subject,
  switchMap,
  throwError,
  timer,
} from 'rxjs';
import { stderrTail } from '../lib/agent/process/stderrTail.js';
import { RpcPeer } from '../lib/agent/appServer/rpc/RpcPeer.js';
import type { AnswerEvent, ToolEvent } from '../lib/answer/AnswerEvent.js';
import { readCommand } from '../lib/cli/arguments/options.js';
import { ResponseIds } from '../lib/clients/websocket/ResponseIds.js';
import { receivedText } from '../lib/decode/text/receivedText.js';
import { accumulate } from '../lib/operators/answer/accumulate.js';
import { hedge } from '../lib/operators/answer/hedge.js';
import { smooth } from '../lib/operators/answer/smooth.js';
import { cutAtLineEnds } from '../lib/operators/framing/cutAtLineEnds.js';
import { detectBuffering } from '../lib/operators/telemetry/detectBuffering.js';
import { keptRuns } from '../lib/operators/tools/keptRuns.js';
import { toolFault } from '../lib/operators/tools/toolFault.js';
import { openTelemetry } from '../lib/otel/openTelemetry.js';
import { sameJson } from '../lib/protocol/codec/sameJson.js';
import { askedDelay } from '../lib/protocol/errors/askedDelay.js';
import { TOO_BIG } from '../lib/protocol/errors/closeCode.js';
import { isBlank, readErrorBody } from '../lib/protocol/errors/errorBody.js';
import { checkValue } from '../lib/protocol/schema/checkValue.js';
import type { ResponseEvent } from '../lib/protocol/ResponseEvent.js';
import { pageOf } from '../lib/server/endpoints/inputItemsPage.js';
import { createRedactor } from '../lib/telemetry/Redactor.js';
import { isLeft } from '#either';
import { run } from '../lib/cli/run.js';
import { RoutedClient } from '../lib/clients/RoutedClient.js';
import { createProvider } from '../lib/provider/Provider.js';
import { defaultScript } from '../lib/server/script/defaultScript.js';
import { reset, response, virtualTransport } from '../lib/testing/virtualTransport.js';
import { virtualWebSocket } from '../lib/testing/virtualWebSocket.js';
import { bytes, completed, created, sse } from '../lib/testing/wire.js';
import { recordedRequest } from './server/recordedRequest.js';
import { fakeTerminal } from './support/fakeTerminal.js';
import { useTracing } from './support/telemetry/tracing.js';
import { inVirtualTime } from './support/virtualTime.js';

/** A value in objects. */
const nested = (depth: number, name: string, value: unknown): unknown => {
  let object = value;
  for (let level = 0; level < depth; level++) object = { [name]: object };
  return object;
};

const limits = (limit_id: string): ResponseEvent => ({
  type: 'rate_limits',
  snapshot: { limit_id, limit_name: null, primary: null, secondary: null, credits: null, plan_type: null },
});
const queued: AnswerEvent = { type: 'queued' };
const words = (count: number): AnswerEvent => ({ type: 'output_text_delta', delta: 'a '.repeat(count) });

describe('constants', () => {
  it('an answer keeps 100 families of rate limits', async () => {
    const events = Array.from({ length: 101 }, (_, index) => limits(`family ${index}`));
    const answer = await lastValueFrom(from(events).pipe(accumulate()));
    expect(Object.keys(answer.rate_limits)).to.have.length(100);
  });

  it('JSON values are compared 1000 levels deep', () => {
    const isSame = (depth: number) => sameJson(nested(depth, 'a', 1), nested(depth, 'a', 1));
    expect([1000, 1001].map(isSame)).to.deep.equal([true, false]);
  });

  it('a delay is found in 6 objects, each with its members, and not below', () => {
    const delayIn = (depth: number) => askedDelay({ json: nested(depth, 'x', { retry_after: 2 }), words: false });
    expect([6, 7].map(delayIn)).to.deep.equal([2000, undefined]);
  });

  it('the message of an error is found 4 levels deep, and not below', () => {
    expect(readErrorBody(nested(4, 'error', 'no'))).to.have.property('message', 'no');
    expect(readErrorBody(nested(5, 'error', 'no'))).to.equal(undefined);
    expect([4, 5].map((depth) => isBlank(nested(depth, 'a', '')))).to.deep.equal([true, false]);
  });

  it('the code of a message that is too large is that of RFC 6455', () => {
    expect(TOO_BIG).to.equal(1009);
  });

  it('3 faults of a value are described', () => {
    const issues = ['a', 'b', 'c', 'd'].map((message) => ({ message }));
    const schema = { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) } } as const;
    expect(checkValue(schema, 1)).to.deep.equal({ ok: false, fault: 'a; b; c' });
  });

  it('a page of input items has 20', () => {
    const input = Array.from({ length: 21 }, (_, index) => ({ id: `item_${index}` }));
    expect(pageOf(input, {})).to.have.property('data').with.length(20);
  });

  it('500 characters of the error of a tool are sent to the model', () => {
    expect(toolFault(new Error('x'.repeat(501)))).to.equal(`error: ${'x'.repeat(500)}…`);
  });

  it('the last 4096 bytes of stderr are kept', async () => {
    const pipe = new PassThrough();
    const tail = stderrTail(pipe, { redact: identity });
    pipe.end('x'.repeat(20_000));
    await new Promise((resolve) => pipe.once('close', resolve).resume());
    expect(tail()).to.equal(`…${'x'.repeat(4096)}`);
  });

  it('64 requests of the app-server are sent at once', () => {
    const lines: string[] = [];
    inVirtualTime((scheduler) => {
      const peer = new RpcPeer({
        write: (line) => lines.push(line),
        requestTimeout: 10,
        wait: () => EMPTY.subscribe(),
        scheduler,
      });
      for (let index = 0; index < 65; index++) peer.request('a', {}).subscribe({ error: () => undefined });
      expect(lines).to.have.length(64);
      return EMPTY;
    });
    expect(lines).to.have.length(65);
  });

  it('--idle-timeout is what a timer takes at most', () => {
    const isRefused = (ms: string) => isLeft(readCommand(['--idle-timeout', ms, 'hi'], {}));
    expect([isRefused('2147483647'), isRefused('2147483648')]).to.deep.equal([false, true]);
  });

  it('the ids of 8 earlier responses of a socket are known', () => {
    const ids = new ResponseIds();
    for (let index = 0; index < 9; index++) {
      ids.begin(`resp_${index}`);
      ids.finish();
    }
    expect([ids.isEarlier('resp_0'), ids.isEarlier('resp_1')]).to.deep.equal([false, true]);
  });

  it('nothing is repeated of the 64 items that were finished last', () => {
    const texts = receivedText();
    for (let index = 0; index < 65; index++) texts.finish({ output_index: index }, ['text']);
    expect([0, 1].map((index) => texts.rest('text', { output_index: index }, 0, 'whole'))).to.deep.equal(['whole', '']);
  });

  it('a hedged answer wins with its 1001st event, whatever it is', () => {
    const counts = [1000, 1001].map((count) => {
      const { values } = inVirtualTime((scheduler) =>
        hedge([concat(range(0, count).pipe(map(() => queued)), NEVER)], { scheduler }),
      );
      return values.length;
    });
    expect(counts).to.deep.equal([0, 1001]);
  });

  it('smooth holds 10 000 words', () => {
    const countAt0 = (count: number) => {
      const { values } = inVirtualTime(
        (scheduler) =>
          concat(of(words(1)), timer(1, scheduler).pipe(switchMap(() => concat(of(words(count)), NEVER)))).pipe(
            smooth({ perSecond: 0.001, maxLag: 1_000_000, scheduler }),
          ),
        { maxTime: 2 },
      );
      return JSON.stringify(values).length > 10_000;
    };
    expect([10_000, 10_001].map(countAt0)).to.deep.equal([false, true]);
  });

  it('64 KiB of a line are held back', () => {
    const emitted = (length: number) => {
      const chunks = new Subject<Uint8Array>();
      let count = 0;
      chunks.pipe(cutAtLineEnds()).subscribe({ next: () => count++, error: () => (count = -1) });
      chunks.next(new Uint8Array(length));
      return count;
    };
    expect([65_536, 65_537].map(emitted)).to.deep.equal([0, 1]);
  });

  it('20 values in one piece are a sign of buffering', () => {
    const isReported = (count: number) => {
      let reports = 0;
      inVirtualTime((scheduler) =>
        timer(1000, scheduler).pipe(
          switchMap(() => range(0, count)),
          detectBuffering({ onBuffering: () => reports++, scheduler }),
        ),
      );
      return reports;
    };
    expect([19, 20].map(isReported)).to.deep.equal([0, 1]);
  });

  it('1000 events of a run are kept for a repeated step', () => {
    const call = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' } as const;
    const runs = keptRuns();
    void runs.run(call, () =>
      range(0, 1001).pipe(map((): ToolEvent => ({ type: 'tool_progress', call, output: 'x' }))),
    );
    runs.takeBack();
    let count = 0;
    runs.run(call, () => EMPTY).subscribe({ next: () => count++, error: () => (count = -1) });
    expect(count).to.equal(1000);
  });

  it('base64 of 12 characters or more is masked, and that of a secret of up to 4096', () => {
    const isMasked = (length: number) => {
      const redactor = createRedactor();
      const secret = Array.from({ length }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join('');
      redactor.learnValues([secret]);
      return !redactor.redact(btoa(secret)).includes(btoa(secret).slice(0, 8));
    };
    expect([8, 9, 4096, 4097].map(isMasked)).to.deep.equal([false, true, true, false]);
  });
});

describe('constants of clients and of the command line', () => {
  it('a RoutedClient tries 2 sockets before HTTP', () => {
    const websocket = virtualWebSocket(...Array.from({ length: 5 }, () => throwError(reset)));
    const body = of(bytes(sse(created(), completed())));
    const { error } = inVirtualTime((scheduler) => {
      const provider = createProvider({ name: 'x', baseUrl: 'https://virtual.test/v1', retry: { maxAttempts: 4 } });
      const transport = virtualTransport(of(response(body)));
      return new RoutedClient({ provider, websocket, transport, scheduler, random: () => 0.5 }).streamPrompt('m', 'x');
    });
    expect([error, websocket.requests.length]).to.deep.equal([undefined, 2]);
  });

  it('10 Mi characters are read from a pipe', async () => {
    const terminal = fakeTerminal({ piped: of('x'.repeat(10 * 2 ** 20), 'x') });
    expect(await firstValueFrom(run(['--base-url', 'http://127.0.0.1:1/v1'], {}, terminal))).not.to.equal(0);
    expect(terminal.notes.join()).to.contain('longer than 10485760 characters');
  });

  it('the answer of a scripted server quotes 40 words', () => {
    const { answer } = defaultScript(
      recordedRequest({ input: Array.from({ length: 41 }, (_, at) => `w${at}`).join(' ') }),
    );
    expect(JSON.stringify(answer)).to.contain('w39').and.not.contain('w40');
  });
});

describe('constants of spans', () => {
  const tracing = useTracing();

  it('65 536 characters of content are recorded', () => {
    const run = { name: 'f', callId: 'c', input: 'x'.repeat(70_000), redact: identity };
    openTelemetry({ captureContent: true }).onTool?.(run)?.onEnd?.({ outcome: 'completed', duration: 1 });
    expect(tracing.span().attributes['gen_ai.tool.call.arguments']).to.have.length(65_536);
  });
});
