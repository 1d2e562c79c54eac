import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { secretsIn } from '../../lib/agent/process/environment.js';
import { stderrTail } from '../../lib/agent/process/stderrTail.js';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { bearerAuth } from '../../lib/provider/AuthProvider.js';
import { headerFault } from '../../lib/provider/headerRules.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import { logTelemetry } from '../../lib/telemetry/logTelemetry.js';
import { createRedactor } from '../../lib/telemetry/Redactor.js';
import { createChunkRedactor } from '../../lib/telemetry/redactChunks.js';
import { bytes } from '../../lib/testing/wire.js';
import { errorOf, outcomeOf, valuesOf } from '../support/collect.js';
import { encodingsOf } from '../support/encodings.js';
import { clientOf, useServer } from '../support/scripted.js';
import { exported, useTracing } from '../support/telemetry/tracing.js';

const KEY = 'sk/Very+Secret=0123-é"\\yz';
const URL_PLAIN = 'https://host.example/v1/responses';

const redactorFor = (headers: Readonly<Record<string, string>>, url = URL_PLAIN): ((text: string) => string) => {
  const redactor = createRedactor();
  redactor.learn({ method: 'POST', url, headers: new Headers(headers) });
  return redactor.redact;
};
const redactKey = (): ((text: string) => string) => {
  const redactor = createRedactor();
  redactor.learnValues([KEY]);
  return redactor.redact;
};

/** The forms in which gateways write a text. */
const FORMS = encodingsOf(KEY);

/** Names of headers that carry a secret. */
const SECRET_HEADERS = [
  ...[
    'authorization',
    'proxy-authorization',
    'cookie',
    'api-key',
    'x-api-key',
    'x-authorization',
    'x-auth',
    'x-password',
  ],
  ...['x-jwt', 'x-credential', 'x-access', 'x-pass', 'x-session', 'x-signature', 'ocp-apim-subscription', 'private'],
  ...['x-functions-code', 'sec-websocket-protocol', 'x-any-name-at-all'],
];
const SECRET_PARAMS = ['key', 'api-key', 'auth', 'pwd', 'access_token', 'sig', 'code', 'password', 'jwt', 'x'];

describe('security: redaction', () => {
  for (const [form, written] of Object.entries(FORMS))
    it(`M2 masks a key that a server repeats ${form}`, () => {
      const clean = redactKey()(`{"error":"Wrong key ${written} given"}`);
      expect(clean).to.match(/^\{"error":"Wrong key .{0,8}\[redacted\].{0,8} given"\}$/);
    });

  for (const [form, written] of Object.entries(FORMS).slice(0, -3))
    it(`M2 masks the beginning of a key ${form}, wherever the text is cut`, () => {
      const redact = redactKey();
      for (let length = Math.ceil(written.length / 2); length < written.length; length++)
        expect(redact(`Wrong key ${written.slice(0, length)}`)).to.equal('Wrong key [redacted]');
    });

  it('M2 masks a key that was quoted ten times, with a thousand backslashes before a quotation mark', () => {
    let written = KEY;
    for (let depth = 0; depth < 10; depth++) written = JSON.stringify(written).slice(1, -1);
    expect(written).to.contain('\\'.repeat(1023));
    expect(redactKey()(`bad ${written} given`)).to.equal('bad [redacted] given');
  });

  it('M2 masks a key in a recording, also between two chunks', () => {
    const written = FORMS['as JSON with every character escaped'] ?? '';
    const redactor = createChunkRedactor(redactKey());
    const half = Math.floor(written.length / 2);
    const parts = [`data: ${written.slice(0, half)}`, `${written.slice(half)}\n`];
    const out = [...parts.flatMap((part) => redactor.push({ at: 0, bytes: bytes(part) })), ...redactor.flush()];
    expect(out.map((chunk) => Buffer.from(chunk.bytes).toString()).join('')).to.equal('data: [redacted]\n');
  });

  for (const text of ['\\', '%', '%25', '%ZZ', '&', '&#;', '&amp;amp;', '\\u00', '\\ud800', '&#99999999;', '…'])
    it(`M2 leaves ${JSON.stringify(text)} alone, which begins no secret`, () => {
      expect(redactKey()(`${text} ${text}`)).to.equal(`${text} ${text}`);
    });

  for (const name of SECRET_HEADERS)
    it(`M5 masks the value of the header ${name}`, () => {
      expect(redactorFor({ [name]: 'Hunter-2-value' })('bad Hunter-2-value')).to.equal('bad [redacted]');
    });

  for (const name of ['accept', 'content-type', 'user-agent', 'openai-organization', 'anthropic-version', 'session_id'])
    it(`M5 leaves the value of the harmless header ${name}`, () => {
      expect(redactorFor({ [name]: 'harmless-value' })('a harmless-value')).to.equal('a harmless-value');
    });

  for (const name of SECRET_PARAMS)
    it(`M5 masks the query parameter ${name}`, () => {
      const url = `${URL_PLAIN}?api-version=2026&${name}=hunter-2`;
      expect(redactorFor({}, url)(url)).to.equal(`${URL_PLAIN}?api-version=2026&${name}=[redacted]`);
    });

  it('M5 masks the parts of basic authentication, which a server shows decoded', () => {
    const redact = redactorFor({ authorization: `Basic ${btoa('user:hunter-two')}` });
    expect(redact(`user:hunter-two, hunter-two, ${btoa('user:hunter-two')}`)).to.equal(
      '[redacted], [redacted], [redacted]',
    );
  });

  it('L masks a header that is named like the key, and does not show its name', () => {
    const named = 'sk-proj-0123456789abcdef';
    expect(redactorFor({ [named]: 'x-api-key' })(`unknown header ${named}`)).to.equal('unknown header [redacted]');
    expect(headerFault(named, 'a\nb')).to.contain('sk-…').and.not.contain('0123');
    expect(headerFault(`${named} x`, 'a'))
      .to.contain('sk-…')
      .and.not.contain('0123');
  });

  it('L finds the secrets of an environment and of settings under any name', () => {
    const environment = {
      ...{ MY_AUTH: 'one', DB_PASSWD: 'two', SESSION_COOKIE: 'three', NAME: 'sk-four', SERVICE_KEY_2: 'five' },
      ...{ DATABASE_URL: 'postgres://user:six@host/db', PWD: '/work', MONKEY: 'banana', MAX_TOKENS: '12' },
    };
    const args = [
      '-c',
      'model_providers.a.bearer_token="seven"',
      '-c',
      'headers={ "x" = "sk-eight" }',
      '-c',
      'model="m"',
    ];
    const found = secretsIn(environment, args);
    expect(found).to.include.members(['one', 'two', 'three', 'sk-four', 'five', 'six', 'seven', 'sk-eight']);
    for (const harmless of ['/work', 'banana', '12', 'm', 'host']) expect(found).not.to.include(harmless);
  });

  it('M10 masks a key in the stderr of a program before the text is cut', async () => {
    const pipe = new PassThrough();
    const secret = 'sk-0123456789-the-end-of-the-key';
    const redactor = createRedactor();
    redactor.learnValues([secret]);
    const tail = stderrTail(pipe, { redact: redactor.redact });
    // 4096 bytes from the end is the middle of the key.
    pipe.end(`${'x'.repeat(9000)}${secret}${'y'.repeat(4080)}`);
    await new Promise((resolve) => pipe.once('close', resolve).resume());
    expect(tail()).to.contain('y'.repeat(4080)).and.not.contain('key').and.not.contain('the-end');
  });
});

