// An independent reader of recorded streams. It is written from the descriptions of the APIs and imports nothing of the
// library: it only decides how an answer ends.

/** The end of an answer: whole, cut by a limit or by the end of the stream, or failed. */
export type PlainEnd = 'whole' | 'cut' | 'failed';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** True for an error that has a message or a code in it, whatever its shape. */
const hasError = ({ error }: Members): boolean => {
  if (typeof error === 'string') return error !== '';
  return (
    isMembers(error) && ['message', 'code', 'type'].some((key) => typeof error[key] === 'string' && error[key] !== '')
  );
};

const FAILED = ['error', 'failed', 'network_error', 'abort', 'malformed_function_call'];
const CUT = ['length', 'max_tokens', 'content_filter', 'safety', 'refusal', 'incomplete', 'max_output_tokens'];
const endOfReason = (reason: string): PlainEnd => {
  const plain = reason.toLowerCase();
  if (FAILED.includes(plain)) return 'failed';
  return CUT.includes(plain) ? 'cut' : 'whole';
};

/** Reads the frames of one stream. `frame` returns the end as soon as it is known. */
interface PlainDecoder {
  frame(json: unknown): PlainEnd | undefined;
  readonly atEnd: PlainEnd;
}

const responses = (): PlainDecoder => ({
  atEnd: 'cut',
  frame: (json) => {
    const frame = membersOf(json);
    const { type } = frame;
    if (type === 'error' || type === 'response.failed' || type === 'response.cancelled') return 'failed';
    if (type === 'response.incomplete') return 'cut';
    if (type !== 'response.completed' && type !== 'response.done') return undefined;
    const response = membersOf(frame['response']);
    if (hasError(response) || response['status'] === 'failed' || response['status'] === 'cancelled') return 'failed';
    const { reason } = membersOf(response['incomplete_details']);
    return response['status'] === 'incomplete' || typeof reason === 'string' ? 'cut' : 'whole';
  },
});

const chat = (): PlainDecoder => {
  let finish: PlainEnd | undefined;
  return {
    get atEnd() {
      return finish ?? 'cut';
    },
    frame: (json) => {
      if (json === '[DONE]') return finish ?? 'whole';
      const frame = membersOf(json);
      if (hasError(frame)) return 'failed';
      for (const each of listOf(frame['choices'])) {
        const { index, finish_reason: reason } = membersOf(each);
        const isFirst = index === undefined || index === null || index === 0 || index === '0';
        if (isFirst && typeof reason === 'string' && reason !== '') finish = endOfReason(reason);
      }
      return finish === 'failed' ? 'failed' : undefined;
    },
  };
};

const messages = (): PlainDecoder => {
  let reason: unknown;
  return {
    atEnd: 'cut',
    frame: (json) => {
      const frame = membersOf(json);
      if (frame['type'] === 'error') return 'failed';
      if (frame['type'] === 'message_delta') reason = membersOf(frame['delta'])['stop_reason'] ?? reason;
      if (frame['type'] !== 'message_stop') return undefined;
      return typeof reason === 'string' ? endOfReason(reason) : 'whole';
    },
  };
};

const gemini = (): PlainDecoder => {
  let finish: PlainEnd | undefined;
  return {
    get atEnd() {
      return finish ?? 'cut';
    },
    frame: (json) => {
      if (json === '[DONE]') return finish ?? 'cut';
      const frame = membersOf(json);
      if (hasError(frame)) return 'failed';
      for (const each of listOf(frame['candidates'])) {
        const { index, finishReason: reason } = membersOf(each);
        if ((index ?? 0) === 0 && typeof reason === 'string' && reason !== '') finish = endOfReason(reason);
      }
      return undefined;
    },
  };
};

const decoders = { responses, chat, messages, gemini } as const;

/** The end of an answer that comes as JSON texts, e.g. over a WebSocket. */
export const plainEndOfFrames = (wire: keyof typeof decoders, texts: readonly string[]): PlainEnd => {
  const decoder = decoders[wire]();
  for (const text of texts) {
    const end = decoder.frame(parsed(text));
    if (end !== undefined) return end;
  }
  return decoder.atEnd;
};

/** The end of an answer that comes as an event stream. */
export const plainEnd = (wire: keyof typeof decoders, body: string): PlainEnd => {
  const decoder = decoders[wire]();
  let name = '';
  let data: string[] = [];
  const dispatch = (): PlainEnd | undefined => {
    const [event, text] = [name, data.join('\n')];
    name = '';
    data = [];
    if (text.trim() === '') return undefined;
    if (event.toLowerCase() === 'error') return 'failed';
    return decoder.frame(text.trim() === '[DONE]' ? '[DONE]' : parsed(text));
  };
  for (const line of body.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    let end: PlainEnd | undefined;
    if (line === '') end = dispatch();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    else if (line.startsWith('event:')) name = line.slice(6).replace(/^ /, '');
    else if (hasError(membersOf(parsed(line)))) return 'failed'; // JSON between the events
    if (end !== undefined) return end;
  }
  return dispatch() ?? decoder.atEnd;
};
