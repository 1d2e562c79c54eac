import { fold } from '../../../protocol/codec/fold.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import { SSE_HEADERS, sseData, sseFrame } from '../../http/sse.js';
import type { RecordedRequest } from '../../log/RecordedRequest.js';
import { defaultAnswer } from '../../script/defaultScript.js';
import type { BodyFault, Script } from '../../script/Script.js';
import type { Endpoint, Ending, Reply } from '../Endpoint.js';
import { geminiChunks } from './geminiChunks.js';
import { messagesFrames } from './messagesFrames.js';

type ErrorOf = Extract<BodyFault, { readonly type: 'error_event' }>['error'];

/** The properties of an API that its endpoint needs: all of them write the same answer. */
interface NativeApi {
  readonly write: (chunks: readonly JsonObject[]) => readonly JsonObject[];
  readonly error: (error: ErrorOf) => JsonObject;
  /** The frames that end an answer early. */
  readonly incomplete: (reason: string) => readonly JsonObject[];
  readonly textOf: (frame: JsonObject) => string;
}

const MESSAGES: NativeApi = {
  write: messagesFrames,
  error: ({ message, code }) => ({ type: 'error', error: { type: code ?? 'api_error', message } }),
  incomplete: (stop_reason) => [{ type: 'message_delta', delta: { stop_reason }, usage: {} }, { type: 'message_stop' }],
  textOf: sseFrame,
};

const GEMINI: NativeApi = {
  write: geminiChunks,
  error: ({ message, code }) => ({ error: { code: 500, message, status: code ?? 'INTERNAL' } }),
  incomplete: (finishReason) => [{ candidates: [{ finishReason, index: 0 }] }],
  textOf: (frame) => sseData(JSON.stringify(frame)),
};

const MALFORMED = sseData('{"torn": "');

const playFault = (
  frames: readonly string[],
  api: NativeApi,
  fault: BodyFault | undefined,
): { readonly texts: readonly string[]; readonly ending: Ending } => {
  const stopAfter = (after: number, ending: Ending, ...last: readonly string[]) => ({
    texts: [...frames.slice(0, after), ...last],
    ending,
  });
  if (fault === undefined) return { texts: frames, ending: 'end' };
  return fold<BodyFault, { readonly texts: readonly string[]; readonly ending: Ending }>({
    reset_mid_body: ({ after }) => stopAfter(after, 'reset'),
    stall_mid_body: ({ after }) => stopAfter(after, 'open'),
    truncate: ({ after }) => stopAfter(after, 'end'),
    error_event: ({ after, error }) => stopAfter(after, 'open', api.textOf(api.error(error))),
    response_failed: ({ after, error }) => stopAfter(after, 'end', api.textOf(api.error(error))),
    incomplete: ({ after, reason }) => stopAfter(after, 'end', ...api.incomplete(reason).map(api.textOf)),
    malformed_frame: ({ after }) => stopAfter(after, 'end', MALFORMED, ...frames.slice(after)),
    linger: () => ({ texts: frames, ending: 'open' }),
  })(fault);
};

const chunksOf = (request: RecordedRequest, { answer = defaultAnswer(request) }: Script): readonly JsonObject[] => {
  if (answer.chunks === undefined)
    throw new TypeError('the answer has no chunks; set `chunks`, from which this API is written too');
  return answer.chunks;
};

const endpointOf = (api: NativeApi): Endpoint => ({
  method: 'POST',
  reply: (request, script, fault): Reply => {
    const frames = api.write(chunksOf(request, script));
    const { texts, ending } = playFault(frames.map(api.textOf), api, fault);
    const isToken = (text: string) => /"(text|thinking|partial_json)":"[^"]/.test(text);
    return { headers: SSE_HEADERS, pieces: texts.map((text) => ({ text, isToken: isToken(text) })), ending };
  },
});

/** `POST /v1/messages`: a stream of the Messages API, written from the chunks of the answer. */
export const messagesEndpoint: Endpoint = endpointOf(MESSAGES);

/** `POST /v1/models/{model}:streamGenerateContent`: a stream of the Gemini API, written from the chunks of the answer. */
export const geminiEndpoint: Endpoint = endpointOf(GEMINI);

/** Returns true for the path of a Gemini request, which names the model. */
export const isGeminiPath = (path: string): boolean => /^\/v1\/[^?]+:streamGenerateContent$/.test(path);
