import { expectParsed } from '../expectParsed.js';
import type { Recording } from '../Recording.js';
import type { MarbleFile, MarbleRequest } from './MarbleFile.js';

/**
 * Converts a `Recording` to the content of a `.marble` file with one request. A recording does not contain the request
 * or the time until the head, so the head follows immediately.
 *
 * @param request the request, if it is known.
 *
 * @example
 * const text = '{"type":"head","status":200,"headers":{}}\n{"type":"end","at":0}\n';
 * const recording = parseRecording(text);
 * if (isRight(recording)) console.log(printMarble(marbleOf(recording.right)));
 */
export const marbleOf = (recording: Recording, request?: MarbleRequest): MarbleFile => {
  expectParsed(recording, 'chunks');
  return {
    exchanges: [
      { at: 0, ...(request === undefined ? {} : { request }), reply: { type: 'reply', after: 0, ...recording } },
    ],
  };
};