describe('security: redaction of a call', () => {
  const key = 'sk-very/secret+0123456789';
  const using = useServer();
  const tracing = useTracing();

  it('M3 shows neither credentials nor a query of the base URL in the first log line and in onCall', async () => {
    const lines: string[] = [];
    const write = (message: string) => lines.push(message);
    const reports: unknown[] = [];
    const telemetry = {
      onCall: ({ baseUrl, provider, api }: { baseUrl: string; provider: string; api: string }) => {
        reports.push({ baseUrl, provider, api });
        return {};
      },
    };
    const baseUrl = 'http://user:hunter2@127.0.0.1:1/v1?key=hunter3#hunter4';
    const logger = { debug: write, info: write, warn: write, error: write };
    const client = clientOf(using.server, { baseUrl }, { logger, telemetry });
    expect((await errorOf(client.streamPrompt('m', 'x'))).type).to.equal('transport');
    expect(inspect([lines, reports]))
      .to.contain('http://127.0.0.1:1/v1')
      .and.not.contain('hunter');
  });

  it('M4 masks a key that a server repeats in the content of spans', async () => {
    using.server.enqueue({ answer: textAnswer(`Your key is ${encodeURIComponent(key)}.`) });
    const telemetry = openTelemetry({ captureContent: true });
    const client = clientOf(using.server, {}, { auth: bearerAuth(key), telemetry });
    await valuesOf(client.streamPrompt('m', `Is ${key} a good key?`));
    expect(exported(tracing.span())).to.contain('Your key is').and.contain('[redacted]').and.not.contain('0123456789');
  });

  it('M2 masks a key in skipped frames and in every line of a log', async () => {
    const lines: string[] = [];
    const write = (message: string) => lines.push(message);
    const body = `data: {"oops ${key.replaceAll('/', '\\/').replaceAll('+', '\\u002B')}\n\ndata: [DONE]\n\n`;
    using.server.enqueue({ fault: { type: 'status', status: 200, body } });
    const telemetry = logTelemetry({ debug: write, info: write, warn: write, error: write });
    await outcomeOf(clientOf(using.server, {}, { auth: bearerAuth(key), telemetry }).streamPrompt('m', 'x'));
    expect(lines.join('\n')).to.contain('skipped a frame').and.contain('[redacted]').and.not.contain('0123456789');
  });
});
