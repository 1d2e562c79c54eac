import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { toAgUi } from '../../lib/ag-ui/toAgUi.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import { recordingTransport } from '../../lib/node/recording/recordingTransport.js';
import { tapDevtools } from '../../lib/operators/telemetry/tapDevtools.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { apiErrorData } from '../../lib/protocol/errors/apiErrorData.js';
import { publicError } from '../../lib/protocol/errors/publicError.js';
import { toApiError } from '../../lib/protocol/errors/toApiError.js';
import { apiKeyAuth, bearerAuth } from '../../lib/provider/AuthProvider.js';
import type { ProviderOptions } from '../../lib/provider/Provider.js';
import { toolCallAnswer } from '../../lib/server/script/answers.js';
import type { Script } from '../../lib/server/script/Script.js';
import { logTelemetry } from '../../lib/telemetry/logTelemetry.js';
import { mergeTelemetry } from '../../lib/telemetry/mergeTelemetry.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { useFolder } from '../node/temporary.js';
import { outcomeOf, until, valuesOf } from '../support/collect.js';
import { encodingsOf } from '../support/encodings.js';
import { useMetering } from '../support/telemetry/metering.js';
import { clientOf, useServer } from '../support/scripted.js';
import { exported, useTracing } from '../support/telemetry/tracing.js';
import { throwError } from 'rxjs';

const KEY = 'sk/Very+Secret=0123-é"\\Qr';

/** How the client sends the credential. */
const PLACES: Readonly<Record<string, readonly [Partial<ProviderOptions>, Partial<ClientOptions>]>> = {
  'a bearer token': [{}, { auth: bearerAuth(KEY) }],
  'a header of its own': [{}, { auth: apiKeyAuth('x-api-key', KEY) }],
  'a header of the provider': [{ headers: { 'x-any-name': KEY } }, {}],
  'a query parameter': [{ queryParams: { code: KEY } }, {}],
  'basic authentication': [{ headers: { authorization: `Basic ${btoa(`user:${KEY}`)}` } }, {}],
};

/** Escapes are doubled where a text is quoted again, and a mask may leave a few characters at an edge of base64. */
const PIECE = 12;
const plain = (text: string): string => text.replaceAll('\\', '').toLowerCase();
const piecesOf = (written: string): readonly string[] => {
  const text = plain(written);
  return Array.from({ length: text.length - PIECE + 1 }, (_, start) => text.slice(start, start + PIECE));
};

const failing = (written: string): readonly Script[] => [
  // The model repeats the key in the arguments of a tool, and the server in a frame that is skipped.
  {
    answer: toolCallAnswer([
      { name: 'look', arguments: { q: `is ${written} a key?` } },
      { name: 'fall', arguments: {} },
    ]),
  },
  // A gateway repeats it in the body and in the headers of an error.
  {
    fault: {
      type: 'status',
      status: 400,
      headers: { 'x-request-id': 'req_1' },
      body: JSON.stringify({ error: { message: `bad key ${written}`, code: 'invalid', param: written } }),
    },
  },
];

const skipping = (written: string): Script => ({
  fault: { type: 'status', status: 200, body: `data: {"oops ${written}\n\ndata: [DONE]\n\n` },
});

describe('security: sinks', () => {
  const using = useServer();
  const tracing = useTracing();
  const metering = useMetering();
  const folder = useFolder();

  const playAll = async (written: string, [provider, options]: (typeof PLACES)[string] & object) => {
    const lines: string[] = [];
    const write = (message: string) => lines.push(message);
    const reports = recordTelemetry();
    const telemetry = mergeTelemetry(
      openTelemetry({ captureContent: true }),
      logTelemetry({ debug: write, info: write, warn: write, error: write }),
      reports,
    );
    const recorded: unknown[] = [];
    const client = clientOf(using.server, provider, {
      ...options,
      telemetry,
      transport: recordingTransport((request) => folder.path(`answer.${recorded.push(request)}`), fetchTransport()),
    });
    failing(written).forEach((script) => using.server.enqueue(script));
    using.server.enqueue(skipping(written));
    const tools = {
      look: (input: string) => `found ${input}`,
      fall: () => {
        throw new Error(`no ${written}`);
      },
    };
    const loop = runTools(`Is ${written} a key?`, (input) => client.streamPrompt('m', { input }), tools, { telemetry });
    const { error } = await outcomeOf(loop);
    const skipped = await outcomeOf(client.streamPrompt('m', 'Hi'));
    const thrown = [error, skipped.error].map(toApiError);
    const agUi = await Promise.all(
      thrown.map((each) => valuesOf(throwError(() => each).pipe(toAgUi({ threadId: 't', runId: 'r' })))),
    );
    const files = recorded.map((_, index) => folder.path(`answer.${index + 1}`));
    const isWritten = (file: string) =>
      existsSync(file) && /"type":"(end|lost|cancelled)"/.test(readFileSync(file, 'utf8'));
    await until(() => files.every(isWritten));
    return {
      reports,
      sinks: {
        errors: inspect(thrown, { depth: 20, showHidden: true, maxStringLength: null }),
        'errors as data': JSON.stringify(thrown.map(apiErrorData)),
        'errors for a page': JSON.stringify(thrown.map(publicError)),
        'AG-UI errors': JSON.stringify(agUi),
        log: lines.join('\n'),
        spans: tracing.spans().map(exported).join('\n'),
        metrics: JSON.stringify(await metering.histograms()),
        reports: inspect([reports.ends, reports.requests, reports.retries, reports.skipped, reports.polls], {
          depth: 20,
          maxStringLength: null,
        }),
        recordings: files.map((file) => readFileSync(file, 'utf8')).join('\n'),
      },
    };
  };

  for (const [place, given] of Object.entries(PLACES))
    for (const [form, written] of Object.entries(encodingsOf(KEY)))
      it(`M2 M4 shows a key sent as ${place} in no error, log, span, metric, report or recording: ${form}`, async () => {
        const { sinks, reports } = await playAll(written, given);
        // The run got as far as every place in which the key is repeated.
        expect(reports.toolEnds.map(({ outcome }) => outcome)).to.have.members(['completed', 'failed']);
        expect(reports.skipped).to.have.length(1);
        expect(sinks.spans).to.contain('gen_ai.tool.call.arguments').and.contain('gen_ai.input.messages');
        for (const [sink, text] of Object.entries(sinks))
          for (const piece of piecesOf(written)) expect(plain(text), sink).not.to.contain(piece);
      });

  for (const [form, written] of Object.entries(encodingsOf(KEY)))
    it(`M2 shows a key as the name of an event in no message of the devtools: ${form}`, async () => {
      const messages: unknown[] = [];
      const channel = () => ({ postMessage: (message: unknown) => messages.push(message), close: () => undefined });
      const client = clientOf(
        using.server,
        {},
        {
          auth: bearerAuth(KEY),
          telemetry: tapDevtools({ channel, timing: false, texts: true }),
        },
      );
      const headers = { 'content-type': 'text/event-stream' };
      const body = `event: ${written}\ndata: {}\n\n`;
      using.server.enqueue({ fault: { type: 'status', status: 200, headers, body } });
      await outcomeOf(client.streamPrompt('m', 'Hi'));
      expect(JSON.stringify(messages)).to.contain('"frame"');
      for (const piece of piecesOf(written)) expect(plain(JSON.stringify(messages))).not.to.contain(piece);
    });
});
