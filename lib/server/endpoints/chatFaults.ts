import { fold } from '../../protocol/codec/fold.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { DONE } from '../../protocol/SseFrame.js';
import type { Ending } from './Endpoint.js';
import { isFinish, isUsageChunk } from '../script/readChunk.js';
import type { BodyFault } from '../script/Script.js';

/** A frame of a Chat stream: a chunk, or text that is not JSON. */
export type ChatFrame = JsonObject | string;

/** The frames of a stream after a fault has been applied. */
export interface FaultyChat {
  readonly frames: readonly ChatFrame[];
  readonly ending: Ending;
}

const MALFORMED = '{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"torn';

const isUsage = (frame: ChatFrame): boolean => isJsonObject(frame) && isUsageChunk(frame);

const errorChunk = ({ message, code }: Extract<BodyFault, { readonly type: 'error_event' }>['error']) => ({
  error: { message, type: 'server_error', code: code ?? null },
});

/**
 * Ends the answer early with `reason`. The original finish chunk is dropped, and the usage follows the new finish
 * chunk.
 */
const incomplete = (frames: readonly ChatFrame[], after: number, reason: string): readonly ChatFrame[] => {
  const [first] = frames;
  return [
    ...frames.slice(0, after).filter((frame) => isJsonObject(frame) && !isFinish(frame) && !isUsage(frame)),
    {
      ...(isJsonObject(first) ? first : {}),
      choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: reason }],
    },
    ...frames.filter(isUsage),
    DONE,
  ];
};

/** Applies a fault of the body to the frames of a Chat stream; `[DONE]` counts as one. */
export const playChatFault = (frames: readonly ChatFrame[], fault: BodyFault | undefined): FaultyChat => {
  const stopAfter = (after: number, ending: Ending, ...last: readonly ChatFrame[]): FaultyChat => ({
    frames: [...frames.slice(0, after), ...last],
    ending,
  });
  if (fault === undefined) return { frames, ending: 'end' };
  return fold<BodyFault, FaultyChat>({
    reset_mid_body: ({ after }) => stopAfter(after, 'reset'),
    stall_mid_body: ({ after }) => stopAfter(after, 'open'),
    truncate: ({ after }) => stopAfter(after, 'end'),
    error_event: ({ after, error }) => stopAfter(after, 'open', errorChunk(error)),
    response_failed: ({ after, error }) => stopAfter(after, 'end', errorChunk(error), DONE),
    incomplete: ({ after, reason }) => ({ frames: incomplete(frames, after, reason), ending: 'end' }),
    malformed_frame: ({ after }) => stopAfter(after, 'end', MALFORMED, ...frames.slice(after)),
    linger: () => ({ frames, ending: 'open' }),
  })(fault);
};
