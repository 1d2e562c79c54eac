import { adviceFor, type ApiErrorData } from 'codex-rx';

/** An error for the person: what happened, and what to do. */
export interface Explanation {
  readonly sentence: string;
  readonly advice: string;
}

type StreamReason = Extract<ApiErrorData, { readonly type: 'stream' }>['reason'];

const RETRY = 'Press Retry to request the answer again.';

const STREAMS: Readonly<Partial<Record<StreamReason, Explanation>>> = {
  idle: { sentence: 'The provider has been silent for too long.', advice: RETRY },
  truncated: { sentence: 'The answer was cut off before its end.', advice: RETRY },
  connection_lost: { sentence: 'The connection was lost in the middle of the answer.', advice: RETRY },
  cancelled: { sentence: 'The answer was stopped, perhaps in another tab.', advice: RETRY },
  not_event_stream: {
    sentence: 'Something else than the provider has answered, such as the sign-in page of a network.',
    advice: 'Check the network of the server, then press Retry.',
  },
};

const KINDS: Readonly<Partial<Record<ApiErrorData['type'], string>>> = {
  rate_limit: 'The provider has received too many requests (status 429).',
  server_overloaded: 'The provider has too much to do.',
  unauthorized: 'The provider does not accept the key of this server.',
  not_found: 'The server of this page does not know this answer any longer, or the provider does not know the model.',
  context_window_exceeded: 'The conversation is too long for the model.',
};

const isUnreachable = (error: ApiErrorData): boolean => error.type === 'transport' && error.error.type === 'network';

/** Explains an error in a sentence, and what to do in another one. */
export const explain = (error: ApiErrorData): Explanation => {
  const known = error.type === 'stream' ? STREAMS[error.reason] : undefined;
  if (known !== undefined) return known;
  if (error.type === 'not_found') return { sentence: KINDS.not_found ?? error.message, advice: RETRY };
  if (isUnreachable(error))
    return { sentence: 'The server cannot be reached.', advice: 'Check that it runs, then press Retry.' };
  return { sentence: KINDS[error.type] ?? `${error.message}.`, advice: adviceFor(error, { for: 'user' }) };
};
