import { textAnswer, type RecordedRequest, type Script } from 'codex-rx/server';
import { Wish, WISH_HEADER, type Fault, type Length } from '../wish.js';

const PLAIN: Wish = { part: 'chat', turn: '', fault: 'none', always: false, length: 'short' };

/** What the page wishes; a client that says nothing gets a plain answer. */
export const wishOf = ({ headers }: RecordedRequest): Wish => {
  const wish: unknown = JSON.parse(headers[WISH_HEADER] ?? 'null');
  return Wish.is(wish) ? wish : PLAIN;
};

const ANSWER = `No model is behind this page. A scripted server on your own machine plays this text, word by word and at the pace of a model, over a real socket.

Each word is an event of an **RxJS observable**. The text you read is a fold over those events, drawn at most once per frame:

\`\`\`js
client.streamPrompt(model, prompt).pipe(accumulate(), coalesce());
\`\`\`

- Markdown is drawn while it comes, block by block.
- HTML in it stays text: <img src=x onerror="document.title='broken'">. Pictures are not drawn: ![a picture](x).

The line beside it counts the words.

Press Stop, or Escape, while this comes: the page unsubscribes, which closes the socket, and the server’s view shows a mark where the client hung up. Then switch a fault on and ask again.`;

const PARAGRAPH =
  'A stream is a promise kept many times over. Every word crosses a socket, is framed, decoded and folded into the answer before this line grows, and still the page has time to spare: what comes within a frame is drawn once, paragraphs that are whole are left alone, and an event costs the same however long the text has become.';

const words = (count: number): string => {
  const size = PARAGRAPH.split(' ').length;
  const whole = Array.from({ length: Math.ceil(count / size) }, () => PARAGRAPH).join('\n\n');
  return (whole.match(/\S+\s*/g) ?? []).slice(0, count).join('').trimEnd();
};

const LENGTHS: Readonly<Record<Length, Script>> = {
  short: { answer: textAnswer(ANSWER), pace: { ttft: 250, tokensPerSecond: 28 } },
  long: { answer: textAnswer(words(1_000)), pace: { ttft: 250, tokensPerSecond: 200 } },
  huge: { answer: textAnswer(words(20_000)), pace: { ttft: 250, tokensPerSecond: 5_000 } },
};

const FAULTS: Readonly<Record<Fault, Script>> = {
  none: {},
  drop: { fault: { type: 'reset_mid_body', after: 20 } },
  stall: { fault: { type: 'stall_mid_body', after: 20 } },
  limit: {
    fault: {
      type: 'status',
      status: 429,
      headers: { 'retry-after': '3' },
      body: { error: { message: 'Too many requests at once.', type: 'requests', code: 'rate_limit', param: null } },
    },
  },
  slow: { pace: { ttft: 2_000, tokensPerSecond: 4 } },
};

const SUGGESTION =
  'and then, before the thought was whole, the next key was pressed; the old request was left behind, its socket closed, and a new one asked in its place.';

/** A limit that fills up with each request, and its longer sister. */
const limits = (asked: number): Script['headers'] => ({
  'x-codex-primary-used-percent': String(Math.min(100, 8 + 4 * (asked % 24))),
  'x-codex-primary-window-minutes': '300',
  'x-codex-secondary-used-percent': String(Math.min(100, 31 + Math.floor(asked / 4))),
  'x-codex-secondary-window-minutes': '10080',
});

/**
 * What to do with a request, as the page wishes.
 *
 * @param isRetry whether the turn was asked before: it meets its fault once, unless the page wants it always.
 */
export const scriptFor = ({ part, fault, always, length }: Wish, index: number, isRetry: boolean): Script => {
  const headers = limits(index);
  if (part === 'type_ahead')
    return { answer: textAnswer(SUGGESTION), pace: { ttft: 300, tokensPerSecond: 6 }, headers };
  return { ...LENGTHS[length], ...(isRetry && !always ? {} : FAULTS[fault]), headers };
};
