import { fold } from '../../protocol/codec/fold.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { Ending } from './Endpoint.js';
import type { BodyFault } from '../script/Script.js';

/** The frames of a stream after a fault has been applied. Null stands for a frame that is not JSON. */
export interface FaultyFrames {
  readonly frames: readonly (JsonObject | null)[];
  readonly ending: Ending;
}

/** Builds the response object as it is after the frames `sent`, with the items that are finished by those frames. */
const responseAfter = (
  frames: readonly JsonObject[],
  sent: readonly JsonObject[],
  changes: JsonObject,
): JsonObject => ({
  ...(isJsonObject(frames[0]?.['response']) ? frames[0]['response'] : {}),
  output: sent.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item),
  ...changes,
});

/** Applies a fault of the body to the frames of the Responses API. */
export const playFault = (frames: readonly JsonObject[], fault: BodyFault | undefined): FaultyFrames => {
  const stopAfter = (after: number, ending: Ending, last?: (sent: readonly JsonObject[]) => JsonObject) => {
    const sent = frames.slice(0, after);
    return { frames: last ? [...sent, { ...last(sent), sequence_number: sent.length }] : sent, ending };
  };
  if (fault === undefined) return { frames, ending: 'end' };
  return fold<BodyFault, FaultyFrames>({
    reset_mid_body: ({ after }) => stopAfter(after, 'reset'),
    stall_mid_body: ({ after }) => stopAfter(after, 'open'),
    truncate: ({ after }) => stopAfter(after, 'end'),
    error_event: ({ after, error: { code = null, message } }) =>
      stopAfter(after, 'open', () => ({ type: 'error', code, message, param: null })),
    response_failed: ({ after, error }) =>
      stopAfter(after, 'end', (sent) => ({
        type: 'response.failed',
        response: responseAfter(frames, sent, { status: 'failed', error }),
      })),
    incomplete: ({ after, reason }) =>
      stopAfter(after, 'end', (sent) => ({
        type: 'response.incomplete',
        response: responseAfter(frames, sent, { status: 'incomplete', incomplete_details: { reason } }),
      })),
    malformed_frame: ({ after }) => ({
      frames: [...frames.slice(0, after), null, ...frames.slice(after)],
      ending: 'end',
    }),
    linger: () => ({ frames, ending: 'open' }),
  })(fault);
};
