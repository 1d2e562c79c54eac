import { expect } from 'chai';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { apiErrorKind, isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import type { SkippedFrame } from '../../../lib/telemetry/Telemetry.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { BodyFault } from '../../../lib/server/script/Script.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { sse } from '../../../lib/testing/wire.js';
import { fetchTransport } from '../../../lib/transport/fetchTransport.js';
import { outcomeOf, textIn } from '../../support/collect.js';
import { loopback, type Loopback } from '../../support/loopback.js';
import { useServer } from '../../support/scripted.js';

/** What a server sends with status 200 unless it says otherwise, and whether it leaves the connection open then. */
interface Sent {
  readonly body: string | Uint8Array;
  readonly leaveOpen?: true;
  readonly status?: number;
  /** Null sends no content type. Default: `text/event-stream`. */
  readonly contentType?: string | null;
  readonly provider?: Partial<ProviderOptions>;
}

/** What becomes of it. */
interface Read {
  /** The text of the deltas, which that of the items must equal. Default: none. */
  readonly text?: string;
  /** How the answer was completed, or the kind of its error. */
  readonly end: 'completed' | 'incomplete' | object;
  /** Default: nothing is skipped. */
  readonly skipped?: readonly SkippedFrame[];
}

const delta = (content: unknown): string => sse({ choices: [{ index: 0, delta: { content } }] });
const ONE = delta('one');
const TWO = delta(' two');
const STOP = sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
const DONE = 'data: [DONE]\n\n';
const WHOLE = [ONE, TWO, STOP, DONE].join('');

const TRUNCATED = { type: 'stream', reason: 'truncated', detail: 'stream closed before completion' };
const noStream = (begins: string) => ({
  type: 'stream',
  reason: 'not_event_stream',
  detail: `expected an event stream, but the body begins: ${begins}`,
});
const NOT_WRITTEN = 'a value that cannot be written as JSON';

const COMPLETION = '{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"content":"hi"}}]}';
const PAGE = `<!doctype html>\n<html>\n<title>Sign in</title>\n${'<p>Log in to go on.</p>\n'.repeat(40)}`;
const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);
const PRETTY = JSON.stringify({ choices: [{ index: 0, delta: { content: 'one' } }] }, null, 2);

