import { textAnswer, toolCallAnswer, type Script } from 'codex-rx/server';
import type { Fault, Kind } from '../ChatRequest.js';
import type { ScriptHeader } from './scriptHeader.js';

const ANSWER = `No model is behind this page. A scripted provider on your own machine sends this text, word by word and at the pace of a model. The server of this page reads it, and relays it.

Each word is an event of an **RxJS observable**. The text you read is a fold over those events, drawn at most once per frame:

\`\`\`js
relay.stream(question).events().pipe(accumulate(), coalesce());
\`\`\`

- Markdown is drawn while it comes, block by block.
- HTML in it stays text: <img src=x onerror="document.title='broken'">. Pictures are not drawn: ![a picture](x).

The line beside it counts the words. Reload the page while this comes: the answer goes on.

Press Stop, or Escape: the page unsubscribes, which closes the connection to the provider. Then switch a fault on and ask again.`;

const PARAGRAPH =
  'A stream is a promise kept many times over. Every word crosses a socket, is framed, decoded and folded into the answer before this line grows, and still the page has time to spare: what comes within a frame is drawn once, paragraphs that are whole are left alone, and an event costs the same however long the text has become.';

const words = (count: number): string => {
  const size = PARAGRAPH.split(' ').length;
  const whole = Array.from({ length: Math.ceil(count / size) }, () => PARAGRAPH).join('\n\n');
  return (whole.match(/\S+\s*/g) ?? []).slice(0, count).join('').trimEnd();
};

const TABLE = { place: 'Chez Marble', time: '19:30', people: 2 };
const PACE = { ttft: 250, tokensPerSecond: 28 };

const ANSWERS: Readonly<Record<Kind, Script>> = {
  short: { answer: textAnswer(ANSWER), pace: PACE },
  long: { answer: textAnswer(words(1_000)), pace: { ttft: 250, tokensPerSecond: 200 } },
  huge: { answer: textAnswer(words(20_000)), pace: { ttft: 250, tokensPerSecond: 5_000 } },
  tool: {
    answer: toolCallAnswer([
      { name: 'opening_hours', arguments: { place: TABLE.place } },
      { name: 'book_table', arguments: TABLE },
    ]),
    pace: PACE,
  },
};

const BOOKED = `**${TABLE.place}** expects the two of you at ${TABLE.time}. Is there anything else?`;
const NOT_BOOKED = 'I have booked nothing. Shall I look for another time, or for another place?';

const FAULTS: Readonly<Record<Fault, Script>> = {
  none: {},
  limit: {
    fault: {
      type: 'status',
      status: 429,
      headers: { 'retry-after': '3' },
      body: { error: { message: 'Too many requests at once.', type: 'requests', code: 'rate_limit', param: null } },
    },
  },
  drop: { fault: { type: 'reset_mid_body', after: 20 } },
  stall: { fault: { type: 'stall_mid_body', after: 20 } },
  garbage: { fault: { type: 'malformed_frame', after: 20 } },
  page: {
    fault: {
      type: 'status',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Sign in to the network</title>',
    },
  },
  slow: { pace: { ttft: 2_000, tokensPerSecond: 4 } },
};

const SUGGESTION =
  'and then, before the thought was whole, the next key was pressed; the old request was left behind, its socket closed, and a new one sent in its place.';

/** A limit that fills up with each request, and its longer sister. */
const limits = (count: number): Script['headers'] => ({
  'x-codex-primary-used-percent': String(Math.min(100, 8 + 4 * (count % 24))),
  'x-codex-primary-window-minutes': '300',
  'x-codex-secondary-used-percent': String(Math.min(100, 31 + Math.floor(count / 4))),
  'x-codex-secondary-window-minutes': '10080',
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The output of the booking if the model is to answer to it. */
const bookingIn = (body: unknown): string | undefined => {
  const last: unknown = isObject(body) && Array.isArray(body['input']) ? body['input'].at(-1) : undefined;
  if (!isObject(last) || last['type'] !== 'function_call_output') return undefined;
  return String(last['output']);
};

/** One request of the relay to the scripted provider. */
export interface ScriptedRequest extends ScriptHeader {
  readonly body: unknown;
  /** The number of requests before it. */
  readonly index: number;
  /** Whether the step was requested before. It has its fault once, unless the person wants it always. */
  readonly isRetry: boolean;
}

/** Returns the script for a request, as the person has chosen. */
export const scriptFor = ({ part, wish, body, index, isRetry }: ScriptedRequest): Script => {
  const headers = limits(index);
  if (part === 'type_ahead')
    return { answer: textAnswer(SUGGESTION), pace: { ttft: 300, tokensPerSecond: 6 }, headers };
  const booking = bookingIn(body);
  if (booking !== undefined)
    return { answer: textAnswer(booking.startsWith('booked') ? BOOKED : NOT_BOOKED), pace: PACE, headers };
  return { ...ANSWERS[wish.kind], ...(isRetry && !wish.always ? {} : FAULTS[wish.fault]), headers };
};
