import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { DONE } from '../../protocol/SseFrame.js';
import { playChatFault, type ChatFrame } from './chatFaults.js';
import { chatCompletion } from './chatCompletion.js';
import { answerTo } from '../script/answerTo.js';
import type { Endpoint, Reply } from './Endpoint.js';
import { jsonReply } from '../http/jsonReply.js';
import { isTokenChunk, isUsageChunk } from '../script/readChunk.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { Piece } from '../script/schedule.js';
import type { BodyFault, Script } from '../script/Script.js';
import { SSE_HEADERS, sseData } from '../http/sse.js';

const pieceOf = (frame: ChatFrame): Piece =>
  typeof frame === 'string'
    ? { text: sseData(frame), isToken: false }
    : { text: sseData(JSON.stringify(frame)), isToken: isTokenChunk(frame) };

const chunksOf = (request: RecordedRequest, script: Script): readonly JsonObject[] => {
  const { chunks } = answerTo(request, script);
  if (chunks === undefined)
    throw new TypeError('the answer has no chunks for Chat Completions; set `chunks` in addition to `frames`');
  return chunks;
};

const wantsUsage = ({ stream_options }: JsonObject): boolean =>
  isJsonObject(stream_options) && stream_options['include_usage'] === true;

/** Answers a request without `stream`. */
const wholeReply = (chunks: readonly JsonObject[], fault: BodyFault | undefined): Reply => {
  if (fault?.type !== 'incomplete') return jsonReply(chatCompletion(chunks), fault);
  const { frames } = playChatFault([...chunks, DONE], fault);
  return jsonReply(chatCompletion(frames.filter(isJsonObject)), undefined);
};

/**
 * `POST /v1/chat/completions`: a stream of chunks if `stream` is true, otherwise one `chat.completion`. Throws for an
 * answer without chunks.
 */
// docs/wire.md, section 5
export const chatEndpoint: Endpoint = {
  method: 'POST',
  reply: (request, script, fault): Reply => {
    const chunks = chunksOf(request, script);
    const body = isJsonObject(request.body) ? request.body : {};
    if (body['stream'] !== true) return wholeReply(chunks, fault);
    const sent = wantsUsage(body) ? chunks : chunks.filter((chunk) => !isUsageChunk(chunk));
    const { frames, ending } = playChatFault([...sent, DONE], fault);
    return { headers: SSE_HEADERS, pieces: frames.map(pieceOf), ending };
  },
};