/** Bytes, for what is no text. */
const raw = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const rows: readonly (readonly [what: string, Sent, Read])[] = [
  // ---- no event stream
  [
    'a JSON error with status 200 is that error, at once',
    {
      body: '{"error":{"message":"no credit","code":"insufficient_quota"}}',
      contentType: 'application/json',
      leaveOpen: true,
    },
    { end: { type: 'quota_exceeded', detail: 'no credit', code: 'insufficient_quota' } },
  ],
  [
    'a JSON error of another shape with status 200 keeps the status and the words',
    { body: '{"error":"the model is gone"}', contentType: 'application/json' },
    { end: { type: 'api', status: 200, detail: 'the model is gone' } },
  ],
  [
    'a JSON error that claims to be an event stream is that error',
    { body: '{"error":{"message":"too long","code":"context_length_exceeded"}}', leaveOpen: true },
    { end: { type: 'context_window_exceeded', detail: 'too long', code: 'context_length_exceeded' } },
  ],
  [
    'a whole completion in place of a stream is an error that shows its first words',
    { body: COMPLETION, contentType: 'application/json', leaveOpen: true },
    { end: noStream(COMPLETION) },
  ],
  [
    'a page of HTML is an error that shows its first words, at once',
    { body: PAGE, contentType: 'text/html', leaveOpen: true },
    { end: noStream(`${PAGE.replace(/\s+/g, ' ').slice(0, 200)}…`) },
  ],
  [
    'a short page of HTML is an error as soon as it ends',
    { body: '<html>Sign in</html>', contentType: 'text/html', leaveOpen: true },
    { end: noStream('<html>Sign in</html>') },
  ],
  [
    'a line of text is an error that shows it',
    { body: 'upstream connect error', contentType: 'text/plain' },
    { end: noStream('upstream connect error') },
  ],
  ['an empty body is a truncation', { body: '' }, { end: TRUNCATED }],
  ['nothing but comments is a truncation', { body: ': processing\n\n: processing\n\n' }, { end: TRUNCATED }],
  [
    'nothing but events without data is a truncation',
    { body: 'event: ping\n\nid: 1\n\ndata:\n\n' },
    { end: TRUNCATED },
  ],
  ['nothing but [DONE] is an answer that says nothing', { body: DONE, leaveOpen: true }, { end: 'completed' }],
  [
    'S15 a 204 is no answer, and no truncation',
    { body: '', status: 204, contentType: null },
    {
      end: {
        type: 'stream',
        reason: 'not_event_stream',
        detail: 'expected an event stream, but the server answered with the status 204 and without a body',
      },
    },
  ],

  // ---- labels
  ...['application/octet-stream', 'text/plain', 'application/json', 'text/html', null].map(
    (contentType): readonly [string, Sent, Read] => [
      `an event stream labelled ${contentType ?? 'not at all'} is read`,
      { body: WHOLE, contentType },
      { text: 'one two', end: 'completed' },
    ],
  ),
  [
    'UTF-8 labelled latin1 is read as UTF-8',
    { body: delta('naïve 日本 🤔') + STOP, contentType: 'text/event-stream; charset=iso-8859-1' },
    { text: 'naïve 日本 🤔', end: 'completed' },
  ],

  // ---- too much
  [
    'a line longer than maxBufferSize is an error after what came',
    { body: `${ONE}data: ${'x'.repeat(5000)}`, leaveOpen: true, provider: { maxBufferSize: 1000 } },
    {
      text: 'one',
      end: {
        type: 'stream',
        reason: 'too_large',
        detail: 'a server-sent event is longer than 1000 characters (maxBufferSize)',
      },
    },
  ],
  [
    'an event of endless data lines is an error after what came',
    { body: ONE + 'data: xxxxxxxxx\n'.repeat(500), leaveOpen: true, provider: { maxBufferSize: 1000 } },
    {
      text: 'one',
      end: {
        type: 'stream',
        reason: 'too_large',
        detail: 'a server-sent event is longer than 1000 characters (maxBufferSize)',
      },
    },
  ],
  [
    'a frame of 50 000 nested arrays is skipped',
    { body: `${ONE}data: ${DEEP}\n\n${TWO}${DONE}` },
    { text: 'one two', end: 'completed', skipped: [{ reason: 'not a JSON object', excerpt: NOT_WRITTEN }] },
  ],
  [
    '50 000 nested arrays in place of the choices are skipped',
    { body: `${ONE}data: {"choices":${DEEP}}\n\n${TWO}${DONE}` },
    {
      text: 'one two',
      end: 'completed',
      skipped: [{ reason: 'a choice that does not match the schema of its type', excerpt: NOT_WRITTEN }],
    },
  ],
  [
    '50 000 nested arrays as reasoning_details are left out of the item that would hold them',
    { body: `${ONE}data: {"choices":[{"delta":{"reasoning_details":${DEEP}}}]}\n\n${TWO}${STOP}` },
    {
      text: 'one two',
      end: 'completed',
      skipped: [
        {
          reason: 'left out what is nested more than 500 levels deep',
          excerpt: `${`{"reasoning_details":${'['.repeat(500)}`.slice(0, 200)}…`,
        },
      ],
    },
  ],
  ...['content', 'reasoning', 'tool_calls', 'refusal'].map((member): readonly [string, Sent, Read] => [
    `50 000 nested arrays as ${member} do no harm`,
    { body: `${ONE}data: {"choices":[{"delta":{"${member}":${DEEP}}}]}\n\n${TWO}${STOP}` },
    {
      text: 'one two',
      end: 'completed',
      skipped: member === 'tool_calls' ? [{ reason: 'a tool call that is no object', excerpt: NOT_WRITTEN }] : [],
    },
  ]),
  [
    'an error of 50 000 nested arrays is an error after what came',
    { body: `${ONE}data: {"error":${DEEP}}\n\n`, leaveOpen: true },
    { text: 'one', end: { type: 'retryable', detail: NOT_WRITTEN } },
  ],
  [
    'a body of 50 000 nested arrays is an error that shows its first words',
    { body: DEEP, contentType: 'application/json', leaveOpen: true },
    { end: noStream(`${'['.repeat(200)}…`) },
  ],

  // ---- frames
  [
    'frames that are no JSON are skipped and told',
    { body: `${ONE}data: {"choices":[{"ind\n\ndata: : keepalive\n\n${TWO}${DONE}` },
    {
      text: 'one two',
      end: 'completed',
      skipped: [
        { reason: 'not JSON', excerpt: '{"choices":[{"ind' },
        { reason: 'not JSON', excerpt: ': keepalive' },
      ],
    },
  ],
  [
    'frames that are JSON but no objects are skipped and told',
    { body: `${ONE}data: null\n\ndata: 7\n\ndata: "text"\n\ndata: [1]\n\n${TWO}${DONE}` },
    {
      text: 'one two',
      end: 'completed',
      skipped: ['null', '7', '"text"', '[1]'].map((excerpt) => ({ reason: 'not a JSON object', excerpt })),
    },
  ],
  [
    'sentinels that only look like one are skipped, and a text that quotes it is a text',
    { body: `${ONE}data: [DONE]xyz\n\n${delta('[DONE]')}${STOP}` },
    { text: 'one[DONE]', end: 'completed', skipped: [{ reason: 'not JSON', excerpt: '[DONE]xyz' }] },
  ],
  [
    'choices and deltas of the wrong kind are skipped, and the rest is read',
    { body: ONE + sse({ choices: 'none' }, { choices: [null, 'x'] }, { choices: [{ delta: 7 }] }) + TWO + STOP },
    {
      text: 'one two',
      end: 'completed',
      skipped: [
        { reason: 'choices is not a list', excerpt: '{"choices":"none"}' },
        { reason: 'a choice that does not match the schema of its type', excerpt: '{"choices":[null,"x"]}' },
        { reason: 'a delta or a message that is no object', excerpt: '{"choices":[{"delta":7}]}' },
      ],
    },
  ],
  [
    'bytes that are not UTF-8 become U+FFFD, and the frames after them are read',
    { body: raw('data: {"choices":[{"delta":{"content":"a', [0xff, 0xc3], 'b"}}]}\n\n', TWO, STOP) },
    { text: 'a\ufffd\ufffdb two', end: 'completed' },
  ],
  [
    'a byte-order mark and CR LF are read',
    { body: raw([0xef, 0xbb, 0xbf], WHOLE.replaceAll('\n', '\r\n')) },
    { text: 'one two', end: 'completed' },
  ],
  ['CR alone is read', { body: WHOLE.replaceAll('\n', '\r'), leaveOpen: true }, { text: 'one two', end: 'completed' }],
  [
    'JSON over several data lines is read',
    { body: `${PRETTY.replace(/^/gm, 'data: ')}\n\n${TWO}${STOP}` },
    { text: 'one two', end: 'completed' },
  ],
  [
    'a last frame without its blank line is read if it is whole',
    { body: (ONE + STOP).trimEnd() },
    { text: 'one', end: 'completed' },
  ],
  ['a [DONE] without its blank line is read', { body: `${ONE}data: [DONE]` }, { text: 'one', end: 'completed' }],
  [
    'a last frame that was cut off is told, and is a truncation after what came',
    { body: `${ONE}data: {"choices":[{"delta":{"content":" tw` },
    {
      text: 'one',
      end: TRUNCATED,
      skipped: [{ reason: 'cut off by the end of the stream', excerpt: '{"choices":[{"delta":{"content":" tw' }],
    },
  ],

  // ---- errors in the middle
  [
    'an error as a field of the event stream (GPUStack) is that error, at once',
    { body: `${ONE}error: {"error":{"message":"the model crashed","code":500}}\n`, leaveOpen: true },
    { text: 'one', end: { type: 'retryable', status: 500, detail: 'the model crashed' } },
  ],
  [
    'an error field of plain text is that error',
    { body: `${ONE}error: the model crashed\n`, leaveOpen: true },
    { text: 'one', end: { type: 'retryable', detail: 'the model crashed' } },
  ],
  [
    'a JSON error between the events is that error, at once',
    { body: `${ONE}{"error":{"message":"the upstream died","code":"server_is_overloaded"}}\n`, leaveOpen: true },
    { text: 'one', end: { type: 'server_overloaded', detail: 'the upstream died', code: 'server_is_overloaded' } },
  ],
  [
    'a JSON error after the events, without a line end, is that error',
    { body: `${ONE}{"error":"the upstream died"}` },
    { text: 'one', end: { type: 'retryable', detail: 'the upstream died' } },
  ],
  [
    'an error frame is that error, at once, and nothing after it is read',
    { body: `${ONE}${sse({ error: { message: 'bad tool', code: 400 } })}${TWO}${DONE}`, leaveOpen: true },
    { text: 'one', end: { type: 'invalid_request', status: 400, detail: 'bad tool' } },
  ],
  [
    'HTML between the events is a truncation after what came',
    { body: `${ONE}<html><body>502 Bad Gateway</body></html>\n` },
    {
      text: 'one',
      end: TRUNCATED,
      skipped: [{ reason: 'no field of a server-sent event', excerpt: '<html><body>502 Bad Gateway</body></html>' }],
    },
  ],

  // ---- the end
  ['an end after a finish_reason is a whole answer', { body: ONE + STOP }, { text: 'one', end: 'completed' }],
  ['nothing is read after [DONE]', { body: ONE + DONE + TWO, leaveOpen: true }, { text: 'one', end: 'completed' }],
  [
    'silence after a finish_reason is a whole answer',
    { body: ONE + STOP, leaveOpen: true, provider: { streamIdleTimeout: 40 } },
    { text: 'one', end: 'completed' },
  ],
  [
    'silence without a finish_reason is an idle timeout after what came',
    { body: ONE, leaveOpen: true, provider: { streamIdleTimeout: 40 } },
    { text: 'one', end: { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' } },
  ],
  [
    'a finish_reason of length is an answer that was cut short',
    { body: ONE + sse({ choices: [{ delta: {}, finish_reason: 'length' }] }) + DONE, leaveOpen: true },
    { text: 'one', end: 'incomplete' },
  ],
];

const textOfItems = (events: readonly ResponseEvent[]): string =>
  events
    .flatMap((event) => (event.type === 'output_item_done' && event.item.type === 'message' ? event.item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');

const endOf = (events: readonly ResponseEvent[], error: unknown): unknown => {
  if (error !== undefined) return isApiError(error) ? apiErrorKind(error) : error;
  const last = events.at(-1);
  return last?.type === 'completed' ? last.status : last;
};

/** Many of these bodies stay open. The rest of each is awaited for a moment only. */
const TRANSPORT = fetchTransport({ drain: { timeout: 20 } });

describe('ChatClient against a server that sends', () => {
  let server: Loopback;
  let sent: Sent;
  let closed: Promise<void>;

  beforeEach(async () => {
    server = await loopback((_request, response) => {
      const { status = 200, contentType = 'text/event-stream', body, leaveOpen } = sent;
      closed = new Promise((resolve) => response.on('close', resolve));
      response.writeHead(status, contentType === null ? {} : { 'content-type': contentType });
      response.flushHeaders();
      if (body.length > 0) response.write(body);
      if (leaveOpen === undefined) response.end();
    });
  });
  afterEach(() => server.stop());

  for (const [what, given, { text = '', end, skipped = [] }] of rows)
    it(what, async () => {
      sent = given;
      const telemetry = recordTelemetry();
      // A busy machine may need longer for the head than the short idle timeout of a row.
      const waits = { connectTimeout: 20_000, ...given.provider };
      const provider = createProvider({ name: 'raw', baseUrl: server.origin, wire: 'chat', ...waits });
      const { values, error } = await outcomeOf(
        new ChatClient({ provider, telemetry, transport: TRANSPORT }).streamPrompt('m', 'x'),
      );
      expect(endOf(values, error)).to.deep.equal(end);
      expect(textIn(values)).to.equal(text);
      expect(textOfItems(values)).to.equal(text);
      expect(telemetry.skipped).to.deep.equal(skipped);
      expect(server.requests).to.have.length(1);
      await closed;
    });
});

describe('ChatClient against a server that breaks off', () => {
  const using = useServer();

  // The frames: role, three words, finish_reason, usage, [DONE].
  const answer = textAnswer('one two three');
  const faults: readonly (readonly [what: string, BodyFault, text: string, end: string])[] = [
    ['a reset before the first event', { type: 'reset_mid_body', after: 0 }, '', 'stream'],
    ['a reset after the first words', { type: 'reset_mid_body', after: 3 }, 'one two', 'stream'],
    ['a reset after the finish_reason', { type: 'reset_mid_body', after: 5 }, 'one two three', 'completed'],
    ['a reset after the usage', { type: 'reset_mid_body', after: 6 }, 'one two three', 'completed'],
    ['an end before the first event', { type: 'truncate', after: 0 }, '', 'stream'],
    ['an end after the first words', { type: 'truncate', after: 3 }, 'one two', 'stream'],
    ['an end after the finish_reason', { type: 'truncate', after: 5 }, 'one two three', 'completed'],
    ['an end after the usage', { type: 'truncate', after: 6 }, 'one two three', 'completed'],
  ];

  for (const [what, fault, text, end] of faults)
    it(`${what} is ${end === 'completed' ? 'a whole answer' : `a ${end} error after what came`}, and is not retried`, async () => {
      using.server.enqueue({ answer, fault });
      const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, wire: 'chat' });
      const { values, error } = await outcomeOf(new ChatClient({ provider }).streamPrompt('m', 'x'));
      const kind = isApiError(error) ? (error.type === 'transport' ? error.error.type : error.type) : undefined;
      expect(kind ?? endOf(values, error)).to.equal(end);
      expect(textIn(values)).to.equal(text);
      expect(textOfItems(values)).to.equal(text);
      expect(using.server.requests).to.have.length(1);
    });
});
